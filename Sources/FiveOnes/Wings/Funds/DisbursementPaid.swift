public import CaseLedger

/// Money of a fund was paid out for one approved matter.
public struct DisbursementPaid: PlanEvent, Hashable, Codable {
    public static let type = EventType("disbursement.paid")
    public static let title = Phrase("拨付", "Disbursement paid")
    public static let sentence = Phrase(
        "{proposedBy} 提请由 {fund}/{earmark} 向 {payee} 拨付 {amount}（{aid}）",
        "paid {amount} from {fund}/{earmark} to {payee}, proposed by {proposedBy} ({aid})")
    public static let measures: [Measure] = [.fundServices]

    /// The payment.
    public var disbursement: DisbursementID = .blank
    /// The approved matter.
    public var aid: AidID?
    public var fund: FundID = .blank
    public var earmark: EarmarkID = .blank
    /// Who received it.
    public var payee: MemberID = .blank
    /// How much.
    public var amount: Money = .zero
    /// Who proposed it; only the fund's custodian may.
    public var proposedBy: StaffID = .blank

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "disbursement", &disbursement, .founds)
        try visit.field(2, "aid", &aid)
        try visit.field(3, "fund", &fund)
        try visit.field(4, "earmark", &earmark)
        try visit.field(5, "payee", &payee)
        try visit.field(6, "amount", &amount, .positive)
        try visit.field(7, "proposedBy", &proposedBy, .silent)
    }

    public func check() throws(PayloadProblem) { try disbursement.requireNeutral("disbursement") }
}

/// The payee confirmed the receipt.
public struct DisbursementConfirmed: PlanEvent, Hashable {
    public static let type = EventType("disbursement.confirmed")
    public static let title = Phrase("确认收款", "Disbursement confirmed")
    public static let sentence = Phrase("{disbursement} 已收款", "receipt of {disbursement} confirmed")
    public static let measures: [Measure] = [.fundServices]

    /// The payment.
    public var disbursement: DisbursementID = .blank

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "disbursement", &disbursement)
    }
}

/// A payment came back.
public struct DisbursementReversed: PlanEvent, Hashable {
    public static let type = EventType("disbursement.reversed")
    public static let title = Phrase("冲回拨付", "Disbursement reversed")
    public static let sentence = Phrase(
        "冲回拨付 {disbursement}：{reason}",
        "reversed disbursement {disbursement}: {reason}")
    public static let measures: [Measure] = [.fundServices]

    /// The payment.
    public var disbursement: DisbursementID = .blank
    /// The fund it had been paid from.
    public var fund: FundID = .blank
    /// The earmark it had been paid from.
    public var earmark: EarmarkID = .blank
    public var reason: Personal = ""

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "disbursement", &disbursement)
        try visit.field(2, "fund", &fund)
        try visit.field(3, "earmark", &earmark)
        try visit.sealed(4, "reason", &reason, of: .disbursement(disbursement))
    }
}
