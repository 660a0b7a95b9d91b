import ArgumentParser
import FiveOnes

/// `fiveones supervise LEDGER --as-of DATE`.
struct SuperviseCommand: ParsableCommand {
    /// How the board is written.
    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json, csv }

    static let configuration = CommandConfiguration(
        commandName: "supervise", abstract: "Run the plan's checks over a replay.",
        discussion: """
            The board shows, for each district unit and check, how many obligations were met; the \
            findings below name those that were not, with the events, or the missing event, behind \
            each. The same ledger, policy and times give the same bytes again.
            """)

    @OptionGroup var ledger: LedgerArgument
    @OptionGroup var times: FrameOptions
    @Option(help: "Only what this district unit answers for: nanshan or 南山区.") var unit: String?
    @Option(help: "Only this check; may be repeated.") var check: [String] = []
    @Option(help: "text, json or csv.") var format: Format = .text
    @Flag(help: "Exit with 1 if any obligation was violated.") var failOnViolation = false
    @OptionGroup var say: LanguageOption

    func validate() throws {
        guard times.asOf != nil else {
            throw ValidationError("--as-of is missing; name the day at whose end to supervise.")
        }
        if let unknown = check.first(where: { PlanCheck.named($0) == nil }) {
            throw ValidationError("\(unknown) is no check; 'fiveones checks' lists them.")
        }
    }

    func run() throws {
        let opened = try ReadableLedger(ledger.path, say)
        if failOnViolation { try opened.requireNoDoubt() }
        let checks = check.isEmpty ? PlanCheck.all : PlanCheck.all.filter { check.contains($0.id) }
        let progress = ProgressLine(say("督导", "supervise"), total: Int(opened.ledger.size))
        let board = try about(ledger.path) {
            try opened.ledger.supervise(
                in: times.frame, unit: try unit.map(Self.unitID), checks: checks
            ) { done, _ in progress.update(to: Int(done)) }
        }
        progress.finish()
        switch format {
        case .json: try write(board.json)
        case .csv: try writeCSV(board)
        case .text:
            for line in BoardText(say).lines(board, of: opened.ledger) { try write(line: line) }
        }
        try opened.finish()
        if failOnViolation, board.hasViolations { throw Failure(.violations) }
    }

    /// The unit's identifier from its slug, its identifier or its Chinese name.
    static func unitID(_ text: String) throws -> String {
        let slug = text.hasPrefix("district:") ? String(text.dropFirst(9)) : text
        let area = Areas.shenzhen[AreaID(rawValue: slug)] ?? Areas.shenzhen[named: slug]
        if let area, area.kind.isDistrictUnit { return Responsibility.unitID(ofDistrict: area.id) }
        guard text.contains(":") else {
            let known = Areas.shenzhen.districtUnits.map(\.id.rawValue).joined(separator: ", ")
            throw Failure(.usage, "--unit: is none of the district units: \(known)")
        }
        return text
    }

    private func writeCSV(_ board: SupervisionBoard) throws {
        let header = [
            "check", "outcome", "subject", "anchor", "unit", "person", "opens", "due", "closes",
            "settled", "evidence", "reason",
        ]
        try write(line: CSVWriter.row(header, lineEnding: ""))
        for finding in board.results.flatMap(\.findings) {
            try write(
                line: CSVWriter.row(
                    [
                        finding.check, finding.outcome.rawValue, finding.subject, finding.anchor,
                        finding.responsible.unit, finding.responsible.person ?? "",
                        finding.opens?.description ?? "", finding.due?.description ?? "",
                        finding.closes?.description ?? "", finding.settled?.description ?? "",
                        finding.evidence.map(String.init).joined(separator: " "),
                        finding.reason(in: say.language),
                    ].map(CSVWriter.inert), lineEnding: ""))
        }
    }
}

/// The board in words: a grid of units and checks, then what a supervisor must act on.
struct BoardText {
    private let say: LanguageOption
    /// How many findings a board lists for each check at most.
    static let listed = 8
    /// How many it lists where there is only one check.
    static let listedAlone = 100

    init(_ say: LanguageOption) { self.say = say }

    func lines(_ board: SupervisionBoard, of ledger: Ledger) -> [String] {
        var lines = [
            say("督导结果", "Supervision")
                + say.times(TimeFrame(asOf: board.asOf, knownAt: board.knownAt))
                + (board.horizon < board.asOf
                    ? say(
                        "（只能判定到 \(board.horizon)）", " (nothing is known after \(board.horizon))")
                    : "")
                + "  " + say("记录数", "entries") + " \(board.size)  "
                + say.lastVerified(ledger),
            "",
            board.results.allSatisfy(\.findings.isEmpty)
                ? say("没有应检查的事项。", "There is nothing to check.")
                : grid(board).render(for: .standardOutput),
            "",
            totals(board).render(for: .standardOutput),
        ]
        let most = board.results.count == 1 ? Self.listedAlone : Self.listed
        let open = board.results.map(\.open)
        let shown = open.flatMap { $0.prefix(most) }
        guard !shown.isEmpty else { return lines }
        lines += ["", findings(shown).render(for: .standardOutput)]
        let more = open.map(\.count).reduce(0, +) - shown.count
        if more > 0 {
            lines.append(
                say(
                    "另有 \(more) 项；用 --check、--unit 缩小范围，或 --format csv 全部列出。",
                    "and \(more) more; narrow it with --check and --unit, or list all with "
                        + "--format csv."))
        }
        return lines
    }

    /// One cell for each unit and check: the worst outcome, shown by a symbol.
    func grid(_ board: SupervisionBoard) -> HeatGrid {
        let grid = BoardGrid(board)
        return HeatGrid(
            columns: grid.checks,
            rows: grid.rows.prefix(24).map { row in
                HeatGrid.Row(
                    BoardGrid.name(of: row.unit)(in: say.language), row.cells.map(Self.cell))
            },
            legend: [
                (Self.cell(.satisfied), say("全部按时", "all in time")),
                (Self.cell(.late), say("有逾期", "some late")),
                (Self.cell(.violated), say("有未完成", "some violated")),
                (Self.cell(.pending), say("进行中", "pending")),
                (Self.cell(.notDeterminable), say("缺事实", "facts missing")),
                (Self.cell(.notApplicable), say("尚无或不适用", "nothing owed yet")),
            ])
    }

    private static func cell(_ outcome: Outcome?) -> HeatGrid.Cell {
        switch outcome {
        case nil: .empty
        case .violated: .init("✗", .red)
        case .late: .init("◷", .yellow)
        case .pending: .init("…", .plain)
        case .notDeterminable: .init("?", .dim)
        case .satisfied: .init("✓", .green)
        case .notYetDue, .exempt, .notApplicable: .init("–", .dim)
        }
    }

    private func totals(_ board: SupervisionBoard) -> Table {
        let shown = Outcome.allCases.filter { outcome in
            board.results.contains { $0.totals[outcome] != nil }
        }
        var table = Table(
            columns: [.init(say("检查", "check")), .init(say("内容", "what"), maxWidth: 44)]
                + shown.map { .init($0.label(in: say.language), .right) }
                + [.init(say("合计", "total"), .right)])
        for result in board.results {
            table.append(
                [.init(result.check.id), .init(result.check.title(in: say.language))]
                    + shown.map { outcome in
                        let count = result.totals[outcome] ?? 0
                        let style: Style? =
                            count == 0
                            ? .dim
                            : outcome == .violated
                                ? .red
                                : outcome == .late ? .yellow : nil
                        return .init(grouped(count), style)
                    } + [.init(grouped(result.findings.count))])
        }
        return table
    }

    /// The findings, one a line.
    func findings(_ findings: [Finding]) -> Table {
        var table = Table(columns: [
            .init(say("事项", "finding")), .init(say("结果", "outcome")),
            .init(say("责任单位", "unit"), maxWidth: 30),
            .init(say("责任人", "person")), .init(say("情况", "what there is"), overflow: .wrap),
        ])
        for finding in findings {
            table.append([
                .init(finding.identifier),
                .init(
                    finding.outcome.label(in: say.language),
                    finding.outcome == .violated ? .red : .yellow),
                .init(BoardGrid.name(of: finding.responsible.unit)(in: say.language)),
                .init(finding.responsible.person ?? "–"),
                .init(finding.reason(in: say.language)),
            ])
        }
        return table
    }
}
