/// Puts the values of a payload's fields into words, for sentences.
///
/// Codes become their labels, money becomes yuan, lists are joined. Personal data becomes `•••`.
struct FieldText: LeafVisitor {
    private(set) var words: [String: String] = [:]
    private let language: Language

    init(_ language: Language) { self.language = language }

    /// The template with every `{field}` replaced by the words of that field, or of what stands
    /// behind its bar, `{field|word}`, where it says nothing.
    static func sentence(_ template: Phrase, of value: some FieldGroup, in language: Language)
        throws(CodecError) -> String
    {
        var text = FieldText(language)
        var value = value
        try value.fields(&text)
        var sentence = ""
        var rest = template(in: language)[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            sentence += rest[..<open]
            let place = rest[rest.index(after: open)..<close].split(separator: "|", maxSplits: 1)
            sentence +=
                place.first.flatMap { text.words[String($0)] }
                ?? (place.count == 2 ? String(place[1]) : "–")
            rest = rest[rest.index(after: close)...]
        }
        return sentence + rest
    }

    private mutating func say(_ name: StaticString, _ text: String) {
        let key = "\(name)"
        guard !text.isEmpty else { return }
        if let before = words[key] {
            words[key] = before + (language == .chinese ? "、" : ", ") + text
        } else {
            words[key] = text
        }
    }

    mutating func look(at leaf: FieldLeaf, _ field: FieldKey) {
        switch leaf {
        case .unsigned(let value): say(field.name, String(value))
        case .integer(let value): say(field.name, String(value))
        case .flag(let value):
            say(field.name, Phrase(value ? "是" : "否", value ? "yes" : "no")(in: language))
        case .text(let value): say(field.name, value)
        case .code(let value): say(field.name, value.label(in: language))
        case .bytes(let value): say(field.name, "\(value.count) B")
        case .day(let value): say(field.name, value.description)
        case .instant(let value): say(field.name, value.description)
        case .moment(let value): say(field.name, value.description)
        case .money(let value): say(field.name, value.description)
        case .personal(let value): say(field.name, value.isBlank ? "" : Personal.mask)
        case .embedded(let type, _): say(field.name, type.description)
        }
    }

    mutating func list<T: FieldValue>(_ field: FieldKey, _ value: inout [T]) throws(CodecError) {
        for index in value.indices { try value[index].visit(field, &self) }
    }
    mutating func group<T: FieldGroup>(_ field: FieldKey, _ value: inout T) throws(CodecError) {
        var inner = FieldText(language)
        var content = value
        try content.fields(&inner)
        say(field.name, inner.words.sorted { $0.key < $1.key }.map(\.value).joined(separator: " "))
    }
}
