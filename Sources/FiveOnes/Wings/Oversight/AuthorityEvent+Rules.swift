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

extension RoleGranted: Recordable {
    /// Refuses roles, units and areas that nobody knows, with those that are most like them.
    public func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation) {
        try requireKnown(role, Phrase("角色", "role"), Role.ofThePlan.map(\.rawValue))
        try requireKnownUnit(unit, past)
        if let area = Tag(parsing: scope), area.kind == "area" {
            let areas = Areas.shenzhen.all.map(\.id.rawValue)
            try requireKnown(String(area.id), Phrase("区域", "area"), areas)
        }
        try requireLawful(past, context)
    }

    /// Every station, where the one that is named is not on record.
    public func looksAt(after past: Past) -> Query {
        let station = StationID(rawValue: String(unit.dropFirst(8)))
        guard unit.hasPrefix("station:"), past.assignments.stations[station] == nil else {
            return []
        }
        return Query([Query.Item(types: [StationRegistered.type])])
    }

    private func requireKnownUnit(_ unit: String, _ past: Past) throws(RuleViolation) {
        if unit.hasPrefix("station:") {
            let known = past.assignments.stations.keys.map { "station:\($0)" }
            return try requireKnown(unit, Phrase("服务站", "station"), known)
        }
        // Others, such as a clinic, provide services and lie under nobody.
        if unit.hasPrefix("provider:") { return }
        try requireKnown(unit, Phrase("单位", "unit"), Responsibility.units.map(\.id))
    }

    private func requireKnown(
        _ word: String, _ what: Phrase, _ known: [String]
    ) throws(RuleViolation) {
        guard !known.contains(word) else { return }
        let nearest = Nearest(to: word, in: known).words.joined(separator: ", ")
        throw RuleViolation(
            "I4", Phrase("没有这一\(what.chinese)。", "There is no such \(what.english)."),
            advice: nearest.isEmpty
                ? Phrase("核对后再授予；服务站须先登记。", "Check it; record a station first.")
                : Phrase("相近的有：\(nearest)。", "Most like it: \(nearest)."))
    }
}

extension RoleDelegated: Recordable {}
extension RoleEnded: Recordable {}

extension GlassBroken: Recordable {
    /// Where what it opens lies, and the reviews of its holder's other uses.
    public func looksAt(after past: Past) -> Query {
        past.authority.reviews(of: holder).adding(opens?.reads(past) ?? [])
    }

    private var opens: Concern? { Tag(parsing: scope).flatMap { Concern(personal: $0) } }

    /// Refuses what opens nothing, and whoever may read it anyway.
    public func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation) {
        guard let opens, past.around(opens, on: context.day) != nil,
            PlanAccess.readers.contains(context.actor.role)
        else {
            throw RuleViolation(
                "X7",
                Phrase(
                    "应急查阅 \(Tag(parsing: scope)?.kind ?? "") 不会打开任何个人信息。",
                    "This opens nothing to role '\(context.actor.role)'."),
                advice: Phrase(
                    "指明已登记的家庭或遗属，由可查阅个人信息的角色办理。",
                    "Name a family or a survivor on record, in a role that may read."))
        }
        let need = past.need(to: .read, [], [opens], on: context.day, for: context.actor)
        let own = Tag.unit(context.actor.unit)
        if need.within.allSatisfy({ $0.contains(own) }) {
            throw RuleViolation(
                "X7",
                Phrase(
                    "\(context.actor.unit) 负责该家庭，无需应急查阅。",
                    "\(context.actor.unit) answers for it and needs no break-glass access."),
                advice: Phrase("说明目的后直接查阅。", "Read it, for a purpose."))
        }
        try requireLawful(past, context)
    }
}

extension GlassUseReviewed: Recordable {}

extension GlassUseReviewed: ChoiceEvent {
    /// What the review found.
    public static var choice: WritableKeyPath<Self, Verdict> { \.verdict }
}
