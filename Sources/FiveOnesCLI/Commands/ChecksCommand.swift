import ArgumentParser
import FiveOnes

/// `fiveones checks`.
struct ChecksCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checks", abstract: "What is checked, and what each check rests on.")

    @OptionGroup var output: FormatOption
    @OptionGroup var say: LanguageOption

    func run() throws {
        if output.isJSON {
            try write(["format": 1, "checks": .array(PlanCheck.all.map(Self.json))])
            return
        }
        var table = Table(columns: [
            .init(say("检查", "check")), .init(say("任务", "measure"), .right),
            .init(say("性质", "kind")), .init(say("内容", "what")), .init(say("依据", "basis")),
        ])
        for check in PlanCheck.all {
            table.append([
                .init(check.id), .init(check.measure.id),
                .init(check.kind == .expects ? say("应做", "expects") : say("禁止", "forbids")),
                .init(check.title(in: say.language)), .init(check.basis(in: say.language)),
            ])
        }
        try write(line: table.render(for: .standardOutput))
    }

    private static func json(_ check: PlanCheck) -> JSONValue {
        [
            "id": .string(check.id), "measure": .string(check.measure.id),
            "kind": .string(check.kind.rawValue),
            "title": ["zh": .string(check.title.chinese), "en": .string(check.title.english)],
            "basis": ["zh": .string(check.basis.chinese), "en": .string(check.basis.english)],
            "advice": ["zh": .string(check.mend.chinese), "en": .string(check.mend.english)],
        ]
    }
}
