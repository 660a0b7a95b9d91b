public import CaseLedger

/// The schema of a ledger's entries and payloads in the protobuf language (proto3).
///
/// With it `protoc` reads what a ledger wrote, without this library:
///
/// ```sh
/// fiveones events --format proto > events.proto
/// protoc --decode=Envelope events.proto < ENTRY
/// protoc --decode=VisitMadeV1 events.proto < PAYLOAD
/// ```
///
/// Every event type is a message named after its name and version on disk: `visit.made/1` is
/// `VisitMadeV1`. Numbers, wire types and names are those of the field lists; what a number counts
/// stands in the comment behind it. Fields are written in snake case, such that protobuf's own JSON
/// names are the names that this library's JSON has.
public enum ProtoSchema {
    /// The schema of a catalog, as the text of a `.proto` file.
    ///
    /// - Throws: ``CodecError`` if a type cannot be described.
    public static func text(_ catalog: EventCatalog) throws(CodecError) -> String {
        var text = """
            // The entries of a case ledger, and the payloads of its events.
            // An entry is an Envelope; its field 'payload' holds the message named after the fields
            // 'type' and 'version': visit.made, 1 is VisitMadeV1.
            syntax = "proto3";

            // When something happened, as precisely as anybody knows.
            message Moment {
              uint64 precision = 1;  // 1 year, 2 month, 3 day, 4 instant
              optional sint64 value = 2;  // the year, months since 1970-01, days or microseconds since 1970-01-01
            }

            // Personal data.
            message Personal {
              string clear = 1;
              bytes sealed = 2;
              bool erased = 3;
            }

            // An entry.
            message Envelope {

            """
        text += fields(try FieldDescription.list(of: Envelope.self), indent: 2)
        text += "}\n"
        for definition in catalog.definitions {
            text += "\n// \(definition.type) · \(definition.title.english) · "
            text += "\(definition.title.chinese)\n"
            text += "message \(messageName(of: definition.type)) {\n"
            text += fields(definition.fields, indent: 2)
            text += "}\n"
        }
        return text
    }

    /// The message of an event type: `VisitMadeV1` for `visit.made/1`.
    public static func messageName(of type: EventType) -> String {
        let words = type.name.split { !$0.isLetter && !$0.isNumber }
        return words.map(capitalized).joined() + "V\(type.version)"
    }

    private static func fields(_ fields: [FieldDescription], indent: Int) -> String {
        let space = String(repeating: " ", count: indent)
        var text = ""
        for field in fields {
            if case .group(let inner) = field.kind {
                text += "\(space)message \(capitalized(field.name)) {\n"
                text += Self.fields(inner, indent: indent + 2)
                text += "\(space)}\n"
            }
            let (type, comment) = protoType(field)
            let label = field.isRepeated ? "repeated " : field.isOptional ? "optional " : ""
            text += "\(space)\(label)\(type) \(snakeCase(field.name)) = \(field.number)"
            if field.isRepeated, field.kind.isPackable { text += " [packed = false]" }
            text += comment.isEmpty ? ";\n" : ";  // \(comment)\n"
        }
        return text
    }

    private static func protoType(_ field: FieldDescription) -> (type: String, comment: String) {
        switch field.kind {
        case .integer: ("sint64", "")
        case .unsigned: ("uint64", "")
        case .flag: ("bool", "")
        case .text: ("string", "")
        case .code(let words):
            (
                "string",
                "one of \(words.joined(separator: ", "))"
                    + (field.isOptional || field.isRepeated ? "" : "; the first, if absent")
            )
        case .bytes: ("bytes", "")
        case .day: ("sint64", "days since 1970-01-01")
        case .instant: ("sint64", "microseconds since 1970-01-01T00:00:00Z")
        case .moment: ("Moment", "")
        case .money: ("sint64", "fen, 1/100 yuan")
        case .personal: ("Personal", "personal data")
        case .embedded: ("bytes", "the payload of another event")
        case .group: (capitalized(field.name), "")
        }
    }

    private static func capitalized(_ word: some StringProtocol) -> String {
        word.prefix(1).uppercased() + word.dropFirst()
    }

    private static func snakeCase(_ name: String) -> String {
        name.reduce(into: "") { text, letter in
            text += letter.isUppercase ? "_\(letter.lowercased())" : "\(letter)"
        }
    }
}

extension FieldDescription.Kind {
    /// Whether protobuf would pack a list of such values.
    fileprivate var isPackable: Bool {
        switch self {
        case .integer, .unsigned, .flag, .day, .instant, .money: true
        default: false
        }
    }
}
