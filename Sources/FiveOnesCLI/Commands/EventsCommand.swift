import ArgumentParser
import CaseLedger
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
    @OptionGroup var say: LanguageOption

    func run() throws {
        let definitions = EventCatalog.fiveOnes.definitions
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

    /// A field in short: its name, and `?` if it may be absent or `*` if there may be many.
    private static func words(_ field: FieldDescription) -> String {
        "\(field.name)\(field.isOptional ? "?" : field.isRepeated ? "*" : "")"
    }

    private static func json(_ definition: EventDefinition) -> JSONValue {
        [
            "type": .string(definition.type.description),
            "title": [
                "zh": .string(definition.title.chinese), "en": .string(definition.title.english),
            ],
            "founds": .array(definition.founds.sorted().map { .string($0) }),
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
