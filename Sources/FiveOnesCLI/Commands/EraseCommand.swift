import ArgumentParser
import FiveOnes
import Foundation

/// `fiveones erase LEDGER SUBJECT… --ground G --key K`.
struct EraseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase",
        abstract: "Erase the personal data of a family or a person for good.",
        discussion: """
            The erasure is recorded, then the keys are destroyed: names, numbers and free text can \
            never be read again, in this ledger or in any copy of it. What was done, when and by \
            whom stays, and so do all figures, roots and proofs. A family takes its survivors, \
            tickets, matters of aid and claims with it. The certificate, a signed note, is printed.
            Destroy older copies of the keys too; of what this machine cannot reach, the certificate \
            says where it went.
            """)

    @OptionGroup var ledger: LedgerArgument
    @Argument(help: "Whose data: family:F-0012, member:M-0031.") var subjects: [Tag]
    @Option(help: ArgumentHelp("On what ground, such as an article of law.", valueName: "text"))
    var ground: String
    @Option(help: ArgumentHelp("The key file that signs the certificate.", valueName: "file"))
    var key: String
    @OptionGroup var who: ActorOptions
    @OptionGroup var keys: KeyOptions
    @OptionGroup var say: LanguageOption

    func validate() throws {
        if subjects.isEmpty { throw ValidationError("Name at least one SUBJECT.") }
        if ground.isEmpty { throw ValidationError("--ground is empty; say what allows it.") }
    }

    func run() async throws {
        let signer = try openSigner(key)
        let certificate = try await recording(in: ledger.path, say, keys: keys) { opened in
            var all: [Tag] = []
            for subject in subjects {
                let family = FamilyID(rawValue: String(subject.id))
                let own = subject.kind == "family" ? try opened.personalSubjects(of: family) : []
                for tag in own.isEmpty ? [subject] : own where !all.contains(tag) {
                    all.append(tag)
                }
            }
            let erasure = try await opened.erase(
                all, ground: ground, by: try who.actor(), kept: Retention.grounds)
            return String(
                decoding: try erasure.certificate(by: signer.key).encoded, as: UTF8.self)
        }
        try write(line: certificate)
    }
}

/// `fiveones hold LEDGER SUBJECT --ground G`, and `--lift`.
struct HoldCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hold",
        abstract: "Keep a subject's personal data from being erased, or lift that.")

    @OptionGroup var ledger: LedgerArgument
    @Argument(help: "Whose data: family:F-0012, member:M-0031.") var subject: Tag
    @Option(help: ArgumentHelp("On what ground, or why it is lifted.", valueName: "text"))
    var ground: String
    @Flag(help: "Lift the holds on the subject.") var lift = false
    @OptionGroup var who: ActorOptions
    @OptionGroup var keys: KeyOptions
    @OptionGroup var say: LanguageOption

    func run() async throws {
        let line = try await recording(in: ledger.path, say, keys: keys) { opened in
            guard try opened.knows(subject) else {
                throw Failure(.noInput, "no event is about \(subject); check the subject")
            }
            let actor = try who.actor()
            let receipt =
                lift
                ? try await opened.record(HoldLifted(subject, reason: ground), by: actor)
                : try await opened.record(HoldPlaced(subject, ground: ground), by: actor)
            let position = receipt.positions.first ?? 0
            return "\(position)  \(try opened.event(at: position).sentence(in: say.language))"
        }
        try write(line: line)
    }
}
