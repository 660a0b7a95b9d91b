public import CaseLedger

private let registryRoles: Set<Role> = [.districtStaff, .stationStaff, .responsibleOfficer]

extension MartyrRecorded: Recordable {
    public static var roles: Set<Role> { registryRoles }

    /// Refuses a martyr who is on record already.
    public func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation) {
        try past.requireNew(past.registry.martyrs[martyr] != nil, .martyr(martyr))
    }
}

extension FamilyEnrolled: Recordable {
    public static var roles: Set<Role> { registryRoles }
    public var concerns: [Concern] { [.area(area)] }

    /// Refuses a family on record already and an area that no district unit answers for.
    public func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation) {
        try past.requireNew(past.registry.families[family] != nil, .family(family))
        try area.requireUnit()
    }
}

extension FamilyMoved: Recordable {
    public static var roles: Set<Role> { registryRoles }
    public var concerns: [Concern] {
        [.either([.family(family), .familyBefore(family), .area(area)])]
    }
    public var looksAt: Query { .family(family) }

    /// Refuses a family that is not in care and an area that no district unit answers for.
    public func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation) {
        try past.family(family, on: context.day)
        try area.requireUnit()
    }
}

extension FamilyClosed: Recordable {
    /// District staff.
    public static var roles: Set<Role> { [.districtStaff] }
    public var concerns: [Concern] { [.family(family)] }
    public var looksAt: Query { .family(family) }

    /// Refuses a family that is not in care.
    public func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation) {
        try past.family(family, on: context.day)
    }
}

extension MemberEnrolled: Recordable {
    public static var roles: Set<Role> { registryRoles }
    public var concerns: [Concern] { [.family(family)] }
    public var looksAt: Query { .member(member).adding(.family(family)) }

    /// Refuses a second file for one person.
    public func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation) {
        try past.requireNew(past.registry.members[member] != nil, .member(member))
        try past.family(family, on: context.day)
    }
}

extension MemberDied: Recordable {
    public static var roles: Set<Role> { registryRoles }
    public var concerns: [Concern] { [.family(family)] }
    public var looksAt: Query { .member(member) }

    /// Refuses a death of somebody who is not living on record.
    public func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation) {
        try past.requireLiving(member, of: family, on: context.day)
        try past.requireNew(past.registry.members[member]?.died != nil, .member(member))
    }
}

extension VerificationRoundOpened: Recordable {
    /// District staff and the city.
    public static var roles: Set<Role> { [.districtStaff, .cityStaff] }
    public var concerns: [Concern] { [.area(area)] }

    /// Refuses a round that is on record already.
    public func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation) {
        try past.requireNew(past.known.contains(.round(round)), .round(round))
    }
}

extension MemberVerified: Recordable {
    /// Officers and stations.
    public static var roles: Set<Role> { registryRoles }
    public var concerns: [Concern] { [.family(family)] }
    public var looksAt: Query { .member(member) }

    /// Refuses a verification that leaves out a topic, or of somebody who is not in care.
    public func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation) {
        try past.requireLiving(member, of: family, on: context.day)
        guard ![living, health, income].contains(where: \.isBlank) else {
            throw RuleViolation(
                "C9.3", Phrase("三项内容未填齐。", "One of the three topics is missing."),
                advice: Phrase(
                    "填写生活、健康、收入，无变化也须写明。",
                    "State living condition, health and income, even where nothing changed."))
        }
    }
}

extension AreaID {
    /// Refuses an area that no district unit answers for.
    fileprivate func requireUnit() throws(RuleViolation) {
        guard Areas.shenzhen.districtUnit(of: self) != nil else {
            throw RuleViolation(
                "area",
                Phrase("\(self) 不在十一个区内。", "\(self) is in none of the eleven district units."),
                advice: Phrase(
                    "用街道或社区的编号，如 nanshan/nantou。", "Use a street's identifier: nanshan/nantou."))
        }
    }
}
