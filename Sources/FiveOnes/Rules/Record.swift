public import CaseLedger

/// The decision to record one event of the plan.
///
/// ```swift
/// let visit = VisitMade(.home) {
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
    /// The event as it is to be recorded, once it is known when it happened.
    private let proposed: NewEvent

    /// The decision to record `event`.
    public init(_ event: Event, occurred: Moment? = nil, id: EventID? = nil) {
        self.event = event
        self.occurred = occurred
        self.id = id
        proposed = NewEvent(event, occurred: occurred, id: id)
    }

    /// The roles that may record it.
    public static var roles: Set<Role> { Event.roles }

    /// The event that it corrects or retracts.
    public var amends: EventID? { event.amends }

    /// Whether what the event founds is on record, what its rule looks at, the policy, and what it
    /// concerns as far as the event alone can tell.
    public var reads: Query {
        var query = event.looksAt.adding(.policy)
        if let founded = proposed.tags.founded.first {
            let types = PlanDecision.alone[ObjectIdentifier(Event.self)] ?? [Event.type]
            query.add(Query([Query.Item(types: types, tags: [founded])]))
        }
        for concern in event.concerns { query.add(concern.reads(Past())) }
        return query
    }

    /// What the event concerns, and the actor's own station where nothing nearer tells its reach.
    public func reads(after past: Past, _ context: DecisionContext) -> Query {
        let judged = judged(context)
        var query = event.looksAt(after: past)
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
    public func needs(_ past: Past, _ context: DecisionContext) -> Standing.Need {
        let judged = judged(context)
        return past.need(
            judged.roles, judged.concerns, on: judged.days, for: context.actor,
            recorded: context.today)
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
        var recorded = proposed
        recorded.occurred = occurred
        return [recorded]
    }
}
