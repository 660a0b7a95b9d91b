public import CaseLedger

/// An item is in the benefit catalog from this day on.
public struct BenefitItemAdded: PlanEvent, Hashable, Codable {
    public static let type = EventType("benefit-item.added")
    public static let title = Phrase("增列优待项目", "Benefit item added")
    public static let sentence = Phrase(
        "增列优待项目 {item}（{domain}）：{name}",
        "added benefit item {item} ({domain}): {name}")
    public static let measures: [Measure] = [.benefitCatalog]

    public var item: BenefitItemID = .blank
    /// Its domain, one of the policy's.
    public var domain: String = ""
    /// What it is.
    public var name: String = ""
    /// The article it rests on.
    public var legalBasis: String = ""
    /// Who of the kin is entitled.
    public var kinScope: String = ""
    /// Who must give it.
    public var dutyBearer: String = ""
    /// Where it holds.
    public var area: AreaID = .blank

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "item", &item, .founds)
        try visit.field(2, "domain", &domain)
        try visit.field(3, "name", &name)
        try visit.field(4, "legalBasis", &legalBasis)
        try visit.field(5, "kinScope", &kinScope)
        try visit.field(6, "dutyBearer", &dutyBearer)
        try visit.field(7, "area", &area)
    }
}

/// An item is no longer in the catalog; this day is the last.
public struct BenefitItemWithdrawn: PlanEvent, Hashable {
    public static let type = EventType("benefit-item.withdrawn")
    public static let title = Phrase("撤销优待项目", "Benefit item withdrawn")
    public static let sentence = Phrase(
        "撤销优待项目 {item}：{reason}",
        "withdrew benefit item {item}: {reason}")
    public static let measures: [Measure] = [.benefitCatalog]

    public var item: BenefitItemID = .blank
    public var reason: String = ""

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "item", &item)
        try visit.field(2, "reason", &reason)
    }
}

/// A survivor asked for an item of the catalog.
public struct BenefitClaimed: PlanEvent, Hashable, Codable {
    public static let type = EventType("benefit.claimed")
    public static let title = Phrase("申请优待", "Benefit claimed")
    public static let sentence = Phrase(
        "遗属 {member} 申请优待 {item}（{grant}）",
        "survivor {member} claimed {item} ({grant})")
    public static let measures: [Measure] = [.benefitCatalog]

    /// The claim.
    public var grant: GrantID = .blank
    public var item: BenefitItemID = .blank
    public var member: MemberID = .blank
    public var family: FamilyID = .blank

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "grant", &grant, .founds)
        try visit.field(2, "item", &item)
        try visit.field(3, "member", &member)
        try visit.field(4, "family", &family)
    }
}

/// A claim was granted.
public struct BenefitGranted: PlanEvent, Hashable {
    public static let type = EventType("benefit.granted")
    public static let title = Phrase("准予优待", "Benefit granted")
    public static let sentence = Phrase("准予 {grant}", "granted {grant}")
    public static let measures: [Measure] = [.benefitCatalog]

    /// The claim.
    public var grant: GrantID = .blank
    /// The rule and the version it was decided by.
    public var rule: String = ""

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "grant", &grant)
        try visit.field(2, "rule", &rule)
    }
}

/// A claim was refused.
public struct BenefitRefused: PlanEvent, Hashable {
    public static let type = EventType("benefit.refused")
    public static let title = Phrase("不予优待", "Benefit refused")
    public static let sentence = Phrase(
        "不予 {grant}：{article}，{reason}",
        "refused {grant}: {article}, {reason}")
    public static let measures: [Measure] = [.benefitCatalog]

    /// The claim.
    public var grant: GrantID = .blank
    public var article: String = ""
    public var reason: Personal = ""

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "grant", &grant)
        try visit.field(2, "article", &article)
        try visit.sealed(3, "reason", &reason, of: .grant(grant))
    }
}

/// What was granted was given.
public struct BenefitDelivered: PlanEvent, Hashable {
    public static let type = EventType("benefit.delivered")
    public static let title = Phrase("落实优待", "Benefit delivered")
    public static let sentence = Phrase("{grant} 已落实", "delivered {grant}")
    public static let measures: [Measure] = [.benefitCatalog]

    /// The claim.
    public var grant: GrantID = .blank

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "grant", &grant)
    }
}
