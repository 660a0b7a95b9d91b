/// Bytes or JSON that do not hold what their type says.
///
/// The error names the field and what is wrong with it, never its content.
public struct CodecError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of thing is wrong.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Kind: String { case malformed, unknownField, missingField, unknownType }
        private let kind: Kind
        /// A field holds something that its type does not allow.
        public static let malformed = Code(kind: .malformed)
        /// There is a field that the type does not have.
        public static let unknownField = Code(kind: .unknownField)
        /// A field that must be there is not.
        public static let missingField = Code(kind: .missingField)
        /// No such event type, or a version newer than this reader.
        public static let unknownType = Code(kind: .unknownType)
        public var description: String { kind.rawValue }
    }

    /// What kind of thing is wrong.
    public let code: Code
    /// The path of the field, outermost first, for example `met.2`; empty for the whole value.
    public var field: String
    /// What is wrong, in words that never quote the content.
    public let reason: String

    /// An error from its parts.
    public init(_ code: Code, field: String = "", _ reason: String) {
        self.code = code
        self.field = field
        self.reason = reason
    }

    /// One sentence that says where and what.
    public var description: String {
        field.isEmpty ? "\(reason)" : "field '\(field)': \(reason)"
    }

    /// The same error seen from one level further out.
    @usableFromInline
    func inside(_ name: StaticString) -> CodecError {
        var outer = self
        outer.field = field.isEmpty ? "\(name)" : "\(name).\(field)"
        return outer
    }
}
