import ArgumentParser
import FiveOnes

/// `fiveones checkpoint LEDGER --key K`.
struct CheckpointCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkpoint",
        abstract: "Sign the ledger's size and root: what to print, publish, or give a witness.",
        discussion: """
            Nothing is signed that contradicts what the key signed before, or the anchor: a ledger \
            that was set back, cut short or rewritten is refused (exit 65). Once authority is founded, \
            --actor, --role and --unit say who has it signed. The signed note is that \
            of C2SP tlog-checkpoint.
            """)

    @OptionGroup var ledger: LedgerArgument
    @Option(help: ArgumentHelp("The key file; 'fiveones key' makes one.", valueName: "file"))
    var key: String
    @Option(
        help: ArgumentHelp(
            "A signed checkpoint kept elsewhere, with which the ledger must agree too.",
            valueName: "file"))
    var anchor: String?
    @OptionGroup var by: ActorOptions
    @OptionGroup var say: LanguageOption

    func run() throws {
        let signer = try openSigner(key)
        let anchored = try anchor.map { path in
            try about(path) {
                try SignedCheckpoint(try contents(of: path), by: signer.key.verifier)
            }
        }
        let signed = try signed(ledger.path, signer, anchor: anchored, by: by)
        OutputWriter.standardError.say(
            say.lastVerified(try about(ledger.path) { try Office(at: ledger.path).read().ledger }))
        try write(line: String(decoding: signed.note.encoded, as: UTF8.self))
    }
}
