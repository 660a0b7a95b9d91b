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
    /// What its rule looks at, segregation included, beside what it founds, its reach, the policy and
    /// the actor's standing. What it forgets to name is not there for it.
    var looksAt: Query { get }
    /// What its rule looks at besides, named by what is on record.
    func looksAt(after past: Past) -> Query
    /// Views over whole histories that its rule asks.
    var follows: [Followed] { get }
    /// The event that it corrects or retracts; whoever may record that one may do so.
    var amends: EventID? { get }
    /// What it puts in the place of what it corrects.
    var substitute: (type: EventType, payload: [UInt8])? { get }
    /// An event of the type that shows what it concerns.
    static var example: Self { get }
    /// Refuses what the rules forbid, authority and segregation of posts apart.
    func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation)
}

extension Recordable {
    /// Every role may record it.
    public static var roles: Set<Role> { [] }
    /// Nothing that lies in anybody's area.
    public var concerns: [Concern] { [] }
    /// Nothing more.
    public var looksAt: Query { [] }
    /// Nothing more.
    public func looksAt(after past: Past) -> Query { [] }
    /// None.
    public var follows: [Followed] { [] }
    /// It amends nothing.
    public var amends: EventID? { nil }
    /// It corrects nothing.
    public var substitute: (type: EventType, payload: [UInt8])? { nil }
    /// The event with every field blank.
    public static var example: Self { Self() }
    /// No rule beyond the roles.
    public func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation) {}
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
