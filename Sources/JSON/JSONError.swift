/// Why a text is not an acceptable JSON document, and at which byte.
///
/// The message never quotes the document, which may hold personal data.
public struct JSONError: Error, Sendable {
    /// What is wrong with the document.
    public struct Code: Sendable, Hashable {
        fileprivate enum Wrapped: String {
            case unexpectedEnd = "the document ends too early"
            case unexpectedByte = "this byte cannot stand here"
            case trailingContent = "something follows the document; put one document on a line"
            case invalidNumber = "not a JSON number"
            case numberOutOfRange = "the number is too large"
            case controlCharacter = "a control character in a string must be escaped"
            case invalidEscape = "not a JSON escape"
            case loneSurrogate = "half of a surrogate pair stands alone"
            case invalidUTF8 = "not UTF-8; convert the file to UTF-8 first"
            case duplicateKey = "the object already has this key"
            case tooDeep = "more than 64 arrays and objects inside each other"
        }

        fileprivate let wrapped: Wrapped

        /// The document ends before its value does.
        public static let unexpectedEnd = Code(wrapped: .unexpectedEnd)
        /// A byte that the grammar does not allow where it stands.
        public static let unexpectedByte = Code(wrapped: .unexpectedByte)
        /// Something other than white space follows the value.
        public static let trailingContent = Code(wrapped: .trailingContent)
        /// A number with a leading zero, a missing digit, or the like.
        public static let invalidNumber = Code(wrapped: .invalidNumber)
        /// A number beyond the largest finite `Double`.
        public static let numberOutOfRange = Code(wrapped: .numberOutOfRange)
        /// A byte below 0x20 inside a string.
        public static let controlCharacter = Code(wrapped: .controlCharacter)
        /// A backslash followed by something RFC 8259 does not list.
        public static let invalidEscape = Code(wrapped: .invalidEscape)
        /// A `\u` escape with one half of a surrogate pair only.
        public static let loneSurrogate = Code(wrapped: .loneSurrogate)
        /// Bytes in a string that are not UTF-8.
        public static let invalidUTF8 = Code(wrapped: .invalidUTF8)
        /// A key that its object already has.
        public static let duplicateKey = Code(wrapped: .duplicateKey)
        /// More nesting than ``JSONValue/maximumDepth``.
        public static let tooDeep = Code(wrapped: .tooDeep)
    }

    /// The rule of the format that the document breaks.
    public let code: Code
    /// The offset, in bytes from the start of the document, at which it was noticed.
    public let offset: Int

    init(_ code: Code, at offset: Int) {
        self.code = code
        self.offset = offset
    }

    /// The reason in a few words, without any content of the document.
    public var reason: String { code.wrapped.rawValue }
}

extension JSONError: Hashable, CustomStringConvertible {
    /// Where and why, in one line.
    public var description: String { "JSON, byte \(offset): \(reason)" }
}
