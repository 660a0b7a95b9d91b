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

    public func check() throws(PayloadProblem) { try aid.requireNeutral("aid") }
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

/// What money of a fund may be for.
public enum AidPurpose: String, FieldCode, Sendable {
    case scholarship
    case hardship
    case medical
    case consolation
    case general

    public static var blank: AidPurpose { .scholarship }

    /// Whether money for this purpose may be used for another: for the same, and all of it for the
    /// care of martyrs' families.
    public func includes(_ other: AidPurpose) -> Bool { self == .general || self == other }

    public var label: Phrase {
        switch self {
        case .scholarship: Phrase("助（奖）学", "scholarship")
        case .hardship: Phrase("特困帮扶", "hardship aid")
        case .medical: Phrase("医疗保障", "medical aid")
        case .consolation: Phrase("走访慰问", "consolation")
        case .general: Phrase("关爱烈士遗属", "care of martyrs' families")
        }
    }
}
