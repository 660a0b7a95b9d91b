import ArgumentParser
import FiveOnes

/// `fiveones plan`.
struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "The plan's tasks and requirements, and what there is of each.")

    @OptionGroup var output: FormatOption
    @OptionGroup var say: LanguageOption

    func run() throws {
        if output.isJSON {
            return try write(["format": 1, "measures": .array(Coverage.all.map(Self.json))])
        }
        var table = Table(columns: [
            .init(say("任务", "measure"), .right), .init(say("内容", "what")),
            .init(say("事件", "events"), .right), .init(say("决定", "decisions"), .right),
            .init(say("视图", "views")), .init(say("检查", "checks")),
        ])
        for row in Coverage.all {
            let nothing = say("尚无", "nothing yet")
            table.append([
                .init(row.measure.id), .init(row.measure.title(in: say.language)),
                .init("\(row.events.count)"), .init("\(row.decisions.count)"),
                .init(row.isNothing ? nothing : row.views.joined(separator: ", ")),
                .init(row.checks.map(\.id).joined(separator: ", ")),
            ])
        }
        try write(line: table.render(for: .standardOutput))
    }

    private static func json(_ row: Coverage) -> JSONValue {
        [
            "id": .string(row.measure.id),
            "title": [
                "zh": .string(row.measure.title.chinese),
                "en": .string(row.measure.title.english),
            ],
            "events": .array(row.events.map { .string($0.description) }),
            "decisions": .array(row.decisions.map { .string($0.description) }),
            "views": .array(row.views.map { .string($0) }),
            "checks": .array(row.checks.map { .string($0.id) }),
        ]
    }
}
