public import CaseLedger

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

    public func check() throws(PayloadProblem) { try grant.requireNeutral("grant") }
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
