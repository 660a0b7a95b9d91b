/// What is wrong with a CSV file, and on which line.
///
/// The message never quotes a field, which may hold personal data.
public struct CSVError: Error, Sendable {
    /// A rule of the format that a table breaks.
    public struct Code: Sendable, Hashable {
        fileprivate enum Wrapped: String {
            case unterminatedQuote =
                "a quoted field is never closed; close it, or double the quotes inside it"
            case strayQuote = "a quote stands inside a field; quote the field and double the quote"
            case strayCarriageReturn =
                "a carriage return stands alone; end lines with LF or CRLF, or quote the field"
            case wrongFieldCount = "the record has not as many fields as the file has columns"
            case invalidUTF8 = "not UTF-8; save the file as \"CSV UTF-8\" first"
            case recordTooLong = "the record is longer than allowed; look for an open quote"
            case duplicateColumn = "two columns have the same name; rename one"
            case unreadable = "the file cannot be read"
        }

        fileprivate let wrapped: Wrapped

        /// A quoted field that reaches the end of the file.
        public static let unterminatedQuote = Code(wrapped: .unterminatedQuote)
        /// A quote inside an unquoted field, or text behind a closing quote.
        public static let strayQuote = Code(wrapped: .strayQuote)
        /// A carriage return that no line feed follows, outside quotes.
        public static let strayCarriageReturn = Code(wrapped: .strayCarriageReturn)
        /// More or fewer fields than the header, or the first record, has.
        public static let wrongFieldCount = Code(wrapped: .wrongFieldCount)
        /// Bytes that are not UTF-8, as in a file saved as GB 18030.
        public static let invalidUTF8 = Code(wrapped: .invalidUTF8)
        /// More bytes than the reader's limit for one record.
        public static let recordTooLong = Code(wrapped: .recordTooLong)
        /// A column name that the header has already.
        public static let duplicateColumn = Code(wrapped: .duplicateColumn)
        /// A file that cannot be opened or read.
        public static let unreadable = Code(wrapped: .unreadable)
    }

    /// The rule of the format that is broken.
    public let code: Code
    /// The line on which the record begins, from 1; 0 when the error is about the whole file.
    public let line: Int
    /// The number of the field, from 1, when the error is about one.
    public let field: Int?
    /// Whether the reader can go on behind the record.
    public private(set) var isRecoverable: Bool

    /// Numbers, or the path of the file; never content.
    private let detail: String?

    init(_ code: Code, line: Int, field: Int? = nil, detail: String? = nil) {
        self.code = code
        self.line = line
        self.field = field
        self.detail = detail
        isRecoverable = code != .unreadable && code != .duplicateColumn
    }

    /// The same error about a record without which the others mean nothing.
    func asFatal() -> CSVError {
        var error = self
        error.isRecoverable = false
        return error
    }

    /// The reason in a few words, without any content of the file.
    public var reason: String {
        guard let detail else { return code.wrapped.rawValue }
        return "\(code.wrapped.rawValue) (\(detail))"
    }
}

extension CSVError: CustomStringConvertible {
    /// Where and why, in one line.
    public var description: String {
        var place = "CSV"
        if line > 0 { place += ", line \(line)" }
        if let field { place += ", field \(field)" }
        return "\(place): \(reason)"
    }
}
