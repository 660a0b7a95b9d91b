public import CaseLedger

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

    /// Refuses a name or an ID number in the place of a person's identifier.
    public func check() throws(PayloadProblem) {
        try donor.requireNeutral("donor", isPerson: donorKind == .individual)
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

/// What a donor is.
public enum DonorKind: String, FieldCode, Sendable {
    case enterprise
    case socialOrganization
    case individual

    public static var blank: DonorKind { .enterprise }

    public var label: Phrase {
        switch self {
        case .enterprise: Phrase("企业", "an enterprise")
        case .socialOrganization: Phrase("社会组织", "a social organization")
        case .individual: Phrase("个人", "a person")
        }
    }
}

/// What was given.
public enum DonationKind: String, FieldCode, Sendable {
    case money
    case goods

    public static var blank: DonationKind { .money }

    public var label: Phrase {
        switch self {
        case .money: Phrase("款", "money")
        case .goods: Phrase("物", "goods")
        }
    }
}
