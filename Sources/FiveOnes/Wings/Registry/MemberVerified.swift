public import CaseLedger

/// A survivor's living condition, health and income were verified.
public struct MemberVerified: PlanEvent, Hashable {
    public static let type = EventType("member.verified")
    public static let title = Phrase("核查遗属", "Survivor verified")
    public static let sentence = Phrase(
        "以{method}方式核查遗属 {member}（家庭 {family}）",
        "verified survivor {member} of family {family} by {method}")
    public static let measures: [Measure] = [.interactionBase]

    public var member: MemberID = .blank
    public var family: FamilyID = .blank
    /// How.
    public var method: VerificationMethod = .blank
    /// The living condition.
    public var living: Personal = ""
    /// The state of health.
    public var health: Personal = ""
    /// The source of income.
    public var income: Personal = ""
    /// The round, if there was one.
    public var round: RoundID?

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "member", &member)
        try visit.field(2, "family", &family)
        try visit.field(3, "method", &method)
        try visit.sealed(4, "living", &living, of: .member(member))
        try visit.sealed(5, "health", &health, of: .member(member))
        try visit.sealed(6, "income", &income, of: .member(member))
        try visit.field(7, "round", &round)
    }
}

/// Every survivor of an area is to be verified, house by house and person by person.
public struct VerificationRoundOpened: PlanEvent, Hashable {
    public static let type = EventType("verification-round.opened")
    public static let title = Phrase("启动核查", "Verification round opened")
    public static let sentence = Phrase(
        "在 {area} 启动核查 {round}，{due} 前完成",
        "opened verification round {round} in {area}, due {due}")
    public static let measures: [Measure] = [.interactionBase]

    public var round: RoundID = .blank
    /// The district unit.
    public var area: AreaID = .blank
    /// The last day.
    public var due: Day = .blank

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "round", &round, .founds)
        try visit.field(2, "area", &area)
        try visit.field(3, "due", &due)
    }
}

extension MemberVerified: ChoiceEvent {
    public static var choice: WritableKeyPath<Self, VerificationMethod> { \.method }
}

/// How a survivor was verified.
public enum VerificationMethod: String, FieldCode, Sendable {
    case home
    case video
    case phone
    case dataMatch

    public static var blank: VerificationMethod { .home }

    public var label: Phrase {
        switch self {
        case .home: Phrase("入户", "a visit to the home")
        case .video: Phrase("视频", "a video call")
        case .phone: Phrase("电话", "a phone call")
        case .dataMatch: Phrase("数据比对", "matching of data")
        }
    }
}
