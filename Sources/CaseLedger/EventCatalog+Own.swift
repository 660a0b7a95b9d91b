extension EventCatalog {
    /// The events that every ledger has, whatever its domain: corrections, retractions, authority,
    /// and what is done with personal data.
    ///
    /// Corrections and retractions name the event that they are about and why. A view sees the
    /// corrected form in the place of the original, provided that the correction was on record by
    /// its `knownAt`; a retracted event is left out. The original stays in the log for good.
    private static let ownEvents = [
        EventDefinition(EventCorrected.self),
        EventDefinition(EventRetracted.self),
        EventDefinition(PersonalAccessed.self),
        EventDefinition(ErasureProposed.self),
        EventDefinition(SubjectErased.self),
        EventDefinition(HoldPlaced.self),
        EventDefinition(HoldLifted.self),
        EventDefinition(ExportMade.self),
        EventDefinition(SubjectStated.self),
        EventDefinition(RollbackAccepted.self),
        EventDefinition(AuthorityFounded.self),
        EventDefinition(RoleGranted.self),
        EventDefinition(RoleDelegated.self),
        EventDefinition(RoleEnded.self),
        EventDefinition(GlassBroken.self),
        EventDefinition(GlassUseReviewed.self),
    ]

    /// A catalog of these types and of the events that every ledger has.
    ///
    /// - Parameters:
    ///   - definitions: The types of the domain.
    ///   - access: Who may do what with personal data; who has a role of the purpose may read, and
    ///     whoever holds a role may do the rest, if `nil`.
    /// - Precondition: No two have the same name and version.
    public init(_ definitions: [EventDefinition], access: (any AccessPolicy)? = nil) {
        self.init(all: definitions + Self.ownEvents, rules: access)
    }
}
