/// Somebody opened, in an emergency and for a limited time, what lies outside their reach.
///
/// It opens reading and nothing else. Somebody else reviews it afterwards (``GlassUseReviewed``).
public struct GlassBroken: Payload, Hashable {
    public static let type = EventType("glass.broken")
    /// What was opened was opened.
    public static let force = EventDefinition.Force.settled
    public static let title = Phrase("应急查阅", "Glass broken")
    public static let sentence = Phrase(
        "应急查阅 {scope}（{glass}），至 {until} 止：{reason}",
        "broke the glass on {scope} ({glass}) until {until}: {reason}")

    /// This use of emergency access.
    public var glass: String = ""
    /// The account that may read; who records it.
    public var holder: String = ""
    /// What is opened, as a tag such as `family:F-0012`.
    public var scope: String = ""
    /// Why it cannot wait.
    public var reason: String = ""
    /// Until when.
    public var until: Instant = .blank

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "glass", &glass, [.founds, .required], of: "glass")
        try visit.field(2, "holder", &holder, .required, of: "authority")
        try visit.field(3, "scope", &scope, [.required, .tag])
        try visit.field(4, "reason", &reason)
        try visit.field(5, "until", &until)
    }

    public func check() throws(PayloadProblem) {
        try requireScope(scope)
        try require(reason, "reason")
    }
}

extension Tag {
    /// One use of break-glass access.
    public static func glass(_ id: String) -> Tag { Tag("glass", id) }
}

extension GlassBroken: AuthorityEvent {
    /// Whoever holds a role.
    public static var keepers: Set<Role> { [] }
    /// It is for what lies outside of one's reach.
    public var governed: String? { nil }

    /// Refuses emergency access for somebody else, beforehand or afterwards, or for too long.
    public func require(
        _ authority: Authority, _ context: DecisionContext, _ limits: Authority.GlassLimits
    ) throws(RuleViolation) {
        guard context.actor.id == holder else {
            throw RuleViolation(
                "I2", Phrase("只能为本人申请应急查阅。", "Nobody breaks the glass for somebody else."),
                advice: Phrase("由查阅人本人办理。", "Let whoever must read do it."))
        }
        let (now, latest) = (
            context.now, context.now.adding(seconds: Int64(limits.hours) * 3600)
        )
        guard until > now, until <= latest, context.occurred == .instant(now) else {
            throw RuleViolation(
                "X7",
                Phrase(
                    "应急查阅自即时起最长 \(limits.hours) 小时。",
                    "Break-glass access begins now and ends within \(limits.hours) hours."),
                advice: Phrase("缩短时间；仍需要时再次申请。", "Ask for less; ask again if it is still needed."))
        }
        guard !authority.glasses.contains(where: { $0.id == glass }) else {
            throw RuleViolation(
                "I3", Phrase("该编号已使用。", "This identifier is on record already."),
                advice: Phrase("另用编号。", "Use another identifier."))
        }
        let waiting = authority.unreviewed(of: holder).count
        guard waiting < limits.unreviewed else {
            throw RuleViolation(
                "X7",
                Phrase(
                    "此前 \(waiting) 次应急查阅尚未复核。",
                    "\(waiting) uses of break-glass access wait for their review."),
                advice: Phrase(
                    "由他人复核（glass.reviewed）后再申请。",
                    "Let somebody else review them (glass.reviewed), then ask again."))
        }
    }
}
