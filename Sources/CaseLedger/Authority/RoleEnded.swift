/// A role or a delegation ends with this day; the day itself still counts, unless it ends at once.
public struct RoleEnded: Payload, Hashable {
    public static let type = EventType("authority.ended")
    /// A role is ended where it was given.
    public static let force = EventDefinition.Force.control
    public static let title = Phrase("终止角色", "Role ended")
    public static let sentence = Phrase(
        "终止 {holder} 的角色 {role}（{unit}）：{reason}",
        "ended the role {role} of {holder} in {unit}: {reason}")

    /// The account that held the role.
    public var holder: String = ""
    public var role: String = ""
    public var unit: String = ""
    /// What it was limited to, as in the grant.
    public var scope: String = ""
    /// On whose behalf it was held, where a delegation ends; empty where a role of one's own does.
    public var delegator: String = ""
    public var reason: String = ""
    /// The moment from which on it holds no more, where it ends at once.
    public var atOnce: Instant?

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "holder", &holder, .required)
        try visit.field(2, "role", &role, .required)
        try visit.field(3, "unit", &unit, .required)
        try visit.field(4, "scope", &scope)
        try visit.field(5, "delegator", &delegator)
        try visit.field(6, "reason", &reason, .required)
        try visit.field(7, "atOnce", &atOnce)
    }

    /// Names the holder's authority, and the delegator's.
    public func tag(_ tags: inout TagSet) {
        tags.about(.authority(of: holder))
        if !delegator.isEmpty { tags.about(.authority(of: delegator)) }
    }

    public func check() throws(PayloadProblem) { try requireScope(scope) }
}

extension RoleEnded: AuthorityEvent {
    /// Keepers of the authority; a delegation also its delegator.
    public static var keepers: Set<Role> { [] }
    /// The unit in which the role is held.
    public var governed: String? { unit }

    /// Refuses the end of what is not there, of one's own role, and by somebody with no say in it.
    public func require(
        _ authority: Authority, _ context: DecisionContext, _ limits: Authority.GlassLimits
    ) throws(RuleViolation) {
        try authority.requireFounded()
        let actor = context.actor
        guard actor.role == .authorityKeeper || (!delegator.isEmpty && actor.id == delegator) else {
            throw RuleViolation(
                "I2", Phrase("无权终止该角色。", "Only a keeper of the authority may end this."),
                advice: Phrase("由授权管理员或委托人办理。", "Let a keeper, or the delegator, end it."))
        }
        try context.requireApart(
            from: holder, Phrase("不得终止自己的角色。", "Nobody ends a role of their own."))
        if let atOnce, atOnce > context.now || context.occurred != .instant(context.now) {
            throw RuleViolation(
                "X3", Phrase("即时终止不能指定其他时间。", "What ends at once ends now."),
                advice: Phrase("不要另行说明时间。", "Say no other time."))
        }
        let day = context.occurred.latest
        let isHeld = authority.grants(of: holder).contains {
            $0.role.rawValue == role && $0.unit == unit && $0.scope?.text ?? "" == scope
                && $0.delegator ?? "" == delegator && $0.contains(day) && $0.ended == nil
        }
        guard isHeld else {
            throw RuleViolation(
                "X3", Phrase("\(day) 没有这一角色。", "No such role is held on \(day)."),
                advice: Phrase("查看授权记录。", "See what is on record of the authority."))
        }
    }
}
