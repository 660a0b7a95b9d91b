/// Somebody who holds a role lets another act on their behalf for some days.
public struct RoleDelegated: Payload, Hashable {
    public static let type = EventType("authority.delegated")
    /// Somebody stands in where the delegator holds the role.
    public static let force = EventDefinition.Force.control
    public static let title = Phrase("委托代行", "Role delegated")
    public static let sentence = Phrase(
        "{delegator} 委托 {delegate} 代行 {role}（{unit}），自 {from} 至 {through}：{ground}",
        "{delegator} let {delegate} stand in as {role} in {unit} from {from} through {through}: "
            + "{ground}")

    /// The account on whose behalf another acts.
    public var delegator: String = ""
    /// The account that acts.
    public var delegate: String = ""
    public var role: String = ""
    /// The unit in whose name it is exercised.
    public var unit: String = ""
    /// The one thing that it is limited to, as a tag; empty for all that the delegator may.
    public var scope: String = ""
    /// The first day of standing in.
    public var from: Day = .blank
    /// The last day.
    public var through: Day = .blank
    /// Whether the delegate may pass it on.
    public var mayPassOn: Bool = false
    /// What it rests on, such as a letter of the delegator.
    public var ground: String = ""

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "delegator", &delegator, .required)
        try visit.field(2, "delegate", &delegate, .required)
        try visit.field(3, "role", &role, .required)
        try visit.field(4, "unit", &unit, .required)
        try visit.field(5, "scope", &scope)
        try visit.field(6, "from", &from)
        try visit.field(7, "through", &through)
        try visit.field(8, "mayPassOn", &mayPassOn)
        try visit.field(9, "ground", &ground, .required)
    }

    /// Names the authority of both and what it is limited to.
    public func tag(_ tags: inout TagSet) {
        tags.about(.authority(of: delegate))
        tags.about(.authority(of: delegator))
        if let scope = Tag(parsing: scope) { tags.about(scope) }
    }

    public func check() throws(PayloadProblem) { try requireScope(scope) }
}

extension RoleDelegated: AuthorityEvent {
    /// Whoever holds the role.
    public static var keepers: Set<Role> { [] }
    /// The unit in which the role is held.
    public var governed: String? { unit }

    /// Refuses to delegate for somebody else, to oneself, or what must not be passed on.
    public func require(
        _ authority: Authority, _ context: DecisionContext, _ limits: Authority.GlassLimits
    ) throws(RuleViolation) {
        try authority.requireFounded()
        let actor = context.actor
        guard actor.id == delegator, actor.role.rawValue == role, actor.unit == unit else {
            throw RuleViolation(
                "I2",
                Phrase("只能委托本人所任的角色。", "Only a role of one's own can be delegated."),
                advice: Phrase("由委托人以该角色和单位办理。", "Let its holder delegate it, acting in it."))
        }
        try requireDays(from, through)
        try context.requireApart(
            from: delegate, Phrase("不得委托自己。", "Nobody delegates to themselves."))
        guard !context.onBehalfOf.isEmpty else { return }
        let mayPassOn = authority.grants(of: actor.id).contains {
            $0.delegator == context.onBehalfOf && $0.mayPassOn && $0.role == actor.role
                && $0.unit == actor.unit && $0.contains(context.occurred.latest)
        }
        guard mayPassOn else {
            throw RuleViolation(
                "I2", Phrase("该委托不得转委托。", "This delegation may not be passed on."),
                advice: Phrase("由原委托人直接委托。", "Let the first delegator delegate it."))
        }
    }
}
