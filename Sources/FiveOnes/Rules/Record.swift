public import CaseLedger

/// An event that somebody may record live, and the rules that may forbid it.
///
/// The import door does not ask these rules: what happened elsewhere happened, and supervision
/// judges it. See ``Record``.
public protocol Recordable: Payload {
    /// The roles that may record it; every role may, if empty.
    static var roles: Set<Role> { get }
    /// What its recorder must reach: the actor's unit must stand around each of these.
    var concerns: [Concern] { get }
    /// What its rule looks at, beside its reach, the policy and the actor's standing.
    var needs: Query { get }
    /// Views over whole histories that its rule asks.
    var follows: [Followed] { get }
    /// The event that it corrects or retracts; whoever may record that one may do so.
    var amends: EventID? { get }
    /// What it puts in the place of what it corrects.
    var substitute: (type: EventType, payload: [UInt8])? { get }
    /// An event of the type that shows what it concerns.
    static var example: Self { get }
    /// Refuses what the rules forbid, authority and segregation of duties apart.
    func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation)
}

extension Recordable {
    /// Every role may record it.
    public static var roles: Set<Role> { [] }
    /// Nothing that lies in anybody's area.
    public var concerns: [Concern] { [] }
    /// Whether what it founds is on record.
    public var needs: Query { .founding(self) }
    /// None.
    public var follows: [Followed] { [] }
    /// It amends nothing.
    public var amends: EventID? { nil }
    /// It corrects nothing.
    public var substitute: (type: EventType, payload: [UInt8])? { nil }
    /// The event with every field blank.
    public static var example: Self { Self() }
}

/// The decision to record one event of the plan.
///
/// ```swift
/// let visit = VisitMade {
///     $0.visit = "V-9"
///     $0.family = "F-0012"
///     $0.occasion = .springFestival
///     $0.met = ["M-0031"]
/// }
/// try await ledger.perform(Record(visit, occurred: .day(day)), by: officer)
/// ```
public struct Record<Event: Recordable>: Decision {
    /// What is to be recorded.
    public let event: Event
    /// When it happened; now, if `nil`.
    public let occurred: Moment?
    /// The event's identity; a new one, if `nil`.
    public let id: EventID?

    /// The decision to record `event`.
    public init(_ event: Event, occurred: Moment? = nil, id: EventID? = nil) {
        self.event = event
        self.occurred = occurred
        self.id = id
    }

    /// The roles that may record it.
    public static var roles: Set<Role> { Event.roles }

    /// The event that it corrects or retracts.
    public var amends: EventID? { event.amends }

    /// What the event's rule looks at, and the policy.
    public var reads: Query { event.needs.adding(.policy) }

    /// What the event concerns, and the actor's own station where nothing nearer tells its reach.
    public func reads(after past: Past, _ context: DecisionContext) -> Query {
        let judged = judged(context)
        var query = Query([])
        for concern in judged.concerns { query.add(concern.reads(past)) }
        guard context.actor.unit.hasPrefix("station:") else { return query }
        query.add(.presence(of: StaffID(rawValue: context.actor.id)))
        let own = Tag.unit(context.actor.unit)
        let need = past.need([], judged.concerns, on: judged.days, for: context.actor)
        if need.within.contains(where: { !$0.contains(own) }) {
            query.add(.station(StationID(rawValue: String(context.actor.unit.dropFirst(8)))))
        }
        return query
    }

    /// Nothing but what it concerns, which ``reads(after:_:)`` names.
    public func reads(amending event: Envelope) -> Query { [] }

    /// The views that the event's rule asks.
    public func follows(_ past: Past, _ context: DecisionContext) -> [Followed] { event.follows }

    /// The contents of the policy as it is on record.
    public func policy(_ past: Past) -> String { past.policy.policy.version }

    /// The roles of the event, or of the event that it amends, in a unit around what it concerns.
    public func needs(_ past: Past, _ context: DecisionContext) -> AuthorityNeed {
        let judged = judged(context)
        return past.need(judged.roles, judged.concerns, on: judged.days, for: context.actor)
    }

    /// By whose rules, about what and for which days authority is judged.
    private func judged(_ context: DecisionContext) -> (
        roles: Set<Role>, concerns: [Concern], days: [Day]
    ) {
        let day = context.occurred.latest
        guard let amended = context.amended else { return (Event.roles, event.concerns, [day]) }
        let rules = PlanDecision.rules(of: amended, replacedBy: event.substitute)
        return (rules.roles, rules.concerns, [amended.occurred.latest, day])
    }

    /// The event, unless a rule forbids it.
    public func decide(_ past: Past, _ context: DecisionContext) throws(RuleViolation)
        -> [NewEvent]
    {
        let occurred = occurred ?? .instant(context.now)
        guard occurred.earliest <= context.today else {
            throw RuleViolation(
                "I5", Phrase("发生日期在将来。", "It is said to happen in the future."),
                advice: Phrase("事后再记录。", "Record it when it has happened."))
        }
        let about = RecordContext(decision: context, occurred: occurred)
        try event.mayBeRecorded(past, about)
        try event.requireSegregation(past, about)
        return [NewEvent(event, occurred: occurred, id: id)]
    }
}

/// What surrounds the recording of one event.
public struct RecordContext: Sendable {
    /// Who decides, and when.
    public let decision: DecisionContext
    /// When the event happened.
    public let occurred: Moment
    /// The last day on which it can have happened.
    public var day: Day { occurred.latest }
    /// Who decides.
    public var actor: Actor { decision.actor }
}

/// What is on record about the subjects of an event before it is recorded.
public struct Past: Projection {
    /// The view's name.
    public static let name = "past"
    /// The policy.
    public var policy = PolicyBook()
    /// Families, survivors, martyrs.
    public var registry = Registry()
    /// Stations and officers.
    public var assignments = Assignments()
    /// Tickets.
    public var tickets = TicketBook()
    /// Funds.
    public var funds = FundBook()
    /// Claims to benefits.
    public var benefits = BenefitBook()
    /// Grants of roles, and uses of break-glass access.
    public var authority = Authority()
    /// Visits, rounds of verification and activities that are on record, by their tags.
    public private(set) var known: Set<Tag> = []

    /// Nothing.
    public init() {}

    /// Consumes what the parts consume.
    public static func handle(_ on: inout Handlers<Past>) {
        on.include(PolicyBook.self, at: \.policy)
        on.include(Registry.self, at: \.registry)
        on.include(Assignments.self, at: \.assignments)
        on.include(TicketBook.self, at: \.tickets)
        on.include(FundBook.self, at: \.funds)
        on.include(BenefitBook.self, at: \.benefits)
        on.include(Authority.self, at: \.authority)
        on(VisitMade.self) { past, _, event in past.known.insert(.visit(event.visit)) }
        on(VerificationRoundOpened.self) { past, _, event in
            past.known.insert(.round(event.round))
        }
        on(ActivityHeld.self) { past, _, event in past.known.insert(.activity(event.activity)) }
    }
}
