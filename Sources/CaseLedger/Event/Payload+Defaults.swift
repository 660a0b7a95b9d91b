// What a small domain need not say: titles, sentences and catalogs follow from the payloads.

extension Payload {
    /// The type's name in words: `book.lent` is "Book lent".
    public static var title: Phrase {
        let words = type.name.replacing(".", with: " ").replacing("-", with: " ")
        return Phrase(words.prefix(1).uppercased() + words.dropFirst())
    }

    /// The type's name and every field: `book lent: book {book}, reader {reader}`.
    public static var sentence: Phrase {
        let words = type.name.replacing(".", with: " ").replacing("-", with: " ")
        let fields = ((try? FieldDescription.list(of: Self.self)) ?? []).map(\.name)
        guard !fields.isEmpty else { return Phrase(words) }
        return Phrase("\(words): \(fields.map { "\($0) {\($0)}" }.joined(separator: ", "))")
    }

    /// The kinds of subject that an event of this type brings into being, whatever it says.
    static var founds: Set<String> { Set(Self().tags.founded.map { String($0.kind) }) }
}

extension Phrase: ExpressibleByStringLiteral {
    /// A phrase that is the same in both languages.
    public init(_ text: String) { self.init(text, text) }

    /// A phrase written out in code, the same in both languages.
    public init(stringLiteral value: String) { self.init(value) }
}

extension EventType: ExpressibleByStringLiteral {
    /// A type written out in code: `"visit.made"`, or `"visit.made/2"` from its second version on.
    ///
    /// - Precondition: The text is a name, or a name, a slash and a version from 1.
    public init(stringLiteral value: String) {
        guard let type = EventType(parsing: value) else {
            preconditionFailure("\(value) is no event type; write name or name/version")
        }
        self = type
    }
}

extension EventCatalog: ExpressibleByArrayLiteral {
    /// A catalog of payload types: `[BookAdded.self, BookLent.self]`.
    public init(arrayLiteral payloads: any Payload.Type...) {
        func define<P: Payload>(_ payload: P.Type) -> EventDefinition { EventDefinition(payload) }
        self.init(payloads.map { define($0) })
    }
}
