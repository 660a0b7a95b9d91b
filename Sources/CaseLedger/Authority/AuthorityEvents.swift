/// The authority of a ledger begins: from here on a role counts only if it was granted.
///
/// It stands once in a ledger, and names the first person who may grant roles to others. Before it,
/// roles are what callers say they are.
public struct AuthorityFounded: Payload, Hashable {
    public static let type = EventType("authority.founded")
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

/// Somebody holds a role in a unit, from a day on and perhaps through a day.
///
/// Who granted it is who recorded it. The role reaches as far as the unit does, or less far where a
/// scope is named.
public struct RoleGranted: Payload, Hashable {
    public static let type = EventType("authority.granted")
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
    /// The first day.
    public var from: Day = .blank
    /// The last day; until it is ended, if `nil`.
    public var through: Day?
    /// On what ground.
    public var ground: String = ""

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "holder", &holder, .required, of: "authority")
        try visit.field(2, "role", &role, .required)
        try visit.field(3, "unit", &unit, .required)
        try visit.field(4, "scope", &scope, .tag)
        try visit.field(5, "from", &from)
        try visit.field(6, "through", &through)
        try visit.field(7, "ground", &ground, .required)
    }

    public func check() throws(PayloadProblem) { try requireScope(scope) }
}

/// Somebody who holds a role lets another act on their behalf for some days.
public struct RoleDelegated: Payload, Hashable {
    public static let type = EventType("authority.delegated")
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
    /// The first day.
    public var from: Day = .blank
    /// The last day.
    public var through: Day = .blank
    /// Whether the delegate may pass it on.
    public var mayPassOn: Bool = false
    /// On what ground.
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

/// A role or a delegation ends with this day; the day itself still counts.
public struct RoleEnded: Payload, Hashable {
    public static let type = EventType("authority.ended")
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

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "holder", &holder, .required)
        try visit.field(2, "role", &role, .required)
        try visit.field(3, "unit", &unit, .required)
        try visit.field(4, "scope", &scope)
        try visit.field(5, "delegator", &delegator)
        try visit.field(6, "reason", &reason, .required)
    }

    /// Names the holder's authority, and the delegator's.
    public func tag(_ tags: inout TagSet) {
        tags.about(.authority(of: holder))
        if !delegator.isEmpty { tags.about(.authority(of: delegator)) }
    }

    public func check() throws(PayloadProblem) { try requireScope(scope) }
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
