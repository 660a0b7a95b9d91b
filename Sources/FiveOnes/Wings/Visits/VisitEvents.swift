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
    /// The survivors met.
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
        if met.isEmpty {
            throw PayloadProblem("met", "is empty; a visit names the survivors it met")
        }
        if (gift?.fen ?? 1) <= 0 {
            throw PayloadProblem("gift", "is not a positive amount of money")
        }
    }
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
