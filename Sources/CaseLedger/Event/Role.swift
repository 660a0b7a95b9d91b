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
