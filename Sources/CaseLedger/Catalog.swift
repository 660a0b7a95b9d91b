/// The events that every ledger has, whatever its domain: corrections, retractions, authority, and
/// what is done with personal data.
///
/// Corrections and retractions name the event that they are about and why. A view sees the corrected
/// form in the place of the original, provided that the correction was on record by its `knownAt`; a
/// retracted event is left out. The original stays in the log for good.
public enum LedgerEvents {
    /// The definitions of the ledger's own events.
    public static let definitions: [EventDefinition] = [
        EventDefinition(EventCorrected.self),
        EventDefinition(EventRetracted.self),
        EventDefinition(PersonalAccessed.self),
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
}
