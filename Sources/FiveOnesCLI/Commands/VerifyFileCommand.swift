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
        }
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
