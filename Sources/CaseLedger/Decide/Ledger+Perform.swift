import SegmentLog
import Synchronization

extension Ledger {
    /// How often ``perform(_:by:onBehalfOf:channel:evidence:occurred:)`` decides at most.
    public static let decisionAttempts = 16

    /// Takes a decision and records what follows from it.
    ///
    /// The ledger folds what the decision reads, asks ``authority`` whether the actor may take it,
    /// on the day on which it is said to have happened and today, lets it decide, and records its
    /// events provided that nothing new about the same subjects, or about the actor's authority, has
    /// been recorded meanwhile; otherwise it starts again, ``decisionAttempts`` times at most. Each
    /// event keeps what the decision had seen.
    ///
    /// - Parameters:
    ///   - decision: The decision.
    ///   - actor: Who takes it.
    ///   - onBehalfOf: For whom, where the actor stands in for somebody.
    ///   - channel: By which way it came: `window`, `phone`, `app`.
    ///   - evidence: What bears it out.
    ///   - occurred: When it happened; the moment of recording, if `nil`.
    ///   - signer: What signs each event in the actor's name; nobody, if `nil`.
    /// - Returns: Where the events are; all of them are synced.
    /// - Throws: ``LedgerError``: `refused` with the rule, `conflict` after the last attempt, and
    ///   what ``append(_:if:)`` throws. Nothing is recorded then, but for `log`, where the next opening
    ///   tells.
    @discardableResult
    public func perform<D: Decision>(
        _ decision: D, by actor: Actor, onBehalfOf: String = "", channel: String = "",
        evidence: [Evidence] = [], occurred: Moment? = nil,
        signedBy signer: (any Actor.Signer)? = nil
    ) async throws(LedgerError) -> Ledger.Receipt {
        for _ in 0..<Self.decisionAttempts {
            let writer = try recordingWriter()
            writer.expect()
            let (drafts, condition): ([Draft], AppendCondition)
            do throws(LedgerError) {
                (drafts, condition) = try await proposal(
                    of: decision, by: actor, onBehalfOf, channel, evidence, occurred, signer)
            } catch {
                writer.unexpect()
                if let rule = error.violation { instruments.refused("\(D.self)", by: rule) }
                throw error
            }
            do throws(LedgerError) {
                return try await appendExpected(drafts, if: condition)
            } catch {
                guard error.code == .conflict else { throw error }
                instruments.retried("\(D.self)")
                try await synced(through: writer.next.rawValue)
            }
        }
        throw LedgerError(
            .conflict,
            "others kept recording about the same subjects; nothing was recorded; try again")
    }

    /// Takes a decision once: what it records, and what must not have changed for that.
    private func proposal(
        of decision: some Decision, by actor: Actor, _ onBehalfOf: String, _ channel: String,
        _ evidence: [Evidence], _ occurred: Moment?, _ signer: (any Actor.Signer)?
    ) async throws(LedgerError) -> ([Draft], AppendCondition) {
        // What is synced; the reader need not know of it yet.
        let observed = writer?.durable.size ?? size
        let last = core.withLock { core in core.lastRecorded }
        let context = DecisionContext(
            actor: actor, now: present(after: last), observed: observed, onBehalfOf: onBehalfOf,
            occurred: decision.occurred ?? occurred, amended: try amendedEvent(by: decision))
        let taken = try await take(decision, context)
        var drafts = try related(taken.events, context).map { event, matter in
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
        try requireOnRecord(drafts)
        if let signer { drafts = try await signed(drafts, by: signer, context) }
        return (drafts, AppendCondition(taken.query, after: observed))
    }
}

extension Ledger {
    /// The event that a decision amends; of an amendment of an amendment, the event at the bottom.
    ///
    /// An event that is not on record is left to the append to refuse.
    func amendedEvent(by decision: some Decision) throws(LedgerError) -> Envelope? {
        guard let target = decision.amends else { return nil }
        return try amendedEvent(target)
    }

    /// An event as it was recorded; of an amendment, the event at the bottom; `nil` if there is none.
    ///
    /// - Throws: ``LedgerError`` if an entry cannot be read.
    public func amendedEvent(_ target: EventID) throws(LedgerError) -> Envelope? {
        var target = target
        while let position = try position(of: target) {
            let bytes = try entryBytes(at: position)
            let (envelope, next) = try ledgerErrors(at: position) {
                try bytes.withEntry { (entry) throws(CodecError) in
                    (try entry.envelope(), try entry.target)
                }
            }
            guard let next else { return envelope }
            target = next
        }
        return nil
    }

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
        /// The events whose news would have it taken again.
        let query: Query
        /// The version of the policy that it went by.
        let policy: String
    }

    /// Folds what a decision reads, asks whether the actor may take it, and lets it decide.
    ///
    /// - Throws: ``LedgerError/Code/refused`` with the rule.
    func take<D: Decision>(
        _ decision: D, _ context: DecisionContext
    ) async throws(LedgerError) -> Taken {
        var (state, query) = try known(to: decision, context)
        query = query.narrowed(to: kept.steps(D.State.self, catalog).types)
        var informed = context
        // Who has left records nothing, whatever day they say.
        let asked: Set = [context.occurred.latest, context.today]
        for day in asked.sorted() {
            let standing = try await authorize(decision, state, context, on: day)
            query.add(standing.reads)
            informed.delegators += standing.delegators
        }
        for followed in decision.follows(state, context) {
            informed.followed.append(try followed.view(self, context.observed))
            query.add(followed.news)
        }
        let events: [NewEvent]
        do throws(RuleViolation) { events = try decision.decide(state, informed) } catch {
            throw LedgerError(error)
        }
        for day in Set(events.compactMap(\.occurred?.latest)).subtracting(asked).sorted() {
            _ = try await authorize(decision, state, context, on: day)
        }
        return Taken(events: events, query: query, policy: decision.policy(state))
    }

    /// What a decision knows, and the query that it was read by.
    private func known<D: Decision>(
        to decision: D, _ context: DecisionContext
    ) throws(LedgerError) -> (D.State, Query) {
        var query = decision.reads
        if let amended = context.amended { query.add(decision.reads(amending: amended)) }
        while true {
            let state = try state(D.State.self, of: query, below: context.observed)
            let wider = query.adding(decision.reads(after: state, context))
            guard wider.items.count > query.items.count else { return (state, query) }
            query = wider
        }
    }

    /// The one place where a decision's authority is checked: that of a day.
    private func authorize<D: Decision>(
        _ decision: D, _ state: D.State, _ context: DecisionContext, on day: Day
    ) async throws(LedgerError) -> Standing {
        let request = Standing.Request(
            actor: context.actor, onBehalfOf: context.onBehalfOf,
            need: decision.needs(state, context), day: day, observed: context.observed)
        if let violation = request.wrongRole ?? request.need.refusal {
            throw LedgerError(violation)
        }
        return try await authority.standing(for: request, in: self)
    }
}

extension LedgerError {
    /// The refusal by a rule.
    public init(_ violation: RuleViolation) {
        self.init(.refused, violation.description, violation: violation)
    }
}
