public import CaseLedger

private let stationRoles: Set<Role> = [.districtStaff, .stationStaff]

extension StationRegistered: Recordable {
    /// District staff.
    public static var roles: Set<Role> { [.districtStaff, .cityStaff] }
    public var concerns: [Concern] { [.area(area)] }

    /// Refuses a station that is on record already.
    public func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation) {
        try past.requireNew(past.assignments.stations[station] != nil, .station(station))
    }
}

extension StaffAppointed: Recordable {
    public static var roles: Set<Role> { stationRoles }
    public var concerns: [Concern] { [.station(station)] }
    public var looksAt: Query { .presence(of: staff) }

    /// Refuses who works at the station already.
    public func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation) {
        let isThere = past.assignments.isAppointed(
            staff, at: station, on: context.occurred.earliest)
        try past.requireNew(isThere, .staff(staff))
    }
}

extension StaffLeft: Recordable {
    public static var roles: Set<Role> { stationRoles }
    public var concerns: [Concern] { [.station(station)] }
    public var looksAt: Query { .staff(staff) }

    /// Refuses a leaving with families in hand: they must be handed over first.
    public func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation) {
        let next = context.day.adding(days: 1)
        let held = past.assignments.families(of: staff, on: next)
        guard held.isEmpty else {
            throw RuleViolation(
                "C2.3",
                Phrase(
                    "\(staff) 仍专责 \(held.count) 户家庭。",
                    "\(staff) still answers for \(held.count) families."),
                advice: Phrase("先完成交接。", "Hand them over first."))
        }
    }
}

extension OfficerAssigned: Recordable {
    public static var roles: Set<Role> { stationRoles }
    public var concerns: [Concern] { [.family(family)] }
    public var looksAt: Query { .family(family).adding(.station(station)) }

    /// Refuses a second officer, and an officer of a station in another district unit.
    public func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation) {
        let day = context.occurred.earliest
        try past.family(family, on: day)
        if let holder = past.assignments.officer(of: family, on: day) {
            throw RuleViolation(
                "C4.1",
                Phrase(
                    "家庭 \(family) 已由 \(holder.officer) 专责。",
                    "\(holder.officer) answers for family \(family)."),
                advice: Phrase("先解除原专责，从次日起指定。", "End that first; assign from the next day on."))
        }
        let unit = past.registry.responsibleUnit(for: family, on: day)
        if let own = past.assignments.responsibleUnit(of: station), let unit, own != unit {
            throw RuleViolation(
                "C4.2",
                Phrase(
                    "服务站 \(station) 不在家庭居住地所属区。",
                    "Station \(station) is not in the family's district unit."),
                advice: Phrase("从 \(unit) 的服务站指定。", "Assign from a station of \(unit)."))
        }
    }
}

extension AssignmentEnded: Recordable {
    public static var roles: Set<Role> { stationRoles }
    public var concerns: [Concern] { [.family(family)] }
    public var looksAt: Query { .family(family) }

    /// Refuses the end of an assignment that is not there.
    public func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation) {
        let holder = past.assignments.officer(of: family, on: context.day)
        guard holder?.officer == officer, holder?.through == nil else {
            throw RuleViolation(
                "C4.1",
                Phrase(
                    "\(officer) 并未专责家庭 \(family)。",
                    "\(officer) does not answer for family \(family)."),
                advice: Phrase("核对人员和日期。", "Check the officer and the day."))
        }
    }
}

extension Assignments {
    /// The families that an officer answers for on a day, as far as they are on record here.
    func families(of officer: StaffID, on day: Day) -> [FamilyID] {
        families.filter { self.officer(of: $0, on: day)?.officer == officer }
    }
}
