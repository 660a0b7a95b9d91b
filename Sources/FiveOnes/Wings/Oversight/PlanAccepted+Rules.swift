public import CaseLedger

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
            past.policy.policy.setting(key, to: value, from: from) != nil
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
