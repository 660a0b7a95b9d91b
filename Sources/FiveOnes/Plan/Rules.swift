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

    /// Refuses an actor whose unit does not answer for the family on a day (authority by area).
    func requireScope(_ actor: Actor, over family: FamilyID, on day: Day) throws(RuleViolation) {
        guard let responsible = registry.responsibleUnit(for: family, on: day) else { return }
        if actor.unit == responsible || actor.unit.hasPrefix("city:") { return }
        if let station = assignments.officer(of: family, on: day)?.station,
            actor.unit == "station:\(station)"
        {
            return
        }
        throw RuleViolation(
            "I2",
            Phrase(
                "\(actor.unit) 在 \(day) 不负责该家庭。",
                "\(actor.unit) does not answer for the family on \(day)."),
            advice: Phrase(
                "由 \(responsible) 或专责人员所在站办理。", "\(responsible) or the officer's station may."))
    }

    /// Refuses the same person in two offices of one matter (不相容岗位分离).
    func requireApart(_ persons: [(office: Phrase, id: String)]) throws(RuleViolation) {
        for (index, first) in persons.enumerated() {
            for second in persons[(index + 1)...] where first.id == second.id {
                throw RuleViolation(
                    "I9",
                    Phrase(
                        "同一人不能既是\(first.office.chinese)又是\(second.office.chinese)。",
                        "One person cannot be both \(first.office.english) and \(second.office.english)."
                    ),
                    advice: Phrase("换另一人办理。", "Let somebody else do it."))
            }
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
}

extension PolicyChanged: Recordable {
    /// The city's double-support division.
    public static var roles: Set<Role> { [.cityStaff] }

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
}

extension ActivityHeld: Recordable {
    /// District staff, stations and the city.
    public static var roles: Set<Role> { [.districtStaff, .stationStaff, .cityStaff] }

    /// Refuses an activity that is on record already.
    public func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation) {
        try past.requireNew(past.known.contains(.activity(activity)), .activity(activity))
    }
}

private let amendingRoles: Set<Role> = [.districtStaff, .cityStaff, .foundationStaff]

extension EventCorrected: Recordable {
    /// The staff of districts, the city and the foundation.
    public static var roles: Set<Role> { amendingRoles }
}

extension EventRetracted: Recordable {
    /// The staff of districts, the city and the foundation.
    public static var roles: Set<Role> { amendingRoles }
}
