import SegmentLog
import Synchronization

/// One thing that somebody may do: what it must look at, and what it records or why it may not.
///
/// ```swift
/// struct LendBook: Decision {
///     var book: String
///     var reader: String
///     static let roles: Set<Role> = ["clerk"]
///     var reads: [Tag] { [Tag("book", book)] }
///     func decide(_ state: LoansOpen, _ context: DecisionContext)
///         throws(RuleViolation) -> [NewEvent]
///     {
///         guard !state.open.contains(book) else {
///             throw RuleViolation(
///                 "L1", Phrase("该书已借出。", "The book is out."),
///                 advice: Phrase("请先归还。", "Return it first."))
///         }
///         return [NewEvent(BookLent(book: book, reader: reader))]
///     }
/// }
/// ```
///
/// `decide` is pure: the same state and context always give the same events or the same refusal.
///
/// A requirement that is misspelt, or has another type, is silently its default. Where the
/// conformance stands in an extension of its own, the compiler warns of most of these.
public protocol Decision: Sendable {
    /// What the decision has to know, folded from the events about ``reads``.
    associatedtype State: Projection
    /// The roles that may take it; every role may, if empty.
    static var roles: Set<Role> { get }
    /// The subjects whose past it looks at, and whose news makes it decide again.
    var reads: [Tag] { get }
    /// Further subjects to look at, named by what the first ones say, by who acts or by what is
    /// amended.
    ///
    /// It is asked again with what those say, until it names nothing new.
    func reads(after state: State, _ context: DecisionContext) -> [Tag]
    /// When it is said to have happened; by the caller's word or now, if `nil`.
    var occurred: Moment? { get }
    /// The event that it corrects or retracts, whose subjects are then looked at too.
    var amends: EventID? { get }
    /// The version of the policy that it goes by, to be recorded with its events; empty without.
    func policy(_ state: State) -> String
    /// What it asks of who takes it, on the day of ``DecisionContext/occurred``.
    func needs(_ state: State, _ context: DecisionContext) -> AuthorityNeed
    /// The events to record, or the rule that forbids it.
    func decide(_ state: State, _ context: DecisionContext) throws(RuleViolation) -> [NewEvent]
}

extension Decision {
    /// Every role may take it.
    public static var roles: Set<Role> { [] }
    /// Nothing further.
    public func reads(after state: State, _ context: DecisionContext) -> [Tag] { [] }
    /// When the caller says, or now.
    public var occurred: Moment? { nil }
    /// It amends nothing.
    public var amends: EventID? { nil }
    /// It goes by no policy that has versions.
    public func policy(_ state: State) -> String { "" }
    /// One of its roles, in any unit.
    public func needs(_ state: State, _ context: DecisionContext) -> AuthorityNeed {
        AuthorityNeed(roles: Self.roles)
    }
}

/// What surrounds a decision: who decides, when, and what has been seen.
public struct DecisionContext: Sendable, Hashable {
    /// Who decides.
    public let actor: Actor
    /// The present moment by the ledger's clock.
    public let now: Instant
    /// The size of the log that the decision has seen.
    public let observed: UInt64
    /// For whom, where the actor stands in for somebody; else empty.
    public let onBehalfOf: String
    /// When it is said to have happened.
    public let occurred: Moment
    /// The event that is corrected or retracted, as it was recorded; that of the first amendment,
    /// where an amendment is amended.
    public let amended: Envelope?

    /// A context from its parts; what is said to happen happens now, if `occurred` is `nil`.
    public init(
        actor: Actor, now: Instant, observed: UInt64, onBehalfOf: String = "",
        occurred: Moment? = nil, amended: Envelope? = nil
    ) {
        self.actor = actor
        self.now = now
        self.observed = observed
        self.onBehalfOf = onBehalfOf
        self.occurred = occurred ?? .instant(now)
        self.amended = amended
    }

    /// The present day in Asia/Shanghai.
    public var today: Day { now.day }
}

extension Ledger {
    /// How often ``perform(_:by:onBehalfOf:channel:evidence:occurred:)`` decides at most.
    public static let decisionAttempts = 16

    /// Takes a decision and records what follows from it.
    ///
    /// The ledger folds what the decision reads, asks ``authority`` whether the actor may take it
    /// on the day on which it is said to have happened, lets it decide, and records its events
    /// provided that nothing new about the same subjects, or about the actor's authority, has been
    /// recorded meanwhile; otherwise it starts again, ``decisionAttempts`` times at most. Each event
    /// keeps what the decision had seen.
    ///
    /// - Parameters:
    ///   - decision: The decision.
    ///   - actor: Who takes it.
    ///   - onBehalfOf: For whom, where the actor stands in for somebody.
    ///   - channel: By which way it came: `window`, `phone`, `app`.
    ///   - evidence: What bears it out.
    ///   - occurred: When it happened; the moment of recording, if `nil`.
    /// - Returns: Where the events are; all of them are synced.
    /// - Throws: ``LedgerError``: `refused` with the rule, `conflict` after the last attempt, and
    ///   what ``append(_:if:)`` throws. Nothing is recorded then.
    @discardableResult
    public func perform<D: Decision>(
        _ decision: D, by actor: Actor, onBehalfOf: String = "", channel: String = "",
        evidence: [Evidence] = [], occurred: Moment? = nil
    ) async throws(LedgerError) -> Receipt {
        for _ in 0..<Self.decisionAttempts {
            let observed = size
            let last = core.withLock { core in core.lastRecorded }
            let context = DecisionContext(
                actor: actor, now: max(now, last), observed: observed, onBehalfOf: onBehalfOf,
                occurred: decision.occurred ?? occurred, amended: try amendedEvent(by: decision))
            let taken: Taken
            do throws(LedgerError) { taken = try await take(decision, context) } catch {
                if let rule = error.violation { instruments.refused("\(D.self)", by: rule) }
                throw error
            }
            let drafts = try related(taken.events, context).map { event, matter in
                var draft = Draft(event, by: actor)
                draft.event.occurred = event.occurred ?? decision.occurred ?? occurred
                draft.event.evidence += evidence
                draft.onBehalfOf = onBehalfOf
                draft.channel = channel
                draft.correlation = matter
                draft.observed = observed
                draft.policy = taken.policy
                return draft
            }
            let condition = AppendCondition(
                tags: taken.tags, types: taken.types, after: observed)
            do throws(LedgerError) { return try await append(drafts, if: condition) } catch {
                guard error.code == .conflict else { throw error }
                instruments.retried("\(D.self)")
                try await synced(through: writer?.next.rawValue ?? 0)
            }
        }
        throw LedgerError(
            .conflict,
            "others kept recording about the same subjects; nothing was recorded; try again")
    }
}

extension Ledger {
    /// Ties what a decision records to its cause and to the first event of the matter.
    ///
    /// The cause is the one that the event names; of a correction or retraction, what it amends; of
    /// an event that was recorded with others, the first of these. The matter is that of the cause,
    /// and begins with the event itself where it has none.
    private func related(
        _ events: [NewEvent], _ context: DecisionContext
    ) throws(LedgerError) -> [(event: NewEvent, matter: EventID)] {
        var related: [(event: NewEvent, matter: EventID)] = []
        for var event in events {
            let id = event.id ?? newID(context.now)
            event.id = id
            if let amended = context.amended, event.causation == nil {
                event.causation = EventID(bytes: amended.id)
            }
            if let first = related.first, event.causation ?? first.event.id == first.event.id {
                event.causation = first.event.id
                related.append((event, first.matter))
                continue
            }
            related.append((event, try event.causation.map(matter) ?? id))
        }
        return related
    }

    /// The first event of the matter that an event belongs to: itself, if it names no other.
    private func matter(of id: EventID) throws(LedgerError) -> EventID {
        guard let position = try position(of: id) else { return id }
        return EventID(bytes: try event(at: position).envelope.correlation) ?? id
    }

    /// A decision that was taken, and what it rests on.
    struct Taken {
        /// What it records.
        let events: [NewEvent]
        /// The subjects whose news would have it taken again.
        let tags: [Tag]
        /// The event types that are news; every type, if `nil`.
        let types: Set<EventType>?
        /// The version of the policy that it went by.
        let policy: String
    }

    /// Folds what a decision reads, asks whether the actor may take it, and lets it decide.
    ///
    /// - Throws: ``LedgerError/Code/refused`` with the rule.
    func take<D: Decision>(
        _ decision: D, _ context: DecisionContext
    ) async throws(LedgerError) -> Taken {
        let known = types(of: D.State.self)
        let (state, tags) = try folded(for: decision, context)
        let standing = try await authorize(decision, state, context)
        let events: [NewEvent]
        do throws(RuleViolation) { events = try decision.decide(state, context) } catch {
            throw LedgerError(error)
        }
        for day in Set(events.compactMap(\.occurred?.latest)).sorted()
        where day != context.occurred.latest {
            _ = try await authorize(decision, state, context, on: day)
        }
        return Taken(
            events: events, tags: tags + standing.tags.filter { !tags.contains($0) },
            types: standing.tags.isEmpty ? known : known?.union(Self.authorityTypes),
            policy: decision.policy(state))
    }
}

extension LedgerError {
    /// The refusal by a rule.
    public init(_ violation: RuleViolation) {
        self.init(.refused, violation.description, violation: violation)
    }
}
