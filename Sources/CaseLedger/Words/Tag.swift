/// What an event is about, or who is behind it: `family:F-0012`, `fund:K-3`, `actor:wang.li`.
///
/// Tags are how events are found again. They are stored in the clear and hashed into the entry, so
/// they hold identifiers and never personal data.
public struct Tag: Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
    /// The whole tag, `kind:id`.
    public let text: String

    /// A tag of a kind and an identifier.
    public init(_ kind: String, _ id: String) {
        var text = ""
        text.reserveCapacity(kind.utf8.count + id.utf8.count + 1)
        text += kind
        text += ":"
        text += id
        self.text = text
    }

    /// A tag from its whole text; `nil` without a kind and an identifier.
    public init?(parsing text: some StringProtocol) {
        guard let colon = text.firstIndex(of: ":"), colon != text.startIndex,
            text.index(after: colon) != text.endIndex
        else { return nil }
        self.text = String(text)
    }

    @inlinable init(unchecked text: String) { self.text = text }

    /// What comes before the first colon.
    public var kind: Substring { text[..<colon] }

    /// What comes after the first colon.
    public var id: Substring {
        colon == text.endIndex ? "" : text[text.utf8.index(after: colon)...]
    }

    private var colon: String.Index {
        text.utf8.firstIndex(of: UInt8(ascii: ":")) ?? text.endIndex
    }

    public var description: String { text }

    /// Order of the texts.
    public static func < (left: Tag, right: Tag) -> Bool { left.text < right.text }

    /// The tag of all that a person or system did.
    public static func actor(_ id: String) -> Tag { Tag("actor", id) }

    /// The tag of all that was done in a unit's name.
    public static func unit(_ id: String) -> Tag { Tag("unit", id) }
}
