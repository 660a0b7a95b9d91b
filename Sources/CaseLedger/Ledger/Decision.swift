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
public protocol Decision: Sendable {
    /// What the decision has to know, folded from the events about ``reads``.
    associatedtype State: Projection
    /// The roles that may take it; every role may, if empty.
    static var roles: Set<Role> { get }
    /// The subjects whose past it looks at, and whose news makes it decide again.
    var reads: [Tag] { get }
    /// The events to record, or the rule that forbids it.
    func decide(_ state: State, _ context: DecisionContext) throws(RuleViolation) -> [NewEvent]
}

extension Decision {
    /// Every role may take it.
    public static var roles: Set<Role> { [] }
}

/// What surrounds a decision: who decides, when, and what has been seen.
public struct DecisionContext: Sendable, Hashable {
    /// Who decides.
    public let actor: Actor
    /// The present moment by the ledger's clock.
    public let now: Instant
    /// The size of the log that the decision has seen.
    public let observed: UInt64

    /// A context from its parts.
    public init(actor: Actor, now: Instant, observed: UInt64) {
        self.actor = actor
        self.now = now
        self.observed = observed
    }

    /// The present day in Asia/Shanghai.
    public var today: Day { now.day }
}

extension Ledger {
    /// How often ``perform(_:by:onBehalfOf:channel:evidence:occurred:)`` decides at most.
    public static let decisionAttempts = 16

    /// Takes a decision and records what follows from it.
    ///
    /// The ledger folds what the decision reads, lets it decide, and records its events provided
    /// that nothing new about the same subjects has been recorded meanwhile; otherwise it starts
    /// again, ``decisionAttempts`` times at most. Each event keeps what the decision had seen.
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
        if !D.roles.isEmpty, !D.roles.contains(actor.role) {
            let roles = D.roles.map(\.rawValue).sorted().joined(separator: ", ")
            throw LedgerError(
                RuleViolation(
                    "I2",
                    Phrase("角色“\(actor.role)”无权作此决定。", "Role '\(actor.role)' may not decide this."),
                    advice: Phrase("有权的角色：\(roles)。", "These may: \(roles).")))
        }
        var handlers = Handlers<D.State>()
        D.State.handle(&handlers)
        let types = handlers.types?.union([EventCorrected.type, EventRetracted.type])
        for _ in 0..<Self.decisionAttempts {
            let observed = size
            let run = fold(D.State.self)
            try replay([run], of: .tags(decision.reads), below: observed)
            let last = core.withLock { core in core.lastRecorded }
            let context = DecisionContext(
                actor: actor, now: max(now, last), observed: observed)
            let events: [NewEvent]
            do throws(RuleViolation) { events = try decision.decide(run.state, context) } catch {
                throw LedgerError(error)
            }
            let drafts = events.map { event in
                var draft = Draft(event, by: actor)
                draft.event.occurred = event.occurred ?? occurred
                draft.event.evidence += evidence
                draft.onBehalfOf = onBehalfOf
                draft.channel = channel
                draft.observed = observed
                return draft
            }
            let condition = AppendCondition(
                tags: decision.reads, types: types, after: observed)
            do throws(LedgerError) { return try await append(drafts, if: condition) } catch {
                guard error.code == .conflict else { throw error }
                try await synced(through: writer?.next.rawValue ?? 0)
            }
        }
        throw LedgerError(
            .conflict,
            "others kept recording about the same subjects; nothing was recorded; try again")
    }
}

extension LedgerError {
    init(_ violation: RuleViolation) {
        self.init(.refused, violation.description, violation: violation)
    }
}
