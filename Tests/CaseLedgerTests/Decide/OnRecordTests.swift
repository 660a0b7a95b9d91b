import CaseLedger
import CaseLedgerTesting
import Testing

/// A decision about what was founded once and then retracted, or corrected to be something else.
@Suite struct OnRecordTests {
    private func code(
        _ ledger: Ledger, _ decision: some Decision, id: EventID? = nil
    ) async throws -> LedgerError.Code? {
        do throws(LedgerError) {
            try await ledger.perform(decision, by: clerk)
            return nil
        } catch { return error.code }
    }

    private func ledger() async throws -> (Ledger, EventID) {
        let ledger = try Ledger.inMemory(events: .library)
        let id = EventID.next()
        try await ledger.append([
            Draft(NewEvent(BookAdded("B-1"), id: id), by: clerk),
            Draft(NewEvent(BookAdded("B-2")), by: clerk),
        ])
        return (ledger, id)
    }

    @Test func whatWasRetractedIsUnknown() async throws {
        let (ledger, added) = try await ledger()
        let retracted = EventID.next()
        try await ledger.append([
            Draft(NewEvent(EventRetracted(added, reason: "never bought"), id: retracted), by: clerk)
        ])
        let size = ledger.size
        #expect(
            try await code(ledger, LendBook(book: "B-1", reader: "R")) == .unknownReference)
        #expect(ledger.size == size)
        #expect(try await code(ledger, LendBook(book: "B-2", reader: "R")) == nil)
        // Once the retraction is itself retracted, the book is there again.
        try await ledger.append([
            Draft(NewEvent(EventRetracted(retracted, reason: "it was bought")), by: clerk)
        ])
        #expect(try await code(ledger, LendBook(book: "B-1", reader: "R")) == nil)
    }

    @Test func whatIsFoundedAnewIsKnown() async throws {
        let (ledger, added) = try await ledger()
        try await ledger.append([
            Draft(NewEvent(EventRetracted(added, reason: "wrong day")), by: clerk)
        ])
        try await ledger.record(BookAdded("B-1"), by: clerk)
        #expect(try await code(ledger, LendBook(book: "B-1", reader: "R")) == nil)
    }

    @Test func whatWasCorrectedAwayIsUnknown() async throws {
        let (ledger, added) = try await ledger()
        try await ledger.append([
            Draft(
                NewEvent(try EventCorrected(added, to: BookAdded("B-3"), reason: "misread")),
                by: clerk)
        ])
        #expect(
            try await code(ledger, LendBook(book: "B-1", reader: "R")) == .unknownReference)
        #expect(try await code(ledger, LendBook(book: "B-3", reader: "R")) == nil)
    }

    /// An amendment may speak of what it is about; a correction brings in nothing that is gone.
    @Test func amendmentsOfWhatIsGoneAreTaken() async throws {
        let (ledger, added) = try await ledger()
        let lent = EventID.next()
        let other = EventID.next()
        try await ledger.append([
            Draft(NewEvent(BookLent("B-1", to: "R"), id: lent), by: clerk),
            Draft(NewEvent(BookLent("B-2", to: "R"), id: other), by: clerk),
            Draft(NewEvent(EventRetracted(added, reason: "never bought")), by: clerk),
        ])
        struct Amend<Amendment: Payload>: Decision {
            let amendment: Amendment
            var amends: EventID?
            var reads: Query { [Tag("book", "B-1")] }
            func decide(_: Loans, _ context: DecisionContext) -> [NewEvent] {
                [NewEvent(amendment)]
            }
        }
        let same = try EventCorrected(lent, to: BookLent("B-1", to: "S"), reason: "misread")
        #expect(try await code(ledger, Amend(amendment: same, amends: lent)) == nil)
        let gone = try EventCorrected(other, to: BookLent("B-1", to: "R"), reason: "misread")
        #expect(
            try await code(ledger, Amend(amendment: gone, amends: other)) == .unknownReference)
        let away = EventRetracted(lent, reason: "never lent")
        #expect(try await code(ledger, Amend(amendment: away, amends: lent)) == nil)
    }

    /// What is on record already stays so, whatever became of its subjects.
    @Test func theSameAgainChangesNothing() async throws {
        struct Lend: Decision {
            let id: EventID
            var reads: Query { [Tag("book", "B-1")] }
            func decide(_: Loans, _ context: DecisionContext) -> [NewEvent] {
                [NewEvent(BookLent("B-1", to: "R"), id: id)]
            }
        }
        let (ledger, added) = try await ledger()
        let lend = Lend(id: .next())
        let first = try await ledger.perform(lend, by: clerk).positions
        try await ledger.append([
            Draft(NewEvent(EventRetracted(added, reason: "never bought")), by: clerk)
        ])
        #expect(try await ledger.perform(lend, by: clerk).positions == first)
        #expect(try await code(ledger, Lend(id: .next())) == .unknownReference)
    }
}
