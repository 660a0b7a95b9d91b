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

/// A fund received money or goods; who mobilized the donor and who received are not the same.
public struct DonationReceived: PlanEvent, Hashable, Codable {
    public static let type = EventType("donation.received")
    public static let title = Phrase("接收捐赠", "Donation received")
    public static let sentence = Phrase(
        "基金 {fund} 收到 {donor}（{donorKind}）捐{kind} {amount}，由 {mobilizedBy} 发动",
        "fund {fund} received {amount} from {donor} ({donorKind}), mobilized by {mobilizedBy}")
    public static let measures: [Measure] = [.fundraisingDay]

    public var donation: DonationID = .blank
    public var fund: FundID = .blank
    public var earmark: EarmarkID = .blank
    public var donor: DonorID = .blank
    /// What the donor is.
    public var donorKind: DonorKind = .blank
    /// The donor's unified social credit code (GB 32100); blank for a person.
    public var creditCode: String = ""
    /// The district unit that mobilized the donor.
    public var mobilizedBy: AreaID?
    /// Money or goods.
    public var kind: DonationKind = .blank
    /// The amount, or the value of the goods.
    public var amount: Money = .zero
    /// The number of the donation receipt.
    public var receipt: String = ""

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "donation", &donation, .founds)
        try visit.field(2, "fund", &fund)
        try visit.field(3, "earmark", &earmark)
        try visit.field(4, "donor", &donor, .founds)
        try visit.field(5, "donorKind", &donorKind)
        try visit.field(6, "creditCode", &creditCode)
        try visit.field(7, "mobilizedBy", &mobilizedBy)
        try visit.field(8, "kind", &kind)
        try visit.field(9, "amount", &amount, .positive)
        try visit.field(10, "receipt", &receipt)
    }
}

/// A donation did not come to stay.
public struct DonationReversed: PlanEvent, Hashable {
    public static let type = EventType("donation.reversed")
    public static let title = Phrase("冲回捐赠", "Donation reversed")
    public static let sentence = Phrase(
        "冲回捐赠 {donation}：{reason}",
        "reversed donation {donation}: {reason}")
    public static let measures: [Measure] = [.fundraisingDay]

    public var donation: DonationID = .blank
    /// The fund it had come to.
    public var fund: FundID = .blank
    /// The earmark it had come to.
    public var earmark: EarmarkID = .blank
    public var reason: Personal = ""

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "donation", &donation)
        try visit.field(2, "fund", &fund)
        try visit.field(3, "earmark", &earmark)
        try visit.sealed(4, "reason", &reason, of: .donation(donation))
    }
}
