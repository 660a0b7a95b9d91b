/// A Swift source taken apart as far as the house rules want it: its words and signs without
/// comments and strings, its string literals, and its blocks of doc comments.
struct SourceText {
    /// Something in a source, and the line that it starts on.
    struct Piece: Equatable {
        var text: String
        var line: Int

        /// Whether it is a word, not a sign.
        var isWord: Bool { text.utf8.first.map(SourceText.isWordByte) ?? false }
    }

    private(set) var tokens: [Piece] = []
    private(set) var literals: [Piece] = []
    private(set) var documentation: [Piece] = []
    /// The number of lines.
    var lines: Int { line - (bytes.last == UInt8(ascii: "\n") ? 1 : 0) }

    private let bytes: [UInt8]
    private var at = 0
    private var line = 1
    private var lastDocumentationLine = -1

    init(_ text: String) {
        bytes = Array(text.utf8)
        code(inParentheses: false)
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "`"), 0x80...:
            true
        default: false
        }
    }

    private func starts(_ text: StaticString, at offset: Int) -> Bool {
        let end = offset + text.utf8CodeUnitCount
        return text.withUTF8Buffer { end <= bytes.count && bytes[offset..<end].elementsEqual($0) }
    }

    private func text(_ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }

    /// Reads code up to the end, or up to the parenthesis that closes an interpolation.
    private mutating func code(inParentheses: Bool) {
        var depth = 0
        while at < bytes.count {
            let byte = bytes[at]
            if byte == UInt8(ascii: "\n") {
                line += 1
                at += 1
            } else if byte == UInt8(ascii: "/"), starts("//", at: at) {
                lineComment()
            } else if byte == UInt8(ascii: "/"), starts("/*", at: at) {
                blockComment()
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "#"), string() {
                continue
            } else if Self.isWordByte(byte) {
                let start = at
                while at < bytes.count, Self.isWordByte(bytes[at]) { at += 1 }
                tokens.append(Piece(text: text(start..<at).filter { $0 != "`" }, line: line))
            } else {
                at += 1
                if byte == UInt8(ascii: "(") { depth += 1 }
                if byte == UInt8(ascii: ")") { depth -= 1 }
                if inParentheses, depth < 0 { return }
                guard byte > UInt8(ascii: " ") else { continue }
                tokens.append(Piece(text: text(at - 1..<at), line: line))
            }
        }
    }

    private mutating func lineComment() {
        let start = at
        while at < bytes.count, bytes[at] != UInt8(ascii: "\n") { at += 1 }
        guard starts("///", at: start) else { return }
        if lastDocumentationLine == line - 1, let last = documentation.indices.last {
            documentation[last].text += "\n" + text(start..<at)
        } else {
            documentation.append(Piece(text: text(start..<at), line: line))
        }
        lastDocumentationLine = line
    }

    private mutating func blockComment() {
        var depth = 0
        repeat {
            if starts("/*", at: at) {
                depth += 1
                at += 2
            } else if starts("*/", at: at) {
                depth -= 1
                at += 2
            } else {
                if bytes[at] == UInt8(ascii: "\n") { line += 1 }
                at += 1
            }
        } while depth > 0 && at < bytes.count
    }

    /// Reads a string literal, and the code within its interpolations; nothing if none starts here.
    private mutating func string() -> Bool {
        var open = at
        while open < bytes.count, bytes[open] == UInt8(ascii: "#") { open += 1 }
        let hashes = open - at
        guard open < bytes.count, bytes[open] == UInt8(ascii: "\"") else { return false }
        let quotes = starts("\"\"\"", at: open) ? 3 : 1
        let closing =
            Array(repeating: UInt8(ascii: "\""), count: quotes)
            + Array(repeating: UInt8(ascii: "#"), count: hashes)
        let escape = [UInt8(ascii: "\\")] + Array(repeating: UInt8(ascii: "#"), count: hashes)
        var literal = Piece(text: "", line: line)
        at = open + quotes
        var start = at
        while at < bytes.count {
            let byte = bytes[at]
            if byte == closing[0], bytes[at...].starts(with: closing) { break }
            if byte == escape[0], bytes[at...].starts(with: escape) {
                at += escape.count
                guard at < bytes.count, bytes[at] != UInt8(ascii: "\n") else { continue }
                at += 1
                guard bytes[at - 1] == UInt8(ascii: "(") else { continue }
                literal.text += text(start..<at - 1)
                code(inParentheses: true)
                start = at
            } else {
                if byte == UInt8(ascii: "\n") { line += 1 }
                at += 1
            }
        }
        literal.text += text(start..<min(at, bytes.count))
        at += closing.count
        literals.append(literal)
        return true
    }
}
