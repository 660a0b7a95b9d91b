/// Puts the values of a payload's fields into words, for sentences.
///
/// Codes become their labels, money becomes yuan, lists are joined. Personal data becomes `•••`.
struct FieldText: FieldVisitor {
    private(set) var words: [String: String] = [:]
    private let language: Language

    init(_ language: Language) { self.language = language }

    /// The template with every `{field}` replaced by the words of that field.
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
            sentence += text.words[String(rest[rest.index(after: open)..<close])] ?? "–"
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

    mutating func unsigned(_ number: Int, _ name: StaticString, _ value: inout UInt64) {
        say(name, String(value))
    }
    mutating func integer(_ number: Int, _ name: StaticString, _ value: inout Int64) {
        say(name, String(value))
    }
    mutating func flag(_ number: Int, _ name: StaticString, _ value: inout Bool) {
        say(name, Phrase(value ? "是" : "否", value ? "yes" : "no")(in: language))
    }
    mutating func text(_ number: Int, _ name: StaticString, _ value: inout String) {
        say(name, value)
    }
    mutating func code<T: FieldCode>(_ number: Int, _ name: StaticString, _ value: inout T) {
        say(name, value.label(in: language))
    }
    mutating func bytes(_ number: Int, _ name: StaticString, _ value: inout [UInt8]) {
        say(name, "\(value.count) B")
    }
    mutating func day(_ number: Int, _ name: StaticString, _ value: inout Day) {
        say(name, value.description)
    }
    mutating func instant(_ number: Int, _ name: StaticString, _ value: inout Instant) {
        say(name, value.description)
    }
    mutating func moment(_ number: Int, _ name: StaticString, _ value: inout Moment) {
        say(name, value.description)
    }
    mutating func money(_ number: Int, _ name: StaticString, _ value: inout Money) {
        say(name, value.description)
    }
    mutating func sealed(
        _ number: Int, _ name: StaticString, _ value: inout Personal,
        of subject: @autoclosure () -> Tag
    ) { say(name, value.isBlank ? "" : Personal.mask) }
    mutating func embedded(
        _ number: Int, _ name: StaticString, of type: EventType, _ value: inout [UInt8]
    ) { say(name, type.description) }

    mutating func optional<T: FieldValue>(
        _ number: Int, _ name: StaticString, _ value: inout T?
    ) throws(CodecError) {
        guard var present = value else { return }
        try present.visit(number, name, &self)
    }
    mutating func list<T: FieldValue>(_ number: Int, _ name: StaticString, _ value: inout [T])
        throws(CodecError)
    {
        for index in value.indices {
            var element = value[index]
            try element.visit(number, name, &self)
        }
    }
    mutating func group<T: FieldGroup>(_ number: Int, _ name: StaticString, _ value: inout T)
        throws(CodecError)
    {
        var inner = FieldText(language)
        var content = value
        try content.fields(&inner)
        say(name, inner.words.sorted { $0.key < $1.key }.map(\.value).joined(separator: " "))
    }
}
