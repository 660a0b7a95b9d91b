/// Color and weight of text in a terminal.
///
/// A style never carries meaning alone: whatever is red must also say why in words or by its symbol.
struct Style: OptionSet, Hashable, Sendable {
    let rawValue: UInt8

    static let bold = Style(rawValue: 1 << 0)
    static let dim = Style(rawValue: 1 << 1)
    static let red = Style(rawValue: 1 << 2)
    static let green = Style(rawValue: 1 << 3)
    static let yellow = Style(rawValue: 1 << 4)
    static let plain: Style = []

    /// The parameters of the ECMA-48 sequence SGR, in the order of the bits above.
    private static let parameters = ["1", "2", "31", "32", "33"]

    /// The text in this style, or the bare text when colors are off or there is nothing to style.
    func apply(to text: String, colors: Bool) -> String {
        guard colors, !isEmpty, !text.isEmpty else { return text }
        let codes = Self.parameters.indices
            .filter { rawValue & (1 << $0) != 0 }
            .map { Self.parameters[$0] }
        return "\u{1B}[\(codes.joined(separator: ";"))m\(text)\u{1B}[0m"
    }
}
