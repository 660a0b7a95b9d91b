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
