public import CaseLedger
import SegmentLogTesting

/// The beginning of a scenario: what is on record already.
///
/// ```swift
/// // A decision:
/// try await Given(BookAdded("B-7"), BookLent("B-7", to: "R-1"), in: .library)
///     .when(LendBook(book: "B-7", reader: "R-2"), by: clerk)
///     .thenRefused(rule: "L1")
///
/// // A projection:
/// try await Given(BookAdded("B-7"), BookLent("B-7", to: "R-1"), in: .library)
///     .then(Loans(reader: ["B-7": "R-1"]))
/// ```
///
/// A scenario is a value; nothing happens before its `then`. That founds a ledger in memory,
/// records what is given and does the rest as a real ledger does: authority, conditions, two
/// times, sealing and the versions of events included. What was not expected is thrown as a
/// ``ScenarioFailure`` that knows its line.
public struct Given: Sendable {
    /// One event that is on record.
    struct Fact: Sendable {
        var event: any Payload
        var actor: Actor
        var occurred: Moment?
        var recorded: Instant?
        var id: EventID
    }

    /// The event types.
    let catalog: EventCatalog
    /// Who says whether somebody may take a decision.
    private let authority: any Authorizer
    private let actor: Actor
    private(set) var facts: [Fact] = []

    /// What is on record, in the order of recording.
    ///
    /// - Parameters:
    ///   - events: What happened.
    ///   - catalog: The event types of the ledger.
    ///   - actor: Who recorded it.
    ///   - authority: Who says whether somebody may take a decision.
    public init(
        _ events: any Payload..., in catalog: EventCatalog,
        by actor: Actor = Actor("given", role: "given", unit: "given"),
        authority: any Authorizer = .recorded
    ) {
        self.catalog = catalog
        self.actor = actor
        self.authority = authority
        facts = events.enumerated().map { number, event in
            Fact(event: event, actor: actor, id: Given.id(number))
        }
    }

    /// The same and one event more.
    ///
    /// - Parameters:
    ///   - event: What happened.
    ///   - actor: Who recorded it; as in the beginning, if `nil`.
    ///   - occurred: When it happened; when it was recorded, if `nil`.
    ///   - recorded: When it was recorded; a second after the one before, if `nil`.
    ///   - id: Its identity; ``id(_:)`` of its number, if `nil`.
    /// - Returns: The longer beginning.
    public func and(
        _ event: any Payload, by actor: Actor? = nil, occurred: Moment? = nil,
        recorded: Instant? = nil, id: EventID? = nil
    ) -> Given {
        var longer = self
        longer.facts.append(
            Fact(
                event: event, actor: actor ?? self.actor, occurred: occurred, recorded: recorded,
                id: id ?? Given.id(facts.count)))
        return longer
    }

    /// The identity of a given event by its number, from 0; for corrections and retractions.
    public static func id(_ number: Int) -> EventID { NumberedIDs("given").id(UInt64(number)) }

    /// What somebody then decides.
    ///
    /// - Parameters:
    ///   - decision: The decision.
    ///   - actor: Who takes it.
    ///   - onBehalfOf: For whom, where the actor stands in for somebody.
    ///   - occurred: When it is said to have happened; now, if `nil`.
    ///   - now: The present moment, or a later one if that was reached already.
    /// - Returns: What remains to be said is the outcome.
    public func when<D: Decision>(
        _ decision: D, by actor: Actor, onBehalfOf: String = "", occurred: Moment? = nil,
        now: Instant? = nil
    ) -> When<D> {
        When(
            given: self, decision: decision, actor: actor, onBehalfOf: onBehalfOf,
            occurred: occurred, now: now)
    }

    /// The ledger that this beginning describes.
    ///
    /// - Throws: ``ScenarioFailure`` if what is given can be on no record.
    func ledger(_ clock: SteppingClock, _ site: ScenarioFailure.Site) async throws -> Ledger {
        let ledger = try Ledger.inMemory(events: catalog, authority: authority, clock: clock)
        for (number, fact) in facts.enumerated() {
            if let recorded = fact.recorded { clock.advance(to: recorded) }
            var draft = Draft(fact.newEvent, by: fact.actor)
            if catalog.definition(of: draft.event.type)?.next != nil {
                // Only what was recorded elsewhere can still come in a past version.
                draft.attestation = Attestation(importer: fact.actor.id, source: "given")
            }
            do throws(LedgerError) { try await ledger.append([draft]) } catch {
                throw ScenarioFailure(
                    "given event \(number), \(draft.event.type), can be on no record: "
                        + error.message, at: site)
            }
        }
        return ledger
    }
}

extension Given.Fact {
    /// The event as it is recorded.
    fileprivate var newEvent: NewEvent {
        func make(_ payload: some Payload) -> NewEvent {
            NewEvent(payload, occurred: occurred, id: id)
        }
        return make(event)
    }
}

extension Given {
    /// A view of what is given, for tests that look at parts of it.
    ///
    /// ```swift
    /// let loans = try await Given(BookLent("B-7", to: "R-1"), in: .library).view(Loans.self)
    /// #expect(loans.reader["B-7"] == "R-1")
    /// ```
    ///
    /// - Parameters:
    ///   - projection: The view.
    ///   - query: Which events it is made of.
    ///   - frame: What must have been true, and on record, by when.
    ///   - fileID: The caller's.
    ///   - filePath: The caller's.
    ///   - line: The caller's.
    ///   - column: The caller's.
    /// - Returns: The view.
    /// - Throws: ``ScenarioFailure`` if what is given can be on no record, and what the fold throws.
    public func view<P: Projection>(
        _ projection: P.Type, of query: Query = .all, in frame: TimeFrame = .everything,
        fileID: String = #fileID, filePath: String = #filePath, line: Int = #line,
        column: Int = #column
    ) async throws -> P {
        let site = ScenarioFailure.Site(
            fileID: fileID, filePath: filePath, line: line, column: column)
        let ledger = try await ledger(SteppingClock(), site)
        defer { try? ledger.close() }
        return try ledger.view(projection, of: query, in: frame)
    }

    /// Expects a view.
    ///
    /// - Parameters:
    ///   - expected: The view as it should be.
    ///   - query: Which events it is made of.
    ///   - frame: What must have been true, and on record, by when.
    ///   - fileID: The caller's.
    ///   - filePath: The caller's.
    ///   - line: The caller's.
    ///   - column: The caller's.
    /// - Returns: This beginning, to look at it in another way.
    /// - Throws: ``ScenarioFailure`` with the lines that differ.
    @discardableResult
    public func then<P: Projection & Equatable>(
        _ expected: P, of query: Query = .all, in frame: TimeFrame = .everything,
        fileID: String = #fileID, filePath: String = #filePath, line: Int = #line,
        column: Int = #column
    ) async throws -> Given {
        let found = try await view(
            P.self, of: query, in: frame, fileID: fileID, filePath: filePath, line: line,
            column: column)
        guard found != expected else { return self }
        let lines = Outline.difference(
            from: Outline.lines(expected), to: Outline.lines(found))
        throw ScenarioFailure(
            "the view '\(P.name)' is another than expected (- expected, + found):\n\(lines)",
            at: ScenarioFailure.Site(
                fileID: fileID, filePath: filePath, line: line, column: column))
    }
}
