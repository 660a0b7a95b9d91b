public import CaseLedger

extension Past {
    /// The limits of break-glass access, as the policy of a day has them.
    fileprivate func glassLimits(on day: Day) -> Authority.GlassLimits {
        Authority.GlassLimits(hours: policy.policy.value(.glassHours, on: day))
    }
}

extension AuthorityEvent where Self: Recordable {
    public static var roles: Set<Role> { keepers }
    /// The unit in which a role is held; a use of break-glass access is about none.
    public var concerns: [Concern] { governed.map { [.unit($0)] } ?? [] }
    /// The grants and uses that the event is about, and the founding.
    public var looksAt: Query {
        .tags(
            tags.all + [.authorityOfLedger],
            of: [
                AuthorityFounded.type, RoleGranted.type, RoleDelegated.type, RoleEnded.type,
                GlassBroken.type, GlassUseReviewed.type,
            ])
    }

    /// Refuses what every ledger refuses (``CaseLedger/AuthorityEvent``), with the plan's limits.
    public func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation) {
        try requireLawful(past, context)
    }
}

extension AuthorityEvent {
    fileprivate func requireLawful(_ past: Past, _ context: RecordContext) throws(RuleViolation) {
        try require(past.authority, context.decision, past.glassLimits(on: context.day))
    }
}

extension AuthorityFounded: Recordable {
    /// Refuses a second founding, and one outside the city's bodies, who stand around everything.
    public func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation) {
        guard past.around(.city, on: context.day)?.contains(.unit(unit)) ?? false else {
            throw RuleViolation(
                "I2", Phrase("设立人须属市级单位。", "The founder's unit must be one of the city's."),
                advice: Phrase("例如 city:double-support。", "For example city:double-support."))
        }
        try requireLawful(past, context)
    }
}

extension RoleGranted: Recordable {}
extension RoleDelegated: Recordable {}
extension RoleEnded: Recordable {}
extension GlassBroken: Recordable {}
extension GlassUseReviewed: Recordable {}

extension GlassUseReviewed: ChoiceEvent {
    /// What the review found.
    public static var choice: WritableKeyPath<Self, Verdict> { \.verdict }
}
