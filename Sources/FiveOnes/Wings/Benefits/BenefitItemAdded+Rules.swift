public import CaseLedger

private let catalogRoles: Set<Role> = [.cityStaff, .districtStaff]

extension BenefitItemAdded: Recordable {
    /// The city, and districts for their supplements.
    public static var roles: Set<Role> { catalogRoles }
    public var concerns: [Concern] { [.area(area)] }

    /// Refuses an item without a domain, a legal basis or a duty bearer.
    public func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation) {
        try past.requireNew(past.benefits.items[item] != nil, .benefitItem(item))
        guard ![domain, legalBasis, dutyBearer, kinScope].contains(where: \.isEmpty) else {
            throw RuleViolation(
                "C1.2",
                Phrase(
                    "项目缺领域、依据、责任单位或亲属范围。",
                    "Domain, legal basis, duty bearer or kin scope is missing."),
                advice: Phrase("补齐后再列入。", "Complete the item."))
        }
    }
}

extension BenefitItemWithdrawn: Recordable {
    /// The city, and districts for their supplements.
    public static var roles: Set<Role> { catalogRoles }
    public var concerns: [Concern] { [.item(item)] }
}

extension BenefitClaimed: Recordable {
    /// Officers, stations and district bureaus.
    public static var roles: Set<Role> { [.responsibleOfficer, .stationStaff, .districtStaff] }
    public var concerns: [Concern] { [.family(family)] }
    public var looksAt: Query { Query.member(member).adding(.benefitItem(item)) }

    /// Refuses a claim to an item that is not in force, or by somebody who is not in care.
    public func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation) {
        try past.requireNew(past.benefits.claims[grant] != nil, .grant(grant))
        try past.requireLiving(member, of: family, on: context.day)
        guard let item = past.benefits.items[item], item.from <= context.day,
            item.through.map({ context.day <= $0 }) ?? true
        else {
            throw RuleViolation(
                "C1.6", Phrase("该项目当日不在目录内。", "The item is not in force on that day."),
                advice: Phrase("查看目录。", "See the catalog."))
        }
    }
}

extension BenefitGranted: Recordable {
    /// District bureaus and the city.
    public static var roles: Set<Role> { catalogRoles }
    public var concerns: [Concern] { [.claim(grant)] }
    public var looksAt: Query { .grant(grant) }

    /// Refuses a second decision.
    public func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation) {
        try past.requireUndecided(grant)
    }
}

extension BenefitRefused: Recordable {
    /// District bureaus and the city.
    public static var roles: Set<Role> { catalogRoles }
    public var concerns: [Concern] { [.claim(grant)] }
    public var looksAt: Query { .grant(grant) }

    /// Refuses a second decision, and a refusal without an article.
    public func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation) {
        try past.requireUndecided(grant)
        guard !article.isEmpty, !reason.isBlank else {
            throw RuleViolation(
                "C1.3", Phrase("不予优待须写明条款和理由。", "A refusal states the article and the reason."),
                advice: Phrase("补写条款和理由。", "State both."))
        }
    }
}

extension BenefitDelivered: Recordable {
    /// Officers, stations, district bureaus and the city.
    public static var roles: Set<Role> { catalogRoles.union([.responsibleOfficer, .stationStaff]) }
    public var concerns: [Concern] { [.claim(grant)] }
    public var looksAt: Query { .grant(grant) }

    /// Refuses the delivery of what was not granted.
    public func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation) {
        guard past.benefits.claims[grant]?.granted != nil else {
            throw RuleViolation(
                "X3", Phrase("该申请未获准予。", "The claim was not granted."),
                advice: Phrase("先作出决定。", "Decide it first."))
        }
    }
}

extension Past {
    /// Refuses a claim that is not there or decided already.
    fileprivate func requireUndecided(_ id: GrantID) throws(RuleViolation) {
        guard let claim = benefits.claims[id], claim.granted == nil, claim.refused == nil else {
            throw RuleViolation(
                "X3", Phrase("没有待决定的申请 \(id)。", "There is no claim \(id) to decide."),
                advice: Phrase("核对申请编号。", "Check the claim's identifier."))
        }
    }
}
