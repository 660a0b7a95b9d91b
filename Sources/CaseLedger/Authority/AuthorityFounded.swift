/// The authority of a ledger begins: from here on a role counts only if it was granted.
///
/// It stands once in a ledger, and names the first person who may grant roles to others. Before it,
/// roles are what callers say they are.
public struct AuthorityFounded: Payload, Hashable {
    public static let type = EventType("authority.founded")
    /// It stands for good: whoever could take it back would stand above the founder.
    public static let force = EventDefinition.Force.settled
    public static let title = Phrase("设立授权", "Authority founded")
    public static let sentence = Phrase(
        "设立授权，由 {founder}（{unit}）授予角色：{ground}",
        "founded the authority: {founder} ({unit}) may grant roles: {ground}")

    /// The account of the first keeper of the authority.
    public var founder: String = ""
    /// The unit in whose name the founder grants; everything lies under it.
    public var unit: String = ""
    /// On what ground: a decree, a letter of appointment.
    public var ground: String = ""

    public init() {}

    /// The founding by its parts.
    public init(founder: String, unit: String, ground: String) {
        self.founder = founder
        self.unit = unit
        self.ground = ground
    }

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "founder", &founder, .required)
        try visit.field(2, "unit", &unit, .required)
        try visit.field(3, "ground", &ground, .required)
    }

    /// Names the ledger's authority and the founder's.
    public func tag(_ tags: inout TagSet) {
        tags.about(.authorityOfLedger)
        tags.about(.authority(of: founder))
    }
}

extension Tag {
    /// All that grants or ends an account's authority, and its use of break-glass access.
    public static func authority(of account: String) -> Tag { Tag("authority", account) }
    /// The founding of a ledger's authority.
    public static let authorityOfLedger = Tag("ledger", "authority")
}

extension Role {
    /// Who may grant and end roles.
    public static let authorityKeeper: Role = "authorityKeeper"
}

extension Payload {
    func require(_ text: String, _ field: String) throws(PayloadProblem) {
        if text.isEmpty { throw PayloadProblem(field, "is missing") }
    }

    func requireScope(_ scope: String) throws(PayloadProblem) {
        if !scope.isEmpty, Tag(parsing: scope) == nil {
            throw PayloadProblem("scope", "is no tag such as fund:K-1")
        }
    }
}

extension AuthorityFounded: AuthorityEvent {
    /// The founder, as the first keeper.
    public static var keepers: Set<Role> { [.authorityKeeper] }
    /// Nobody is above it.
    public var governed: String? { nil }

    /// Refuses a second founding, and one by somebody else.
    public func require(
        _ authority: Authority, _ context: DecisionContext, _ limits: Authority.GlassLimits
    ) throws(RuleViolation) {
        guard authority.founding == nil else {
            throw RuleViolation(
                "I3", Phrase("本账本的授权已设立。", "The authority of this ledger is founded already."),
                advice: Phrase("由授权管理员授予角色。", "Let its keeper grant roles."))
        }
        guard context.actor.id == founder, context.actor.unit == unit else {
            throw RuleViolation(
                "I2", Phrase("只能由设立人本人设立。", "Only the founder can found it."),
                advice: Phrase("以设立人的账号和单位办理。", "Act as the founder, in the founder's unit."))
        }
    }
}
