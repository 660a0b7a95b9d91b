public import CaseLedger

/// Rules that many decisions share.
extension Past {
    /// Refuses what is on record already.
    func requireNew(_ isKnown: Bool, _ what: Tag) throws(RuleViolation) {
        guard isKnown else { return }
        throw RuleViolation(
            "I3", Phrase("\(what) 已有记录。", "\(what) is on record already."),
            advice: Phrase("请更正原记录，或另用编号。", "Correct the record, or use another identifier."))
    }

    /// The family, if it is in care on a day.
    @discardableResult
    func family(_ id: FamilyID, on day: Day) throws(RuleViolation) -> Registry.Family {
        guard let family = registry.families[id], family.isInCare(on: day) else {
            throw RuleViolation(
                "I4",
                Phrase("家庭 \(id) 在 \(day) 不在服务对象中。", "Family \(id) is not in care on \(day)."),
                advice: Phrase("核对家庭编号和日期。", "Check the family's identifier and the day."))
        }
        return family
    }

    /// The survivor, if it belongs to the family and lives on a day.
    func requireLiving(_ id: MemberID, of family: FamilyID, on day: Day) throws(RuleViolation) {
        guard let member = registry.members[id], member.family == family else {
            throw RuleViolation(
                "I4",
                Phrase("遗属 \(id) 不属于家庭 \(family)。", "Survivor \(id) is not of family \(family)."),
                advice: Phrase("核对遗属编号。", "Check the survivor's identifier."))
        }
        guard member.isLiving(on: day) else {
            throw RuleViolation(
                "I4",
                Phrase(
                    "遗属 \(id) 在 \(day) 未建档或已去世。",
                    "Survivor \(id) has no file or had died by \(day)."),
                advice: Phrase("核对日期。", "Check the day."))
        }
    }
}

extension Recordable {
    /// No rule beyond the roles.
    public func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation) {}
}

extension PlanAccepted: Recordable {
    /// District staff and the city.
    public static var roles: Set<Role> { [.districtStaff, .cityStaff] }
    public var concerns: [Concern] { [.area(unit)] }
}

extension PolicyChanged: Recordable {
    /// The city's double-support division.
    public static var roles: Set<Role> { [.cityStaff] }
    public var concerns: [Concern] { [.city] }

    /// Refuses a value that makes no sense for its key.
    public func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation) {
        guard let key = PolicyKey.named(self.key), let value = Int(exactly: value),
            (try? past.policy.policy.setting(key, to: value, from: from)) != nil
        else {
            throw RuleViolation(
                "policy", Phrase("该值超出范围。", "The value is outside the key's range."),
                advice: Phrase("查看政策键的取值范围。", "See the key's range."))
        }
    }
}

extension ObligationExempted: Recordable {
    /// The city's double-support division.
    public static var roles: Set<Role> { [.cityStaff] }
    public var concerns: [Concern] { [.city] }
}

extension ActivityHeld: Recordable {
    /// District staff, stations and the city.
    public static var roles: Set<Role> { [.districtStaff, .stationStaff, .cityStaff] }
    public var concerns: [Concern] { [.area(area)] }

    /// Refuses an activity that is on record already.
    public func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation) {
        try past.requireNew(past.known.contains(.activity(activity)), .activity(activity))
    }
}

extension EventCorrected: Recordable {
    /// What else amends the event.
    public var needs: Query { .tags(tags.all) }
    /// The event whose rules it must keep.
    public var amends: EventID? { EventID(target) }
    /// What is to stand in its place.
    public var substitute: (type: EventType, payload: [UInt8])? {
        EventType(parsing: targetType).map { ($0, replacement) }
    }
}

extension EventRetracted: Recordable {
    /// What else amends the event.
    public var needs: Query { .tags(tags.all) }
    /// The event whose rules it must keep.
    public var amends: EventID? { EventID(target) }
}
