/// How long and by whom break-glass access is given.
public struct GlassLimits: Sendable, Hashable {
    /// For how many hours at most; the three of DHIS2, if not said otherwise.
    public var hours: Int

    /// Limits from their parts.
    public init(hours: Int = 3) { self.hours = hours }
}

/// An event that gives or ends authority, with the rules that every domain has.
///
/// A domain adds its own knowledge of which unit lies under which; see ``RecordAuthority`` for one
/// that knows nothing of it.
public protocol AuthorityEvent: Payload {
    /// The roles that may record it; every role may, if empty.
    static var keepers: Set<Role> { get }
    /// The unit that the actor's unit must lie around; `nil` if any may.
    var governed: String? { get }
    /// Refuses what is wrong in any domain.
    ///
    /// - Parameters:
    ///   - authority: What is on record of the accounts concerned.
    ///   - context: Who decides, for whom, when, and when it is said to have happened.
    ///   - limits: The limits of break-glass access.
    /// - Throws: The rule that forbids it.
    func require(_ authority: Authority, _ context: DecisionContext, _ limits: GlassLimits)
        throws(RuleViolation)
}

/// The decision to record an event of authority, where all units lie under the founder's.
///
/// ```swift
/// let founding = AuthorityFounded(founder: "he.min", unit: "library", ground: "statute 1")
/// try await ledger.perform(
///     RecordAuthority(founding),
///     by: Actor("he.min", role: .authorityKeeper, unit: "library"))
/// ```
public struct RecordAuthority<Event: AuthorityEvent>: Decision {
    /// What is to be recorded.
    public let event: Event
    /// When it happened; now, if `nil`.
    public let occurred: Moment?
    /// The event's identity; a new one, if `nil`.
    public let id: EventID?
    /// The limits of break-glass access.
    public let limits: GlassLimits

    /// The decision to record `event`.
    public init(
        _ event: Event, occurred: Moment? = nil, id: EventID? = nil,
        limits: GlassLimits = GlassLimits()
    ) {
        self.event = event
        self.occurred = occurred
        self.id = id
        self.limits = limits
    }

    /// The roles that may record it.
    public static var roles: Set<Role> { Event.keepers }

    /// The authority of the accounts concerned, and the founding.
    public var reads: [Tag] { event.tags.all + [.authorityOfLedger] }

    /// The unit itself and the founder's.
    public func needs(_ authority: Authority, _ context: DecisionContext) -> AuthorityNeed {
        let top = authority.founding.map { [Tag.unit($0.unit)] } ?? []
        let around = event.governed.map { [[Tag.unit($0)] + top] }
        return AuthorityNeed(
            roles: Event.keepers, within: authority.founding == nil ? [] : around ?? [],
            keepers: [.unit(context.actor.unit)] + top)
    }

    /// The event, unless a rule forbids it.
    public func decide(_ authority: Authority, _ context: DecisionContext) throws(RuleViolation)
        -> [NewEvent]
    {
        try event.require(authority, context, limits)
        return [NewEvent(event, occurred: context.occurred, id: id)]
    }
}

extension Authority {
    fileprivate func requireFounded() throws(RuleViolation) {
        guard founding == nil else { return }
        throw RuleViolation(
            "I2", Phrase("本账本尚未设立授权。", "The authority of this ledger is not founded."),
            advice: Phrase("先设立（authority.founded）。", "Found it first: authority.founded."))
    }
}

private func requireDays(_ from: Day, _ through: Day?) throws(RuleViolation) {
    guard let through, through < from else { return }
    throw RuleViolation(
        "X3", Phrase("截止日早于起始日。", "It would end before it begins."),
        advice: Phrase("核对日期。", "Check the days."))
}

private func requireApart(_ one: String, _ other: String, _ what: Phrase) throws(RuleViolation) {
    guard one == other else { return }
    throw RuleViolation("I9", what, advice: Phrase("换另一人办理。", "Let somebody else do it."))
}

extension AuthorityFounded: AuthorityEvent {
    /// The founder, as the first keeper.
    public static var keepers: Set<Role> { [.authorityKeeper] }
    /// Nobody is above it.
    public var governed: String? { nil }

    /// Refuses a second founding, and one by somebody else.
    public func require(
        _ authority: Authority, _ context: DecisionContext, _ limits: GlassLimits
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

extension RoleGranted: AuthorityEvent {
    /// Keepers of the authority.
    public static var keepers: Set<Role> { [.authorityKeeper] }
    /// The unit in which the role is held.
    public var governed: String? { unit }

    /// Refuses a grant to oneself, or before there is an authority.
    public func require(
        _ authority: Authority, _ context: DecisionContext, _ limits: GlassLimits
    ) throws(RuleViolation) {
        try authority.requireFounded()
        try requireDays(from, through)
        try requireApart(
            context.actor.id, holder, Phrase("不得授予自己角色。", "Nobody grants a role to themselves."))
    }
}

extension RoleDelegated: AuthorityEvent {
    /// Whoever holds the role.
    public static var keepers: Set<Role> { [] }
    /// The unit in which the role is held.
    public var governed: String? { unit }

    /// Refuses to delegate for somebody else, to oneself, or what must not be passed on.
    public func require(
        _ authority: Authority, _ context: DecisionContext, _ limits: GlassLimits
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
        try requireApart(
            delegator, delegate, Phrase("不得委托自己。", "Nobody delegates to themselves."))
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

extension RoleEnded: AuthorityEvent {
    /// Keepers of the authority; a delegation also its delegator.
    public static var keepers: Set<Role> { [] }
    /// The unit in which the role is held.
    public var governed: String? { unit }

    /// Refuses the end of what is not there, of one's own role, and by somebody with no say in it.
    public func require(
        _ authority: Authority, _ context: DecisionContext, _ limits: GlassLimits
    ) throws(RuleViolation) {
        try authority.requireFounded()
        let actor = context.actor
        guard actor.role == .authorityKeeper || (!delegator.isEmpty && actor.id == delegator) else {
            throw RuleViolation(
                "I2", Phrase("无权终止该角色。", "Only a keeper of the authority may end this."),
                advice: Phrase("由授权管理员或委托人办理。", "Let a keeper, or the delegator, end it."))
        }
        try requireApart(
            actor.id, holder, Phrase("不得终止自己的角色。", "Nobody ends a role of their own."))
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

extension GlassBroken: AuthorityEvent {
    /// Whoever holds a role.
    public static var keepers: Set<Role> { [] }
    /// It is for what lies outside of one's reach.
    public var governed: String? { nil }

    /// Refuses emergency access for somebody else, beforehand or afterwards, or for too long.
    public func require(
        _ authority: Authority, _ context: DecisionContext, _ limits: GlassLimits
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
    }
}

extension GlassUseReviewed: AuthorityEvent {
    /// Keepers of the authority and inspectors.
    public static var keepers: Set<Role> { [.authorityKeeper, "inspector"] }
    /// Any keeper may.
    public var governed: String? { nil }

    /// Refuses a review by whoever used it, and of what is not there.
    public func require(
        _ authority: Authority, _ context: DecisionContext, _ limits: GlassLimits
    ) throws(RuleViolation) {
        guard let use = authority.glasses.first(where: { $0.id == glass }) else {
            throw RuleViolation(
                "I4", Phrase("没有这次应急查阅。", "There is no such use of break-glass access."),
                advice: Phrase("核对编号。", "Check its identifier."))
        }
        try requireApart(
            context.actor.id, use.holder,
            Phrase("查阅人不得自行复核。", "Nobody reviews their own use of break-glass access."))
    }
}
