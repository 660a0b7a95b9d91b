public import CaseLedger

/// A special fund exists from this day on.
public struct FundEstablished: PlanEvent, Hashable {
    public static let type = EventType("fund.established")
    public static let title = Phrase("设立基金", "Fund established")
    public static let sentence = Phrase(
        "设立基金 {fund}（{name}），由 {custodian} 专管",
        "established fund {fund} ({name}), kept by {custodian}")
    public static let measures: [Measure] = [.specialFunds]

    public var fund: FundID = .blank
    /// Its name.
    public var name: String = ""
    /// The foundation it belongs to.
    public var parent: String = ""
    /// What it is for.
    public var purpose: String = ""
    /// Who alone keeps it.
    public var custodian: StaffID = .blank

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "fund", &fund, .founds)
        try visit.field(2, "name", &name)
        try visit.field(3, "parent", &parent)
        try visit.field(4, "purpose", &purpose)
        try visit.field(5, "custodian", &custodian, .silent)
    }
}

/// Somebody else alone keeps a fund from this day on.
public struct CustodianAppointed: PlanEvent, Hashable {
    public static let type = EventType("custodian.appointed")
    public static let title = Phrase("更换专管人", "Custodian appointed")
    public static let sentence = Phrase("{custodian} 专管基金 {fund}", "{custodian} keeps fund {fund}")
    public static let measures: [Measure] = [.specialFunds]

    public var fund: FundID = .blank
    /// Who alone keeps it now.
    public var custodian: StaffID = .blank

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "fund", &fund)
        try visit.field(2, "custodian", &custodian, .silent)
    }
}

/// Part of a fund is set aside for a purpose.
public struct EarmarkOpened: PlanEvent, Hashable {
    public static let type = EventType("earmark.opened")
    public static let title = Phrase("设立专款", "Earmark opened")
    public static let sentence = Phrase(
        "基金 {fund} 设立专款 {earmark}（{purposes}）",
        "opened earmark {earmark} of fund {fund} for {purposes}")
    public static let measures: [Measure] = [.specialFunds]

    public var earmark: EarmarkID = .blank
    public var fund: FundID = .blank
    /// What it may be used for.
    public var purposes: [AidPurpose] = []

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "earmark", &earmark, .founds)
        try visit.field(2, "fund", &fund)
        try visit.field(3, "purposes", &purposes)
    }

    public func check() throws(PayloadProblem) {
        if purposes.isEmpty {
            throw PayloadProblem("purposes", "is empty; an earmark names what it is for")
        }
    }
}
