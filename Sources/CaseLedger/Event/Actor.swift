/// What somebody is entitled to do, for example `responsibleOfficer`.
public struct Role: Hashable, Sendable, RawRepresentable, ExpressibleByStringLiteral,
    CustomStringConvertible
{
    /// The role's name on disk.
    public let rawValue: String
    /// A role by its name on disk.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// A role written out in code.
    public init(stringLiteral value: String) { rawValue = value }
    /// The role's name on disk.
    public var description: String { rawValue }
}

/// Who acts: a person or system, in what role, in which unit's name.
///
/// All three are required; an event without them cannot be made.
public struct Actor: Hashable, Sendable {
    /// The account, stable and unique; never a person's name in full.
    public let id: String
    /// The role in which it acts.
    public let role: Role
    /// The unit in whose name it acts, for example `station:nantou`.
    public let unit: String

    /// An actor from its account, role and unit.
    public init(_ id: String, role: Role, unit: String) {
        self.id = id
        self.role = role
        self.unit = unit
    }
}

/// Something kept elsewhere that bears an event out: its digest, its kind and where it is kept.
public struct Evidence: FieldGroup, Hashable {
    /// SHA-256 of the thing.
    public var digest: [UInt8] = []
    /// What it is: `photo`, `receipt`, `letter`.
    public var kind: String = ""
    /// Where it is kept.
    public var kept: String = ""

    /// Evidence of nothing.
    public init() {}

    /// Evidence from its parts.
    public init(digest: [UInt8], kind: String, kept: String) {
        self.digest = digest
        self.kind = kind
        self.kept = kept
    }

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.bytes(1, "digest", &digest)
        try visit.field(2, "kind", &kind)
        try visit.field(3, "kept", &kept)
    }
}
