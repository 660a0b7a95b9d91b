public import CaseLedger

/// A family was visited.
public struct VisitMade: PlanEvent, Hashable {
    public static let type = EventType("visit.made")
    public static let title = Phrase("走访慰问", "Visit made")
    public static let sentence = Phrase(
        "因{occasion}{mode}走访家庭 {family}，见到 {met}",
        "visited family {family} ({occasion}, {mode}) and met {met}")
    public static let measures: [Measure] = [.visits]

    public var visit: VisitID = .blank
    public var family: FamilyID = .blank
    public var occasion: VisitOccasion = .blank
    /// Whose day of sacrifice, if it is for one.
    public var martyr: MartyrID?
    /// Whose birthday, if it is for one.
    public var member: MemberID?
    /// The survivors met; nobody at the grave of a martyr who has no survivor left.
    public var met: [MemberID] = []
    /// Where.
    public var mode: VisitMode = .blank
    /// Who came along.
    public var companions: [StaffID] = []
    /// Consolation money handed over.
    public var gift: Money?
    /// What was found.
    public var findings: Personal = ""

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "visit", &self.visit, .founds)
        try visit.field(2, "family", &family)
        try visit.field(3, "occasion", &occasion)
        try visit.field(4, "martyr", &martyr)
        try visit.field(5, "member", &member)
        try visit.field(6, "met", &met)
        try visit.field(7, "mode", &mode)
        try visit.field(8, "companions", &companions, .silent)
        try visit.field(9, "gift", &gift)
        try visit.sealed(10, "findings", &findings, of: .family(family))
    }

    public func check() throws(PayloadProblem) {
        try visit.requireNeutral("visit")
        if met.isEmpty, occasion != .sacrificeDay, occasion != .martyrsDay {
            throw PayloadProblem("met", "is empty; a visit names the survivors it met")
        }
        if (gift?.fen ?? 1) <= 0 {
            throw PayloadProblem("gift", "is not a positive amount of money")
        }
    }
}

extension VisitMade: ChoiceEvent {
    public static var choice: WritableKeyPath<Self, VisitMode> { \.mode }
}

/// A visit was tried and did not come about.
public struct VisitFailed: PlanEvent, Hashable {
    public static let type = EventType("visit.failed")
    public static let title = Phrase("走访未成", "Visit failed")
    public static let sentence = Phrase(
        "因{occasion}走访家庭 {family} 未成：{reason}",
        "could not visit family {family} ({occasion}): {reason}")
    public static let measures: [Measure] = [.visits]

    public var family: FamilyID = .blank
    public var occasion: VisitOccasion = .blank
    /// Why it failed.
    public var reason: Personal = ""

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "family", &family)
        try visit.field(2, "occasion", &occasion)
        try visit.sealed(3, "reason", &reason, of: .family(family))
    }
}

/// What a visit is made for: one of the plan's five dates, or another reason.
public enum VisitOccasion: String, FieldCode, Sendable {
    case springFestival
    case partyDay
    case martyrsDay
    case sacrificeDay
    case birthday
    case hardship
    case other

    public static var blank: VisitOccasion { .springFestival }

    public var label: Phrase {
        switch self {
        case .springFestival: Phrase("春节", "Spring Festival")
        case .partyDay: Phrase("“七一”", "1 July")
        case .martyrsDay: Phrase("烈士纪念日", "Martyrs' Day")
        case .sacrificeDay: Phrase("烈士牺牲日", "the day of sacrifice")
        case .birthday: Phrase("遗属生日", "a survivor's birthday")
        case .hardship: Phrase("帮扶解困", "relief of hardship")
        case .other: Phrase("其他", "another reason")
        }
    }
}

/// Where a visit was made.
public enum VisitMode: String, FieldCode, Sendable {
    case home
    case hospital
    case elsewhere
    case phone

    public static var blank: VisitMode { .home }

    public var label: Phrase {
        switch self {
        case .home: Phrase("上门", "at home")
        case .hospital: Phrase("医院", "in hospital")
        case .elsewhere: Phrase("其他地点", "elsewhere")
        case .phone: Phrase("电话", "by phone")
        }
    }
}
