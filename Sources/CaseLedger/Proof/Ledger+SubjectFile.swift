public import SegmentLog

extension Ledger {
    /// A subject's whole file under a checkpoint that is signed already.
    ///
    /// The newest event of each of the tags must be the last entry that the checkpoint covers.
    ///
    /// - Parameters:
    ///   - tags: the subject, and what belongs to it.
    ///   - checkpoint: a checkpoint of this ledger, such as that of an earlier file.
    ///   - actor: who hands the file out.
    /// - Returns: the file.
    /// - Throws: ``LedgerError``: `refused` if the actor may not; `notFound` if nothing is on record about the subject, or if its
    ///   newest event is not the checkpoint's last; `log` with the cause `inconsistent` or
    ///   `rolledBack` if the checkpoint is not this ledger's.
    /// - Complexity: reads the subject's entries, and hashes up to 512 for each.
    public func subjectFile(
        of tags: [Tag], under checkpoint: SignedNote, by actor: Actor
    ) throws(LedgerError) -> SubjectFile {
        try require(.state, of: tags, by: actor)
        return try subjectFile(of: tags, under: checkpoint, by: try prover())
    }

    /// Records that a subject's file is handed out, signs a checkpoint that ends with that, and
    /// gives the whole file.
    ///
    /// ```swift
    /// let file = try await ledger.stateFile(of: [.family("F-0012")], signedBy: signer, by: clerk)
    /// try file.verify(by: key, in: .fiveOnes)       // anywhere, without the ledger
    /// ```
    ///
    /// - Parameters:
    ///   - tags: the subject, and what belongs to it.
    ///   - signer: the log's key.
    ///   - actor: who hands the file out.
    /// - Returns: the file.
    /// - Throws: ``LedgerError``: `refused` if the actor may not; `notFound` if nothing is on record
    ///   about the subject; `readOnly`;
    ///   `conflict` if others keep signing; `log` with what ``LogSigner`` throws.
    public func stateFile(
        of tags: [Tag], signedBy signer: LogSigner, by actor: Actor
    ) async throws(LedgerError) -> SubjectFile {
        for _ in 0..<4 {
            let observed = size
            let standing = try require(.state, of: tags, by: actor)
            let events = try positionsOfAll(tags).count
            // What the key cannot sign is not said to be handed out.
            try ledgerErrors {
                try self.prover().requireGrowth(from: signer.last().head, in: "what the key signed")
            }
            let draft = Draft(
                NewEvent(SubjectStated(tags, events: UInt64(events))), by: actor)
            let receipt = try await append(
                [draft], if: AppendCondition(standing.reads, after: observed))
            guard let position = receipt.positions.first else { continue }
            let prover = try prover()
            let signed: SignedCheckpoint
            do {
                signed = try signer.sign(prover, at: position + 1)
            } catch {
                // Somebody signed a larger tree meanwhile: state the file anew.
                let last = try ledgerErrors { try signer.last().head.size }
                if error.code == .rolledBack, last > position + 1, last <= prover.head.size {
                    continue
                }
                throw LedgerError(error)
            }
            return try subjectFile(of: tags, under: signed.note, by: prover)
        }
        throw LedgerError(.conflict, "others keep signing checkpoints; try again")
    }

    private func subjectFile(
        of tags: [Tag], under checkpoint: SignedNote, by prover: LogProver
    ) throws(LedgerError) -> SubjectFile {
        let head = try ledgerErrors {
            let head = try LogCheckpoint(checkpoint.text).head
            try prover.requireGrowth(from: head, in: "the checkpoint")
            return head
        }
        let positions = try positionsOfAll(tags).filter { $0 < head.size }
        let newest = positions.last ?? 0
        guard !positions.isEmpty, newest + 1 == head.size else {
            throw LedgerError(
                .notFound,
                "the checkpoint covers \(head.size) entries and the newest about the subject is "
                    + "at \(newest): nothing would show that no later one is left out; let the "
                    + "file be stated and signed anew", position: newest)
        }
        var items: [SubjectFile.Item] = []
        for position in positions {
            items.append(try proven(position, in: head, by: prover))
        }
        return SubjectFile(tags: tags, items: items, checkpoint: checkpoint)
    }

    /// Where the events about any of these subjects stand, in order.
    private func positionsOfAll(_ tags: [Tag]) throws(LedgerError) -> [UInt64] {
        var positions: Set<UInt64> = []
        for tag in tags {
            var met = 0
            try history(of: .tag(tag)) { event in
                met += 1
                positions.insert(event.position)
            }
            guard met > 0 else {
                throw LedgerError(.notFound, "nothing is on record about this \(tag.kind)")
            }
        }
        guard !positions.isEmpty else { throw LedgerError(.notFound, "no subject is named") }
        return positions.sorted()
    }
}
