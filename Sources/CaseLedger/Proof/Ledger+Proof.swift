public import SegmentLog

extension Ledger {
    /// A prover of what this ledger shows; its hashes are kept in the ledger's cache if the ledger
    /// is open for recording.
    ///
    /// - Throws: ``LedgerError/Code/log`` if entries cannot be read, or do not give the
    ///   acknowledged root.
    /// - Complexity: reads and hashes what is not in the cache.
    public func prover() throws(LedgerError) -> LogProver {
        try ledgerErrors {
            try reader.refresh()
            return try LogProver(reader, persisting: writer != nil)
        }
    }

    /// The entry at a position, and its way to the root of a tree that is a beginning of this
    /// ledger's.
    ///
    /// - Throws: ``LedgerError``: `notFound` if the tree has no such position.
    package func proven(
        _ position: UInt64, in head: TreeHead, by prover: LogProver
    ) throws(LedgerError) -> SubjectFile.Item {
        guard position < head.size else {
            throw LedgerError(
                .notFound, "a tree of \(head.size) entries has none at position \(position)")
        }
        return try ledgerErrors {
            SubjectFile.Item(
                entry: try reader.entry(at: Position(position)),
                proof: try prover.inclusion(of: Position(position), in: head.size))
        }
    }

    /// Signs a checkpoint of what this ledger shows now, in its name.
    ///
    /// - Parameters:
    ///   - signer: The log's key.
    ///   - anchor: A checkpoint kept elsewhere, with which the ledger must agree too.
    ///   - actor: Who has it signed; `nil` only where nobody's authority is founded.
    /// - Returns: The signed checkpoint.
    /// - Throws: ``LedgerError``: `refused` if the actor may not; `log` with what ``LogSigner``
    ///   throws.
    /// - Complexity: As ``prover()``.
    public func sign(
        with signer: LogSigner, anchor: SignedCheckpoint? = nil, by actor: Actor?
    ) throws(LedgerError) -> SignedCheckpoint {
        if let actor {
            try require(.sign, of: [], by: actor)
        } else if try knows(.authorityOfLedger) {
            throw LedgerError(
                RuleViolation(
                    "I2", Phrase("未说明由谁签署。", "It is not said who has it signed."),
                    advice: Phrase(
                        "以 --actor、--role、--unit 说明。", "Say who acts: --actor, --role, --unit.")))
        }
        let prover = try prover()
        return try ledgerErrors { try signer.sign(prover, anchor: anchor) }
    }

    /// The proof of one event for somebody who has no ledger, under a checkpoint signed now.
    ///
    /// ```swift
    /// let proof = try ledger.proof(of: receipt.positions[0], signedBy: signer)
    /// try Data(proof.encoded).write(to: URL(filePath: "event.tlog-proof"))
    /// ```
    ///
    /// It holds the whole entry; what is sealed in it stays sealed.
    ///
    /// - Parameters:
    ///   - position: The event.
    ///   - signer: The log's key.
    ///   - actor: Who has it signed; `nil` only where nobody's authority is founded.
    /// - Returns: Entry, way to the root and signed checkpoint, to be read by
    ///   ``RecordedEvent/init(provenBy:of:witnesses:quorum:in:)``, `fiveones verify-proof`, or any
    ///   tool for C2SP `tlog-proof`.
    /// - Throws: ``LedgerError``: `notFound` if there is no such event; `log` with what the signer
    ///   throws.
    /// - Complexity: As ``prover()``, and O(log n) hashes.
    public func proof(
        of position: UInt64, signedBy signer: LogSigner, by actor: Actor? = nil
    ) throws(LedgerError) -> LogProof {
        let signed = try sign(with: signer, by: actor)
        let prover = try prover()
        let item = try proven(position, in: signed.head, by: prover)
        return LogProof(extra: item.entry, inclusion: item.proof, checkpoint: signed.note)
    }
}

extension RecordedEvent {
    /// The event that a proof holds, once everything in it holds: the checkpoint is signed by the
    /// log's key, and the entry stands in that tree, where it says that it stands.
    ///
    /// - Parameters:
    ///   - proof: The proof, entry included.
    ///   - log: The log's key, known from elsewhere than the proof.
    ///   - witnesses: Keys whose cosignatures are wanted.
    ///   - quorum: How many witnesses must have signed.
    ///   - catalog: The event types; without them who, when and about what can be read, the payload
    ///     as bytes.
    /// - Throws: `badProof`, `badSignature` or `unverified` if something does not hold; `malformed`
    ///   if the proof leaves the entry out, or its bytes are no event.
    public init(
        provenBy proof: LogProof, of log: VerifierKey, witnesses: [VerifierKey] = [],
        quorum: Int = 0, in catalog: EventCatalog = []
    ) throws(LogError) {
        guard let entry = proof.extra else {
            throw LogError(.malformed, "the proof leaves the entry out.")
        }
        try proof.verify(entry, by: log, witnesses: witnesses, quorum: quorum)
        do throws(CodecError) { try self.init(entry: entry, in: catalog) } catch {
            throw LogError(.malformed, "the entry is no event: \(error).")
        }
        guard position == proof.inclusion.index else {
            throw LogError(
                .badProof,
                "the entry says it stands at \(position), the proof \(proof.inclusion.index).")
        }
    }
}
