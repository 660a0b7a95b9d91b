public import CaseLedger

/// The identifier of a subject: text that is of one kind, and is mistaken for no other.
///
/// ```swift
/// let family: FamilyID = "F-0012"
/// family.tag  // family:F-0012
/// ```
@frozen
public struct Ref<Kind: SubjectKind>: Identifier {
    @inlinable public static var kind: String { Kind.kind }
    /// The identifier's text.
    public let rawValue: String
    @inlinable public init(rawValue: String) { self.rawValue = rawValue }
}

/// A kind of subject, as the type of its identifiers.
public protocol SubjectKind: Sendable {
    /// The name in tags on disk; it never changes.
    static var kind: String { get }
}
