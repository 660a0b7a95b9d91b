public import CaseLedger

private let serviceRoles: Set<Role> = [.districtStaff, .stationStaff, .responsibleOfficer]

extension VisitMade: Recordable {
    /// Officers, stations, district bureaus and the city.
    public static var roles: Set<Role> { serviceRoles.union([.cityStaff]) }
    public var concerns: [Concern] { [.family(family)] }
    public var looksAt: Query {
        Query.family(family).adding(
            .all(met + (member.map { [$0] } ?? []), Query.member))
    }

    /// Refuses a visit to somebody who is not in care.
    public func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation) {
        try past.requireNew(past.known.contains(.visit(visit)), .visit(visit))
        try past.family(family, on: context.day)
        for member in met + (member.map { [$0] } ?? []) {
            try past.requireLiving(member, of: family, on: context.day)
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
