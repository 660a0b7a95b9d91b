public import CaseLedger

extension Past {
    /// The limits of break-glass access, as the policy of a day has them.
    fileprivate func glassLimits(on day: Day) -> Authority.GlassLimits {
        Authority.GlassLimits(hours: policy.policy.value(.glassHours, on: day))
    }
}

extension AuthorityEvent where Self: Recordable {
    /// The grants and uses that the event is about, and the founding.
    public var looksAt: Query {
        .tags(
            tags.all + [.authorityOfLedger],
            of: [
                AuthorityFounded.type, RoleGranted.type, RoleDelegated.type, RoleEnded.type,
                GlassBroken.type, GlassUseReviewed.type,
            ])
    }
}

extension AuthorityEvent {
    /// The rules that every ledger has, with the plan's limits.
    fileprivate func requireLawful(_ past: Past, _ context: RecordContext) throws(RuleViolation) {
        try require(past.authority, context.decision, past.glassLimits(on: context.day))
    }
}

extension AuthorityFounded: Recordable {
    /// The founder.
    public static var roles: Set<Role> { keepers }

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

extension RoleGranted: Recordable {
    /// Keepers of the authority.
    public static var roles: Set<Role> { keepers }
    public var concerns: [Concern] { [.unit(unit)] }

    /// Refuses a grant to oneself.
    public func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation) {
        try requireLawful(past, context)
    }
}

extension RoleDelegated: Recordable {
    /// Whoever holds the role.
    public static var roles: Set<Role> { keepers }
    public var concerns: [Concern] { [.unit(unit)] }

    /// Refuses to delegate what is not one's own, or not to be passed on.
    public func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation) {
        try requireLawful(past, context)
    }
}

extension RoleEnded: Recordable {
    /// Keepers of the authority, and a delegation's delegator.
    public static var roles: Set<Role> { keepers }
    public var concerns: [Concern] { [.unit(unit)] }

    /// Refuses the end of what is not held.
    public func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation) {
        try requireLawful(past, context)
    }
}

extension GlassBroken: Recordable {
    /// Whoever holds a role.
    public static var roles: Set<Role> { keepers }

    /// Refuses emergency access that is too long, or not for oneself and now.
    public func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation) {
        try requireLawful(past, context)
    }
}

extension GlassUseReviewed: Recordable {
    /// Keepers of the authority and inspectors.
    public static var roles: Set<Role> { keepers }

    /// Refuses a review of one's own use.
    public func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation) {
        try requireLawful(past, context)
    }
}
