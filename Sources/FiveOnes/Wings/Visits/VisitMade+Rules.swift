public import CaseLedger

private let serviceRoles: Set<Role> = [.districtStaff, .stationStaff, .responsibleOfficer]

extension VisitMade: Recordable {
    /// Officers, stations, district bureaus and the city.
    public static var roles: Set<Role> { serviceRoles.union([.cityStaff]) }
    public var concerns: [Concern] { [.family(family)] }
    public var looksAt: Query {
        Query.family(family).adding(
            .all(met + (member.map { [$0] } ?? []), Query.member)
        )
        .adding(met.isEmpty ? .survivors(of: family) : [])
    }

    /// Refuses a visit to somebody who is not in care.
    public func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation) {
        try past.requireNew(past.known.contains(.visit(visit)), .visit(visit))
        try past.family(family, on: context.day)
        for member in met + (member.map { [$0] } ?? []) {
            try past.requireLiving(member, of: family, on: context.day)
        }
        if met.isEmpty, let record = past.registry.families[family],
            past.registry.lastDeath(in: record) == nil
        {
            throw RuleViolation(
                "C15.1", Phrase("走访未写明见到何人。", "The visit does not say whom it met."),
                advice: Phrase(
                    "写明见到的遗属；仅无在世遗属的烈士可只祭扫。",
                    "Name the survivors; only a martyr without living survivors is visited alone."))
        }
    }
}

extension VisitFailed: Recordable {
    /// Officers, stations and district bureaus.
    public static var roles: Set<Role> { serviceRoles }
    public var concerns: [Concern] { [.family(family)] }
    public var looksAt: Query { .family(family) }

    /// Refuses a family that is not in care.
    public func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation) {
        try past.family(family, on: context.day)
    }
}
