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
