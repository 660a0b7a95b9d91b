/// What personal data is opened for, and on what legal ground.
///
/// A domain has a small catalog of them. Each reading names one, and the access event keeps it.
public struct Purpose: Hashable, Sendable {
    /// The name on disk: `care`.
    public let id: String
    /// What people call it.
    public let title: Phrase
    /// The statute or article that allows it.
    public let ground: Phrase
    /// The roles that may read for it; every role may, if empty.
    public let roles: Set<Role>

    /// A purpose from its parts.
    public init(_ id: String, _ title: Phrase, ground: Phrase, roles: Set<Role> = []) {
        self.id = id
        self.title = title
        self.ground = ground
        self.roles = roles
    }
}
