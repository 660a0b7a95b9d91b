public import CaseLedger
import Synchronization

/// The middle of a scenario: somebody decides something.
///
/// It is made by ``Given/when(_:by:onBehalfOf:occurred:now:)``.
public struct When<D: Decision>: Sendable {
    let given: Given
    let decision: D
    let actor: Actor
    let onBehalfOf: String
    let occurred: Moment?
    let now: Instant?

    /// Expects exactly these events to be recorded, in this order; nothing at all, without any.
    ///
    /// Types and contents count. Identities do not; when they happened counts if `occurred` says
    /// so.
    ///
    /// - Parameters:
    ///   - events: What the decision should record.
    ///   - occurred: When all of it should have happened; not looked at, if `nil`.
    ///   - fileID: The caller's.
    ///   - filePath: The caller's.
    ///   - line: The caller's.
    ///   - column: The caller's.
    /// - Returns: What is on record now, to go on from.
    /// - Throws: ``ScenarioFailure`` with the lines that differ, or with the rule that refused it.
    @discardableResult
    public func then(
        _ events: any Payload..., occurred: Moment? = nil, fileID: String = #fileID,
        filePath: String = #filePath, line: Int = #line, column: Int = #column
    ) async throws -> Given {
        let site = ScenarioFailure.Site(
            fileID: fileID, filePath: filePath, line: line, column: column)
        let expected = events.map { NewEvent(saying: $0) }
        let outcome = try await outcome(site)
        guard case .recorded(let found, let recorded) = outcome else {
            throw ScenarioFailure("the decision was not taken: \(outcome)", at: site)
        }
        let isSame =
            found.count == expected.count
            && zip(found, expected).allSatisfy { $0.type == $1.type && $0.payload == $1.payload }
        guard isSame else {
            let lines = Outline.difference(
                from: expected.flatMap { given.catalog.lines($0) },
                to: found.flatMap { given.catalog.lines($0) })
            throw ScenarioFailure(
                "the decision records other events than expected (- expected, + found):\n\(lines)",
                at: site)
        }
        if let occurred, let other = recorded.first(where: { $0 != occurred }) {
            throw ScenarioFailure("it happened \(other), not \(occurred)", at: site)
        }
        return zip(events, recorded).reduce(given) { given, event in
            given.and(event.0, by: actor, occurred: event.1)
        }
    }

    /// Expects a rule to refuse it.
    ///
    /// - Parameters:
    ///   - rule: The rule's name.
    ///   - fileID: The caller's.
    ///   - filePath: The caller's.
    ///   - line: The caller's.
    ///   - column: The caller's.
    /// - Returns: The violation, to look at its words.
    /// - Throws: ``ScenarioFailure`` if nothing or something else refuses it.
    @discardableResult
    public func thenRefused(
        rule: String, fileID: String = #fileID, filePath: String = #filePath, line: Int = #line,
        column: Int = #column
    ) async throws -> RuleViolation {
        let site = ScenarioFailure.Site(
            fileID: fileID, filePath: filePath, line: line, column: column)
        let outcome = try await outcome(site)
        if case .failed(let error) = outcome, let violation = error.violation,
            violation.rule == rule
        {
            return violation
        }
        throw ScenarioFailure("rule \(rule) should refuse it, but \(outcome)", at: site)
    }

    /// Expects it to fail, not by a rule of the decision, but because the ledger cannot take it.
    ///
    /// - Parameters:
    ///   - code: The kind of failure, such as ``LedgerError/Code/unknownReference``.
    ///   - fileID: The caller's.
    ///   - filePath: The caller's.
    ///   - line: The caller's.
    ///   - column: The caller's.
    /// - Returns: The error, to look at its words.
    /// - Throws: ``ScenarioFailure`` if it does not fail, or fails in another way.
    @discardableResult
    public func thenFails(
        _ code: LedgerError.Code, fileID: String = #fileID, filePath: String = #filePath,
        line: Int = #line, column: Int = #column
    ) async throws -> LedgerError {
        let site = ScenarioFailure.Site(
            fileID: fileID, filePath: filePath, line: line, column: column)
        let outcome = try await outcome(site)
        if case .failed(let error) = outcome, error.code == code { return error }
        throw ScenarioFailure("it should fail with '\(code)', but \(outcome)", at: site)
    }

    /// What came of a decision.
    private enum Outcome: CustomStringConvertible {
        /// These events were recorded, said to have happened at these moments.
        case recorded([NewEvent], [Moment])
        case failed(LedgerError)

        var description: String {
            switch self {
            case .recorded(let events, _) where events.isEmpty: "it was taken and records nothing"
            case .recorded(let events, _):
                "it was taken and records " + events.map { "\($0.type)" }.joined(separator: ", ")
            case .failed(let error) where error.violation != nil: "it was refused: \(error.message)"
            case .failed(let error): "it failed with '\(error.code)': \(error.message)"
            }
        }
    }

    private func outcome(_ site: ScenarioFailure.Site) async throws -> Outcome {
        let clock = SteppingClock()
        let ledger = try await given.ledger(clock, site)
        defer { try? ledger.close() }
        if let now { clock.advance(to: now) }
        let watched = Watched(decision)
        let receipt: Ledger.Receipt
        do throws(LedgerError) {
            receipt = try await ledger.perform(
                watched, by: actor, onBehalfOf: onBehalfOf, occurred: occurred)
        } catch { return .failed(error) }
        let recorded = try receipt.positions.map { try ledger.event(at: $0).envelope.occurred }
        return .recorded(watched.events, recorded)
    }
}

/// A decision, and the events that it gave last, before anything in them was sealed.
private struct Watched<D: Decision>: Decision {
    private final class Box: Sendable {
        let events = Mutex<[NewEvent]>([])
    }
    private let decision: D
    private let box = Box()

    init(_ decision: D) { self.decision = decision }

    var events: [NewEvent] { box.events.withLock { $0 } }

    static var roles: Set<Role> { D.roles }
    var reads: Query { decision.reads }
    var occurred: Moment? { decision.occurred }
    var amends: EventID? { decision.amends }
    func reads(after state: D.State, _ context: DecisionContext) -> Query {
        decision.reads(after: state, context)
    }
    func reads(amending event: Envelope) -> Query { decision.reads(amending: event) }
    func follows(_ state: D.State, _ context: DecisionContext) -> [Followed] {
        decision.follows(state, context)
    }
    func policy(_ state: D.State) -> String { decision.policy(state) }
    func needs(_ state: D.State, _ context: DecisionContext) -> Standing.Need {
        decision.needs(state, context)
    }
    func decide(_ state: D.State, _ context: DecisionContext) throws(RuleViolation) -> [NewEvent] {
        let events = try decision.decide(state, context)
        box.events.withLock { $0 = events }
        return events
    }
}

extension NewEvent {
    fileprivate init(saying payload: any Payload) {
        func make(_ payload: some Payload) -> NewEvent { NewEvent(payload) }
        self = make(payload)
    }
}

extension EventCatalog {
    /// An event over lines: its type, then its fields.
    fileprivate func lines(_ event: NewEvent) -> [String] {
        guard let definition = definition(of: event.type),
            case .object(let fields)? = try? definition.json(event.payload, catalog: self)
        else { return ["\(event.type)"] }
        return ["\(event.type)"] + fields.map { "  \($0.key): \($0.value)" }
    }
}
