import ArgumentParser
import FiveOnes

/// `fiveones events`.
struct EventsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events", abstract: "What can be recorded: the event types and their fields.",
        discussion: """
            --format proto writes the schema of entries and payloads in the protobuf language, so \
            that protoc reads a ledger without this tool.
            """)

    /// How the types are written.
    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json, proto }

    @Option(help: "text, json or proto.") var format: Format = .text
    @Flag(help: "Who may record each, and what their unit must stand around.") var roles = false
    @OptionGroup var say: LanguageOption

    func run() throws {
        let definitions = EventCatalog.fiveOnes.definitions
        if roles, format == .text { return try write(line: rules().render(for: .standardOutput)) }
        if format == .proto { return try write(line: try ProtoSchema.text(.fiveOnes)) }
        guard format == .text else {
            let events = definitions.map(Self.json)
            return try write(["format": 1, "events": .array(events)])
        }
        var table = Table(columns: [
            Table.Column(say("类型", "type")),
            Table.Column(say("名称", "title")),
            Table.Column(say("字段", "fields"), overflow: .wrap),
        ])
        for definition in definitions {
            table.append([
                Table.Cell("\(definition.type)"), Table.Cell(definition.title(in: say.language)),
                Table.Cell(definition.fields.map(Self.words).joined(separator: ", ")),
            ])
        }
        try write(line: table.render(for: .standardOutput))
    }

    /// Who may record what.
    private func rules() -> Table {
        var table = Table(columns: [
            Table.Column(say("类型", "type")),
            Table.Column(say("角色", "roles"), overflow: .wrap),
            Table.Column(say("范围", "reach"), overflow: .wrap),
        ])
        for rule in PlanDecision.rules {
            let amended = say("同被更正事件", "as the event amended")
            let roles = rule.roles.map(\.rawValue).sorted().joined(separator: ", ")
            let reach = rule.reach.map { $0(in: say.language) }.joined(separator: "; ")
            table.append([
                Table.Cell("\(rule.type)"),
                Table.Cell(rule.isOfAmended ? amended : roles.isEmpty ? say("任何角色", "any") : roles),
                Table.Cell(rule.isOfAmended ? amended : reach.isEmpty ? say("不限", "any") : reach),
            ])
        }
        return table
    }

    /// A field in short: its name, and `?` if it may be absent or `*` if there may be many.
    private static func words(_ field: FieldDescription) -> String {
        "\(field.name)\(field.isOptional ? "?" : field.isRepeated ? "*" : "")"
    }

    private static let rules = Dictionary(
        uniqueKeysWithValues: PlanDecision.rules.map { ($0.type, $0) })

    private static func json(_ definition: EventDefinition) -> JSONValue {
        [
            "type": .string(definition.type.description),
            "title": [
                "zh": .string(definition.title.chinese), "en": .string(definition.title.english),
            ],
            "founds": .array(definition.founds.sorted().map { .string($0) }),
            "roles": .array(
                rules[definition.type]?.roles.map(\.rawValue).sorted().map { .string($0) } ?? []),
            "reach": .array(
                rules[definition.type]?.reach.map {
                    ["zh": .string($0.chinese), "en": .string($0.english)]
                } ?? []),
            "fields": .array(definition.fields.map(json)),
        ]
    }

    private static func json(_ field: FieldDescription) -> JSONValue {
        var object = JSONObject()
        object["number"] = .integer(Int64(field.number))
        object["name"] = .string(field.name)
        object["optional"] = .bool(field.isOptional)
        object["repeated"] = .bool(field.isRepeated)
        switch field.kind {
        case .integer, .unsigned: object["kind"] = "integer"
        case .flag: object["kind"] = "flag"
        case .text: object["kind"] = "text"
        case .bytes: object["kind"] = "bytes"
        case .day: object["kind"] = "day"
        case .instant: object["kind"] = "instant"
        case .moment: object["kind"] = "moment"
        case .money: object["kind"] = "money"
        case .personal: object["kind"] = "personal"
        case .embedded: object["kind"] = "embedded"
        case .code(let words):
            object["kind"] = "code"
            object["words"] = .array(words.map { .string($0) })
        case .group(let fields):
            object["kind"] = "group"
            object["fields"] = .array(fields.map(json))
        }
        return .object(object)
    }
}
