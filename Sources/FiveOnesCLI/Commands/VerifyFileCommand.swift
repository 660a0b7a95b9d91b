import ArgumentParser
import FiveOnes

/// `fiveones verify-file FILE`.
struct VerifyFileCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify-file",
        abstract: "Check one subject's file without the ledger: nothing altered, nothing left out.",
        discussion: """
            'fiveones export --proof' writes such files. The verifier key must come from its \
            owner, not along with the file. A file that is not whole ends with exit code 65 and \
            says which event is at fault. That the ledger's own links were right when they were \
            written is checked by 'fiveones verify' over the whole ledger.
            """)

    @Argument(help: ArgumentHelp("The subject's file.", valueName: "file")) var file: String
    @OptionGroup var by: VerifierOptions
    @Option(
        help: ArgumentHelp(
            "The public key of an account that signs what it does; may be repeated.",
            valueName: "vkey"))
    var actorKey: [VerifierArgument] = []
    @OptionGroup var say: LanguageOption

    func validate() throws { _ = try by.log() }

    func run() throws {
        let read = try about(file) { try SubjectFile(try contents(of: file)) }
        let verified = try about(file) {
            try read.verify(
                by: try by.log(), witnesses: by.witness.map(\.key), quorum: by.quorum,
                in: .fiveOnes)
        }
        try about(file) { try requireBelongings(read, verified.events) }
        let head = verified.checkpoint.head
        let count = verified.events.count
        try write(
            line: say(
                "完整：\(read.tags[0])，共 \(count) 件；\(verified.checkpoint.checkpoint.origin)，\(head.size) 条",
                "whole  \(count) events about \(read.tags[0]), of \(head.size) in "
                    + verified.checkpoint.checkpoint.origin))
        for line in verified.checkpoint.lines(say) { try write(line: line) }
        let width = "\(head.size)".count
        for event in verified.events {
            let position = DisplayWidth.pad("\(event.position)", to: width, .right)
            let sentence = DisplayWidth.printable(event.sentence(in: say.language))
            try write(line: "\(position)  \(sentence)")
            if let word = try vouching(for: event) {
                let space = String(repeating: " ", count: width + 2)
                try write(line: DisplayWidth.printable("\(space)└ \(word(in: say.language))"))
            }
        }
    }

    /// By which of the keys that are known here an event is signed; nothing, where it is not.
    private func vouching(for event: RecordedEvent) throws -> Phrase? {
        guard let signature = event.envelope.signature else { return nil }
        if let known = actorKey.map(\.key).first(where: event.envelope.isSigned(by:)) {
            return Authority.Vouching.key(known.name).words
        }
        let name = signature.key
        guard !actorKey.contains(where: { $0.key.name == name }) else {
            throw Failure(
                .badData,
                "\(file): the event at position \(event.position) is not signed by \(name)")
        }
        return Phrase(
            "由密钥 \(name) 签名，未核对；用 --actor-key 给出该密钥",
            "signed by the key \(name), which is not known here; give it with --actor-key")
    }

    /// Refuses a family's file that lacks something which its own events say belongs to it.
    private func requireBelongings(_ file: SubjectFile, _ events: [RecordedEvent]) throws {
        guard let subject = file.tags.first, subject.kind == "family" else { return }
        let needed = FamilyFile.tags(of: FamilyID(rawValue: String(subject.id)), in: events)
        for tag in needed where !file.tags.contains(tag) {
            throw Failure(
                .badData,
                "\(self.file): the file lacks the events of \(tag), which belongs to the family")
        }
    }
}
