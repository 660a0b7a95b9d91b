import ArgumentParser
import FiveOnes
import Foundation

/// `fiveones erase LEDGER SUBJECT… --ground G`, then `fiveones erase LEDGER --approve N --key K`.
struct EraseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase",
        abstract: "Propose, and approve, to erase the data of a family or a person for good.",
        discussion: """
            One proposes it, another approves it within thirty days; --preview shows what would be \
            lost, what is in the way and which exports show it. An approved erasure is recorded, then \
            the keys are destroyed: names, numbers and free text can \
            never be read again, in this ledger or in any copy of it. What was done, when and by \
            whom stays, and so do all figures, roots and proofs. A family takes its survivors, \
            tickets, matters of aid and claims with it. The certificate, a signed note, is printed.
            Destroy older copies of the keys too; of what this machine cannot reach, the certificate \
            says where it went.
            """)

    @OptionGroup var ledger: LedgerArgument
    @Argument(help: "Whose data: family:F-0012, member:M-0031.") var subjects: [Tag] = []
    @Flag(help: "Show what an erasure would come to, and record nothing.") var preview = false
    @Option(help: ArgumentHelp("On what ground, such as an article of law.", valueName: "text"))
    var ground: String?
    @Option(
        help: ArgumentHelp(
            "Erase what somebody else has proposed at this position.", valueName: "position"))
    var approve: UInt64?
    @Option(help: ArgumentHelp("The key file that signs the certificate.", valueName: "file"))
    var key: String?
    @Flag(help: "Do not ask once more.") var yes = false
    @OptionGroup var who: ActorOptions
    @OptionGroup var keys: KeyOptions
    @OptionGroup var clock: ClockOption
    @OptionGroup var say: LanguageOption

    func validate() throws {
        if subjects.isEmpty == (approve == nil) {
            throw ValidationError("Name a SUBJECT, or the proposal with --approve.")
        }
        if preview { return }
        if approve != nil {
            if key == nil { throw ValidationError("Say with --key what signs the certificate.") }
            if ground != nil { throw ValidationError("The proposal says on what --ground.") }
        } else if ground?.isEmpty ?? true {
            throw ValidationError("Say with --ground what allows it.")
        }
        _ = try who.actor()
    }

    func run() async throws {
        if preview {
            let opened = try ReadableLedger(ledger.path, say)
            let lines = try about(ledger.path) { try self.lines(opened.ledger) }
            for line in lines { try write(line: line) }
            return try opened.finish()
        }
        if approve == nil { return try await propose() }
        let signer = try openSigner(key ?? "")
        let certificate = try await recording(in: ledger.path, say, keys: keys, clock: clock) {
            opened in
            for line in try lines(opened) { OutputWriter.standardError.say(line) }
            try confirm()
            let erasure = try await opened.erase(
                approving: approve ?? 0, by: try who.actor(), kept: Retention.grounds)
            return String(
                decoding: try erasure.certificate(by: signer.key).encoded, as: UTF8.self)
        }
        try write(line: certificate)
    }

    private func propose() async throws {
        let lines = try await recording(in: ledger.path, say, keys: keys, clock: clock) { opened in
            let lines = try self.lines(opened)
            let position = try await opened.proposeErasure(
                of: try all(opened), ground: ground ?? "", by: try who.actor())
            return lines + [
                "\(position)  \(try opened.event(at: position).sentence(in: say.language))",
                say(
                    "请另一人在 \(Erasure.proposalDays) 日内批准：--approve \(position)",
                    "Let somebody else approve it within \(Erasure.proposalDays) days: --approve "
                        + "\(position)"),
            ]
        }
        for line in lines { try write(line: line) }
    }

    /// The subjects, with all that belongs to a family.
    private func all(_ ledger: Ledger) throws -> [Tag] {
        if let approve { return try ledger.erasureProposal(at: approve).subjects }
        var all: [Tag] = []
        for subject in subjects {
            let family = FamilyID(rawValue: String(subject.id))
            let own = subject.kind == "family" ? try ledger.personalSubjects(of: family) : []
            for tag in own.isEmpty ? [subject] : own where !all.contains(tag) { all.append(tag) }
        }
        return all
    }

    /// Asks once more, where somebody can answer.
    private func confirm() throws {
        if yes { return }
        guard isatty(0) == 1 else {
            throw Failure(
                .usage,
                say("无人可确认；用 --yes 表示确认。", "nobody can be asked; confirm with --yes"))
        }
        OutputWriter.standardError.say(
            say("清除后无法恢复。输入 yes 继续：", "This cannot be undone. Type yes to go on:"))
        guard readLine() == "yes" else {
            throw Failure(.usage, say("未清除任何内容。", "nothing was erased"))
        }
    }
}

extension EraseCommand {
    /// What the erasure would come to.
    private func lines(_ ledger: Ledger) throws -> [String] {
        let preview = try ledger.previewErasure(of: try all(ledger))
        var lines = preview.parts.map { part in
            part.isErased
                ? say("\(part.subject)  已清除", "\(part.subject)  was erased before")
                : say(
                    "\(part.subject)  将失去 \(part.entries) 条记录中的 \(part.fields) 个密封字段",
                    "\(part.subject)  loses \(part.fields) sealed fields in \(part.entries) "
                        + "entries")
        }
        lines += preview.parts.compactMap(\.hold).map {
            say("受阻  ", "barred  ") + $0.text(in: say.language)
        }
        lines += preview.exports.map { export in
            let file = DisplayWidth.printable(
                export.file.isEmpty ? say("（直接交出）", "(handed over at once)") : export.file)
            return export.isInReach
                ? say("导出  将改写 \(file)", "export  will be rewritten: \(file)")
                : say("导出  无法触及 \(file)", "export  is out of reach: \(file)")
        }
        lines += Retention.grounds.map { say("保留  ", "kept    ") + $0 }
        return lines
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
    @OptionGroup var clock: ClockOption
    @OptionGroup var say: LanguageOption

    func run() async throws {
        let line = try await recording(in: ledger.path, say, keys: keys, clock: clock) { opened in
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
