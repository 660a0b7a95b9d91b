import ArgumentParser
import FiveOnes

/// `fiveones prove LEDGER POSITION`.
struct ProveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prove",
        abstract: "Prove to an outsider that one event stands in the ledger.",
        discussion: """
            Writes a C2SP tlog-proof: the entry, its way up the Merkle tree, and the signed \
            checkpoint. 'fiveones verify-proof', or any other tool for such proofs, checks it \
            without the ledger. The entry is included with all that it says, personal data too; \
            --without-entry leaves it out, and the verifier must have it already.
            """)

    @OptionGroup var ledger: LedgerArgument
    @Argument(help: "The event's position; 'fiveones audit' shows it.") var position: UInt64
    @OptionGroup var under: CheckpointOptions
    @OptionGroup var by: ActorOptions
    @Flag(help: "Leave the entry itself out of the proof.") var withoutEntry = false
    @OptionGroup var say: LanguageOption

    func validate() throws {
        if under.checkpoint == nil, under.key == nil {
            throw ValidationError("Give a signed checkpoint, or --key to sign one.")
        }
    }

    func run() throws {
        let prover = try about(ledger.path) { try Office(at: ledger.path).prover() }
        guard let note = try under.note(for: prover, of: ledger.path, by: by) else { return }
        let proof = try about(ledger.path) {
            try prover.proof(of: position, under: note, withEntry: !withoutEntry)
        }
        try write(line: String(decoding: proof.encoded, as: UTF8.self))
    }
}

/// `fiveones verify-proof FILE`.
struct VerifyProofCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify-proof",
        abstract: "Check a proof without the ledger, and show the event that it proves.",
        discussion: """
            The verifier key must come from its owner, not along with the proof. A proof that does \
            not hold ends with exit code 65.
            """)

    @Argument(help: ArgumentHelp("The proof.", valueName: "file")) var file: String
    @OptionGroup var by: VerifierOptions
    @Option(help: ArgumentHelp("The entry, if the proof leaves it out.", valueName: "file"))
    var entry: String?
    @OptionGroup var say: LanguageOption

    func validate() throws { _ = try by.log() }

    func run() throws {
        let proof = try about(file) { try LogProof(try contents(of: file)) }
        guard let bytes = try entry.map({ try contents(of: $0) }) ?? proof.extra else {
            throw Failure(
                .noInput, "\(file): the proof leaves the entry out; give it with --entry")
        }
        let signed = try about(file) {
            try proof.verify(
                bytes, by: try by.log(), witnesses: by.witness.map(\.key), quorum: by.quorum)
        }
        let event = try about(file) { try RecordedEvent(entry: bytes, in: .fiveOnes) }
        guard event.position == proof.inclusion.index else {
            throw Failure(
                .badData,
                "\(file): the entry says it stands at \(event.position), the proof "
                    + "\(proof.inclusion.index)")
        }
        try write(
            line: say(
                "已证明：位置 \(event.position)，\(signed.checkpoint.origin)，共 \(signed.head.size) 条",
                "proved  position \(event.position) of \(signed.checkpoint.origin), "
                    + "size \(signed.head.size)"))
        for line in signed.lines(say) { try write(line: line) }
        try write(line: DisplayWidth.printable(event.sentence(in: say.language)))
    }
}

extension SignedCheckpoint {
    /// The root, and who has witnessed it.
    func lines(_ say: LanguageOption) -> [String] {
        [say("根   ", "root  ") + head.root.base64] + witnesses(say)
    }

    /// Each witness and the time it signed at.
    func witnesses(_ say: LanguageOption) -> [String] {
        cosignatures.map { cosignature in
            let seconds = Int64(clamping: cosignature.time)
            let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
            let time = overflow ? "\(seconds)" : "\(Instant(microseconds: product))"
            return say("见证 ", "witness  ")
                + DisplayWidth.printable("\(cosignature.witness)  \(time)")
        }
    }
}
