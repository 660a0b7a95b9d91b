import CaseLedger

extension Past {
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
