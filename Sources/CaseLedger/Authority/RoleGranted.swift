import SegmentLog

/// Somebody holds a role in a unit, from a day on and perhaps through a day.
///
/// Who granted it is who recorded it. The role reaches as far as the unit does, or less far where a
/// scope is named.
public struct RoleGranted: Payload, Hashable {
    public static let type = EventType("authority.granted")
    /// A keeper gives roles in the own ledger only.
    public static let force = EventDefinition.Force.control
    public static let title = Phrase("授予角色", "Role granted")
    public static let sentence = Phrase(
        "授予 {holder} 角色 {role}（{unit}），自 {from} 至 {through}：{ground}",
        "granted {holder} the role {role} in {unit} from {from} through {through}: {ground}")

    /// The account that holds the role.
    public var holder: String = ""
    public var role: String = ""
    /// The unit in whose name it is exercised, and whose reach it has.
    public var unit: String = ""
    /// The one thing that it is limited to, as a tag such as `fund:K-1`; empty for all of the unit.
    public var scope: String = ""
    /// The first day on which it holds.
    public var from: Day = .blank
    /// The last day; until it is ended, if `nil`.
    public var through: Day?
    /// What it rests on: the letter of appointment.
    public var ground: String = ""
    /// The account's public key, by which it signs what it does: `NAME+ID+KEY`, Ed25519.
    public var key: String?

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "holder", &holder, .required, of: "authority")
        try visit.field(2, "role", &role, .required)
        try visit.field(3, "unit", &unit, .required)
        try visit.field(4, "scope", &scope, .tag)
        try visit.field(5, "from", &from)
        try visit.field(6, "through", &through)
        try visit.field(7, "ground", &ground, .required)
        try visit.field(8, "key", &key)
    }

    public func check() throws(PayloadProblem) { try requireScope(scope) }
}

extension RoleGranted: AuthorityEvent {
    /// Keepers of the authority.
    public static var keepers: Set<Role> { [.authorityKeeper] }
    /// The unit in which the role is held.
    public var governed: String? { unit }

    /// Refuses a grant to oneself, or before there is an authority.
    public func require(
        _ authority: Authority, _ context: DecisionContext, _ limits: Authority.GlassLimits
    ) throws(RuleViolation) {
        try authority.requireFounded()
        try requireDays(from, through)
        if let key, (try? VerifierKey(key)) == nil {
            throw RuleViolation(
                "I4", Phrase("不是公钥。", "This is no public key."),
                advice: Phrase("写作 NAME+ID+KEY。", "It is written NAME+ID+KEY."))
        }
        try context.requireApart(
            from: holder, Phrase("不得授予自己角色。", "Nobody grants a role to themselves."))
    }
}
