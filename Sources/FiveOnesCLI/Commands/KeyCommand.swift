import ArgumentParser
import FiveOnes

/// `fiveones key FILE`.
struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Make a key that signs checkpoints, or show a key's public half.",
        discussion: """
            The public half, the verifier key, is printed; hand it to whoever will check. Beside \
            FILE stands FILE.signed, the last checkpoint that was signed: keep both together and \
            away from the ledger, so that a ledger that was set back is found out.

            Where entries that the key signed are lost for good, --retire records in the ledger who \
            decided to go on and why, and the key signs that and then nothing more. Make a new key \
            under a new name for what follows.
            """)

    @Argument(help: ArgumentHelp("The key file.", valueName: "file")) var file: String
    @Option(
        help: ArgumentHelp(
            "Make a new key for the log of this name, such as archive.example/five-ones.",
            valueName: "origin"))
    var new: String?
    @Option(
        help: ArgumentHelp(
            "Accept that this ledger was set back behind what the key signed, and retire the key.",
            valueName: "ledger"))
    var retire: String?
    @Option(help: "With --retire: what happened, and why going on is right.")
    var reason: String?
    @OptionGroup var by: ActorOptions
    @OptionGroup var clock: ClockOption
    @OptionGroup var say: LanguageOption

    func validate() throws {
        guard retire != nil else { return }
        _ = try by.actor()
        if reason?.isEmpty ?? true { throw ValidationError("Say why with --reason.") }
        if new != nil { throw ValidationError("Give --new or --retire, not both.") }
    }

    func run() async throws {
        if let retire { return try await acceptRollback(of: retire) }
        if let new {
            let (directory, name) = split(file)
            let signer = try about(file) {
                do {
                    return try LogSigner.create(
                        name, origin: new, in: FileStorage(directory: directory))
                } catch let error as LogError {
                    guard error.code == .alreadyExists else { throw error }
                    throw Failure(.cannotCreate, "\(file): \(error.message) \(error.advice ?? "")")
                }
            }
            return try write(line: "\(signer.key.verifier)")
        }
        let signer = try openSigner(file)
        try write(line: "\(signer.key.verifier)")
        let signed = try about(file) { try signer.last().head }
        OutputWriter.standardError.say(
            say(
                "最近签署：\(signed.size) 条，根 \(signed.root.base64)",
                "signed last: size \(signed.size), root \(signed.root.base64)"))
        if let note = try about(file, { try signer.retirement() }) {
            OutputWriter.standardError.say(say("该密钥已停用：", "the key is retired:"))
            for line in note.text.split(separator: "\n") {
                OutputWriter.standardError.say(String(line))
            }
        }
    }
}
