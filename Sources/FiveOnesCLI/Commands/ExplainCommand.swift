import ArgumentParser
import FiveOnes

/// `fiveones explain LEDGER FINDING`.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "One finding of supervision, down to its events.",
        discussion: """
            A finding is named as supervise prints it: check, subject and what tells it from the \
            subject's others, such as C15.1/family:F-0012/springFestival/2025. Below it stand the \
            events that it rests on, and what would settle it.
            """)

    @OptionGroup var ledger: LedgerArgument
    @Argument(help: "The finding: CHECK/SUBJECT, and what follows.") var finding: String
    @OptionGroup var times: FrameOptions
    @OptionGroup var say: LanguageOption

    private var check: PlanCheck? { PlanCheck.named(String(finding.prefix { $0 != "/" })) }

    func validate() throws {
        guard check != nil else {
            throw ValidationError(
                "\(finding) begins with no check; 'fiveones checks' lists them.")
        }
    }

    func run() throws {
        let opened = try ReadableLedger(ledger.path, say)
        let board = try about(ledger.path) {
            try opened.ledger.supervise(in: times.frame, checks: [check].compactMap { $0 })
        }
        let all = board.results.flatMap(\.findings)
        guard let found = all.first(where: { $0.identifier == finding }) else {
            let near = all.map(\.identifier).filter { $0.hasPrefix("\(finding)/") }
            throw Failure(
                .usage,
                near.isEmpty
                    ? "\(finding): no such finding; 'fiveones supervise --format csv' lists them"
                    : "\(finding): name one of \(near.prefix(8).joined(separator: ", "))")
        }
        for line in lines(of: found) { try write(line: DisplayWidth.printable(line)) }
        try write(line: say("依据的事件：", "The events it rests on:"))
        if found.evidence.isEmpty { try write(line: say("  （无）", "  (none)")) }
        let width = "\(found.evidence.last ?? 0)".count
        for position in found.evidence {
            let event = try about(ledger.path) { try opened.ledger.event(at: position) }
            let place = DisplayWidth.pad("\(position)", to: width, .right)
            try write(
                line: DisplayWidth.printable(
                    "  \(place)  \(event.envelope.occurred)  \(event.envelope.actor)  "
                        + event.sentence(in: say.language)))
        }
        try opened.finish()
    }

    private func lines(of found: Finding) -> [String] {
        let unit = BoardGrid.name(of: found.responsible.unit)(in: say.language)
        let person = found.responsible.person ?? say("无", "nobody")
        func day(_ moment: Moment?) -> String { moment?.description ?? "–" }
        var lines = [
            "\(found.identifier)  \(found.outcome.label(in: say.language))",
            check?.title(in: say.language) ?? "", found.reason(in: say.language),
            say("责任单位 \(unit)，责任人 \(person)", "responsible: \(unit), \(person)"),
        ]
        if found.due != nil {
            lines.append(
                say(
                    "可办 \(day(found.opens))，到期 \(day(found.due))，截止 \(day(found.closes))，"
                        + "办成 \(day(found.settled))",
                    "opens \(day(found.opens)), due \(day(found.due)), closes \(day(found.closes)), "
                        + "settled \(day(found.settled))"))
        }
        if let advice = found.advice {
            lines.append(
                say("办法：\(advice.chinese)", "what would settle it: \(advice.english)"))
        }
        return lines
    }
}
