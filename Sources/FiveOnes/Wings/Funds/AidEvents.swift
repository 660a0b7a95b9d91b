public import CaseLedger

/// Aid was asked for.
public struct AidApplied: PlanEvent, Hashable, Codable {
    public static let type = EventType("aid.applied")
    public static let title = Phrase("申请帮扶", "Aid applied for")
    public static let sentence = Phrase(
        "为遗属 {member}（家庭 {family}）申请{purpose} {amount}",
        "applied for {purpose} of {amount} for survivor {member} of family {family}")
    public static let measures: [Measure] = [.fundServices]

    /// The matter of aid.
    public var aid: AidID = .blank
    public var member: MemberID = .blank
    public var family: FamilyID = .blank
    public var purpose: AidPurpose = .blank
    /// How much.
    public var amount: Money = .zero

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "aid", &aid, .founds)
        try visit.field(2, "member", &member)
        try visit.field(3, "family", &family)
        try visit.field(4, "purpose", &purpose)
        try visit.field(5, "amount", &amount, .positive)
    }
}

/// Aid was approved, and from which money.
public struct AidApproved: PlanEvent, Hashable, Codable {
    public static let type = EventType("aid.approved")
    public static let title = Phrase("批准帮扶", "Aid approved")
    public static let sentence = Phrase(
        "批准帮扶 {aid}：由 {fund}/{earmark} 支付 {amount}",
        "approved aid {aid}: {amount} from {fund}/{earmark}")
    public static let measures: [Measure] = [.fundServices]

    /// The matter of aid.
    public var aid: AidID = .blank
    public var fund: FundID = .blank
    public var earmark: EarmarkID = .blank
    /// How much.
    public var amount: Money = .zero

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "aid", &aid)
        try visit.field(2, "fund", &fund)
        try visit.field(3, "earmark", &earmark)
        try visit.field(4, "amount", &amount, .positive)
    }
}

/// Aid was not approved.
public struct AidRejected: PlanEvent, Hashable {
    public static let type = EventType("aid.rejected")
    public static let title = Phrase("不予帮扶", "Aid rejected")
    public static let sentence = Phrase("不予帮扶 {aid}：{reason}", "rejected aid {aid}: {reason}")
    public static let measures: [Measure] = [.fundServices]

    /// The matter of aid.
    public var aid: AidID = .blank
    public var reason: Personal = ""

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "aid", &aid)
        try visit.sealed(2, "reason", &reason, of: .aid(aid))
    }
}

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
