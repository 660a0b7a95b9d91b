import CaseLedger
import CaseLedgerTesting
import SegmentLogTesting
import Testing

/// Given, when, then: what holds passes, what does not says so at its line.
@Suite(AtItsLine()) struct ScenarioTests {
    let lend = LendBook(book: "B-7", reader: "R-2")
    let fee = Money(fen: 50)

    @Test func aDecisionRecordsWhatIsExpected() async throws {
        try await Given(BookAdded("B-7"), in: .library)
            .when(lend, by: clerk)
            .then(BookLent("B-7", to: "R-2", fee: fee))
            .when(LendBook(book: "B-7", reader: "R-3"), by: clerk)
            .thenRefused(rule: "L1")
    }

    @Test func aDecisionThatRecordsNothingPassesAnEmptyThen() async throws {
        struct Nothing: Decision {
            var reads: Query { [] }
            func decide(_: Loans, _: DecisionContext) -> [NewEvent] { [] }
        }
        try await Given(in: .library).when(Nothing(), by: clerk).then()
    }

    @Test func aRefusalHasItsWordsToLookAt() async throws {
        let violation = try await Given(
            BookAdded("B-7"), BookLent("B-7", to: "R-1"), in: .library
        ).when(lend, by: clerk).thenRefused(rule: "L1")
        #expect(violation.advice.english == "Return it first.")
    }

    @Test func authorityAndReferencesAreAskedAsInARealLedger() async throws {
        let visitor = Actor("x", role: "visitor", unit: "street")
        try await Given(BookAdded("B-7"), in: .library).when(lend, by: visitor)
            .thenRefused(rule: "I2")
        try await Given(in: .library).when(lend, by: clerk).thenFails(.unknownReference)
    }

    @Test func whatHappensNowHappensNow() async throws {
        let noon = try #require(Instant("2026-01-02T12:00:00Z"))
        let given = try await Given(BookAdded("B-7"), in: .library)
            .when(lend, by: clerk, occurred: .day(noon.day), now: noon)
            .then(BookLent("B-7", to: "R-2", fee: fee), occurred: .day(noon.day))
        try await given.then(
            Loans(open: ["B-7"], fees: fee, lent: ["B-7": 1]), in: TimeFrame(asOf: noon.day))
    }

    @Test func aViewIsWhatIsExpectedForBothTimes() async throws {
        let (early, late) = (Instant(microseconds: 1), Instant(microseconds: 2_000_000_000_000_000))
        let lent = BookLent("B-7", to: "R-1", fee: fee)
        let given = Given(BookAdded("B-7"), in: .library)
            .and(lent, occurred: .day(Day(number: 100)))
            .and(
                try EventCorrected(Given.id(1), to: BookLent("B-7", to: "R-1"), reason: "free"),
                recorded: late)
        try await given
            .then(Loans(open: ["B-7"], fees: .zero, lent: ["B-7": 1]))
            .then(
                Loans(open: ["B-7"], fees: fee, lent: ["B-7": 1]),
                in: TimeFrame(knownAt: Instant(microseconds: late.microseconds - 1))
            )
            .then(Loans(), in: TimeFrame(asOf: Day(number: 99)))
            .then(Loans(), in: TimeFrame(knownAt: early))
            .then(Loans(), of: .tag(Tag("book", "B-8")))
        #expect(try await given.view(Loans.self).open == ["B-7"])
    }

    @Test func personalDataIsComparedInTheClear() async throws {
        struct Registered: Payload {
            static let type: EventType = "reader.registered"
            var reader = ""
            var name: Personal = ""
            mutating func fields(_ visit: inout some FieldVisitor) throws(CodecError) {
                try visit.field(1, "reader", &reader)
                try visit.sealed(2, "name", &name, of: Tag("reader", reader))
            }
            func tag(_ tags: inout TagSet) { tags.found(Tag("reader", reader)) }
        }
        struct Register: Decision {
            var name: Personal
            var reads: Query { [] }
            func decide(_: Loans, _: DecisionContext) -> [NewEvent] {
                [NewEvent(Registered(reader: "R-1", name: name))]
            }
        }
        let when = Given(in: [Registered.self]).when(Register(name: "Ada"), by: clerk)
        try await when.then(Registered(reader: "R-1", name: "Ada"))
        let failure = await #expect(throws: ScenarioFailure.self) {
            try await when.then(Registered(reader: "R-1", name: "Eve"))
        }
        #expect(failure?.message.contains("-   name: \"Eve\"\n+   name: \"Ada\"") == true)
    }

    // MARK: - What does not hold

    @Test func otherEventsAreShownLineByLine() async throws {
        var failure: ScenarioFailure?
        let line = #line + 3
        do {
            try await Given(BookAdded("B-7"), in: .library).when(lend, by: clerk)
                .then(BookLent("B-7", to: "R-9", fee: fee), BookReturned("B-7"))
        } catch let thrown as ScenarioFailure { failure = thrown }
        #expect(failure?.site.line == line)
        #expect(failure?.site.filePath == #filePath)
        #expect(failure?.description.hasPrefix("\(#filePath):\(line): the decision") == true)
        #expect(
            failure?.message == """
                the decision records other events than expected (- expected, + found):
                  book.lent/1
                    book: "B-7"
                -   reader: "R-9"
                +   reader: "R-2"
                    fee: 50
                - book.returned/1
                -   book: "B-7"
                """)
    }

    @Test func anUnexpectedRefusalNamesTheRule() async throws {
        let given = Given(BookAdded("B-7"), BookLent("B-7", to: "R-1"), in: .library)
        let failure = await #expect(throws: ScenarioFailure.self) {
            try await given.when(lend, by: clerk).then(BookLent("B-7", to: "R-2", fee: fee))
        }
        #expect(
            failure?.message == "the decision was not taken: it was refused: "
                + "[L1] The book is out. Return it first.")
        let other = await #expect(throws: ScenarioFailure.self) {
            try await given.when(lend, by: clerk).thenRefused(rule: "L2")
        }
        #expect(
            other?.message.hasPrefix("rule L2 should refuse it, but it was refused: [L1]") == true)
        let failed = await #expect(throws: ScenarioFailure.self) {
            try await given.when(lend, by: clerk).thenFails(.conflict)
        }
        #expect(failed?.message.hasPrefix("it should fail with 'conflict', but it was ref") == true)
    }

    @Test func aMissingRefusalNamesWhatWasRecorded() async throws {
        let failure = await #expect(throws: ScenarioFailure.self) {
            try await Given(BookAdded("B-7"), in: .library).when(lend, by: clerk)
                .thenRefused(rule: "L1")
        }
        #expect(
            failure?.message
                == "rule L1 should refuse it, but it was taken and records book.lent/1")
    }

    @Test func anotherMomentIsNoticed() async throws {
        let failure = await #expect(throws: ScenarioFailure.self) {
            try await Given(BookAdded("B-7"), in: .library)
                .when(lend, by: clerk, occurred: .year(2025))
                .then(BookLent("B-7", to: "R-2", fee: fee), occurred: .year(2024))
        }
        #expect(failure?.message == "it happened 2025, not 2024")
    }

    @Test func anotherViewIsShownLineByLine() async throws {
        let failure = await #expect(throws: ScenarioFailure.self) {
            try await Given(BookAdded("B-7"), BookLent("B-7", to: "R-1"), in: .library)
                .then(Loans(open: ["B-8", "B-7"], fees: fee, lent: ["B-7": 1]))
        }
        #expect(
            failure?.message == """
                the view 'loans' is another than expected (- expected, + found):
                  Loans
                    open:
                      "B-7"
                -     "B-8"
                -   fees: \(fee)
                +   fees: \(Money.zero)
                    lent:
                      "B-7": 1
                """)
    }

    @Test func whatCanBeOnNoRecordIsNamed() async throws {
        let failure = await #expect(throws: ScenarioFailure.self) {
            try await Given(BookAdded("B-7"), BookLent("B-8", to: "R-1"), in: .library)
                .when(lend, by: clerk).then()
        }
        #expect(
            failure?.message.hasPrefix("given event 1, book.lent/1, can be on no record") == true)
    }

    @Test func theTraitMarksTheLine() async throws {
        try await withKnownIssue {
            try await AtItsLine().provideScope(for: #require(Test.current), testCase: nil) {
                throw ScenarioFailure(
                    "told",
                    at: ScenarioFailure.Site(
                        fileID: "Mine/Tests.swift", filePath: "/Tests.swift", line: 7, column: 3))
            }
        } matching: { issue in
            issue.sourceLocation?.line == 7 && issue.sourceLocation?.fileName == "Tests.swift"
        }
    }

    // MARK: - The ledger in memory

    @Test func theSameRecordingGivesTheSameRoot() async throws {
        func root() async throws -> String {
            let ledger = try Ledger.inMemory(events: .library)
            try await ledger.record(BookAdded("B-7"), by: clerk)
            return try await ledger.perform(lend, by: clerk).root
        }
        let root = try await (root(), root())
        #expect(root.0 == root.1)
    }

    @Test func identitiesAreNumbered() async throws {
        let ids = NumberedIDs("mine")
        let ledger = try Ledger.inMemory(events: .library, ids: ids)
        try await ledger.record(BookAdded("B-7"), by: clerk)
        try await ledger.perform(lend, by: clerk)
        #expect(try ledger.event(at: 0).id == ids.id(0))
        #expect(try ledger.event(at: 1).id == ids.id(1))
        #expect(NumberedIDs("yours").id(0) != ids.id(0))
    }

    @Test func theLedgerCanBeOpenedAgain() async throws {
        let storage = MemoryStorage()
        let ledger = try Ledger.inMemory(events: .library, in: storage)
        try await ledger.record(BookAdded("B-7"), by: clerk)
        try ledger.close()
        #expect(try Ledger.open(in: storage, events: .library).size == 1)
    }
}
