/// Writes JSON, always the same bytes for the same value.
///
/// The compact form has no white space. Only `"`, `\`, control characters and the marks that change the
/// direction of text are escaped, so that no text acts on a terminal; other text stays UTF-8. An integer is written in plain digits, any other number in the shortest form that reads back as
/// the same `Double`, with a fraction or an exponent so that it also reads back as a number.
///
/// ```swift
/// var line: [UInt8] = []
/// JSONWriter.append(event, to: &line)
/// line.append(UInt8(ascii: "\n"))
/// ```
///
/// What is written can be parsed again to an equal value. A number that is not finite is a programming
/// error, for JSON has no way to write it.
public enum JSONWriter {
    /// The compact form as bytes.
    public static func compact(_ value: JSONValue) -> [UInt8] {
        var bytes: [UInt8] = []
        append(value, to: &bytes)
        return bytes
    }

    /// The form for people as bytes: two spaces per level, one member or element a line, no last newline.
    public static func pretty(_ value: JSONValue) -> [UInt8] {
        var bytes: [UInt8] = []
        appendPretty(value, level: 0, to: &bytes)
        return bytes
    }

    /// Appends the compact form of a value.
    public static func append(_ value: JSONValue, to bytes: inout [UInt8]) {
        switch value {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .bool(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
        case .integer(let value): append(value, to: &bytes)
        case .number(let value): append(value, to: &bytes)
        case .string(let value): append(value, to: &bytes)
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            for (place, element) in elements.enumerated() {
                if place > 0 { bytes.append(UInt8(ascii: ",")) }
                append(element, to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            for (place, member) in members.enumerated() {
                if place > 0 { bytes.append(UInt8(ascii: ",")) }
                append(member.key, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                append(member.value, to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    /// Appends an integer.
    public static func append(_ value: Int64, to bytes: inout [UInt8]) {
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        let first = bytes.count
        var rest = value.magnitude
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        bytes[first...].reverse()
    }

    /// Appends a finite number.
    public static func append(_ value: Double, to bytes: inout [UInt8]) {
        precondition(value.isFinite, "JSON has no number that is not finite")
        bytes.append(contentsOf: value.description.utf8)
    }

    /// Appends a text in quotes, escaped as far as it must be.
    public static func append(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        let wasContiguous: Void? = text.utf8.withContiguousStorageIfAvailable {
            appendEscaped($0, to: &bytes)
        }
        if wasContiguous == nil {
            Array(text.utf8).withUnsafeBufferPointer { appendEscaped($0, to: &bytes) }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func appendEscaped(
        _ text: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]
    ) {
        var run = 0
        for (offset, byte) in text.enumerated() {
            if byte >= 0x7F {
                guard let (value, length) = acting(text, at: offset) else { continue }
                bytes.append(contentsOf: text[run..<offset])
                run = offset + length
                appendEscape(value, to: &bytes)
                continue
            }
            guard byte < 0x20 || byte == 0x22 || byte == 0x5C else { continue }
            bytes.append(contentsOf: text[run..<offset])
            run = offset + 1
            bytes.append(UInt8(ascii: "\\"))
            switch byte {
            case 0x22, 0x5C: bytes.append(byte)
            case 0x08: bytes.append(UInt8(ascii: "b"))
            case 0x09: bytes.append(UInt8(ascii: "t"))
            case 0x0A: bytes.append(UInt8(ascii: "n"))
            case 0x0C: bytes.append(UInt8(ascii: "f"))
            case 0x0D: bytes.append(UInt8(ascii: "r"))
            default:
                bytes.removeLast()
                appendEscape(UInt32(byte), to: &bytes)
            }
        }
        bytes.append(contentsOf: text[run...])
    }

    /// The code point at or above 0x7F that begins here, and its bytes, if it acts.
    private static func acting(
        _ text: UnsafeBufferPointer<UInt8>, at offset: Int
    ) -> (value: UInt32, length: Int)? {
        let (first, length) = (
            text[offset], text[offset] == 0xE2 ? 3 : text[offset] == 0x7F ? 1 : 2
        )
        guard first == 0x7F || first == 0xC2 || first == 0xD8 || first == 0xE2,
            offset + length <= text.count
        else { return nil }
        var value = UInt32(length == 1 ? first : first & (length == 2 ? 0x1F : 0x0F))
        for byte in text[offset + 1..<offset + length] { value = value << 6 | UInt32(byte & 0x3F) }
        guard Unicode.Scalar(value)?.acts == true else { return nil }
        return (value, length)
    }

    private static func appendEscape(_ value: UInt32, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: "\\u".utf8)
        for shift in stride(from: 12 as UInt32, through: 0, by: -4) {
            let nibble = UInt8(truncatingIfNeeded: value >> shift) & 0x0F
            bytes.append(nibble < 10 ? 0x30 + nibble : 0x61 + nibble - 10)
        }
    }

    private static func appendPretty(_ value: JSONValue, level: Int, to bytes: inout [UInt8]) {
        func newLine(_ level: Int) {
            bytes.append(UInt8(ascii: "\n"))
            bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: level * 2))
        }
        switch value {
        case .array(let elements) where !elements.isEmpty:
            bytes.append(UInt8(ascii: "["))
            for (place, element) in elements.enumerated() {
                if place > 0 { bytes.append(UInt8(ascii: ",")) }
                newLine(level + 1)
                appendPretty(element, level: level + 1, to: &bytes)
            }
            newLine(level)
            bytes.append(UInt8(ascii: "]"))
        case .object(let members) where !members.isEmpty:
            bytes.append(UInt8(ascii: "{"))
            for (place, member) in members.enumerated() {
                if place > 0 { bytes.append(UInt8(ascii: ",")) }
                newLine(level + 1)
                append(member.key, to: &bytes)
                bytes.append(contentsOf: ": ".utf8)
                appendPretty(member.value, level: level + 1, to: &bytes)
            }
            newLine(level)
            bytes.append(UInt8(ascii: "}"))
        default:
            append(value, to: &bytes)
        }
    }
}

extension Unicode.Scalar {
    /// Whether it acts on a terminal or on the text around it; tabs and line breaks do not count.
    package var acts: Bool {
        switch value {
        case 0x09, 0x0A, 0x0D: false
        case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
