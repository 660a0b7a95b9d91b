import CaseLedger
import CaseLedgerTesting
import SegmentLogTesting
import Testing

/// Decisions of the past taken again: those that were taken give the same, those that were not are
/// found out.
@Suite struct RedecisionTests {
    static let fee = Money(fen: 50)

    /// A ledger with two books; the first was lent and came back.
    func ledger() async throws -> Ledger {
        let ledger = try Ledger.inMemory(events: .library)
        try await ledger.append(["B-1", "B-2"].map { Draft(NewEvent(BookAdded($0)), by: clerk) })
        try await ledger.perform(LendBook(book: "B-1", reader: "R-1"), by: clerk)
        try await ledger.record(BookReturned("B-1"), by: clerk)
        return ledger
    }

    /// An event that claims to have been decided, recorded past every rule.
    @discardableResult
    func forge(
        _ event: NewEvent, seen: UInt64? = nil, by actor: Actor = clerk, in ledger: Ledger
    ) async throws -> UInt64 {
        var draft = Draft(event, by: actor)
        draft.observed = seen ?? ledger.size
        return try #require(try await ledger.append([draft]).positions.first)
    }

    func differences(_ ledger: Ledger, _ book: String, _ reader: String, at position: UInt64)
        async throws -> [String]
    {
        try await ledger.redecide(LendBook(book: book, reader: reader), at: position)
            .differences.map(\.description)
    }

    @Test func aDecisionThatWasTakenGivesTheSame() async throws {
        let ledger = try await ledger()
        for reader in 2..<5 {
            let receipt = try await ledger.perform(
                LendBook(book: "B-1", reader: "R-\(reader)"), by: clerk)
            try await ledger.record(BookReturned("B-1"), by: clerk)
            let again = try await ledger.redecide(
                LendBook(book: "B-1", reader: "R-\(reader)"), at: receipt.positions[0])
            #expect(again.isSame, "\(again.differences)")
            #expect(again.decided.count == 1)
        }
        // What came later does not count: the first loan was lawful though the book is out now.
        try await ledger.perform(LendBook(book: "B-1", reader: "R-9"), by: clerk)
        #expect(try await differences(ledger, "B-1", "R-1", at: 2) == [])
    }

    @Test func anEventThatARuleForbadeNamesTheRule() async throws {
        let ledger = try await ledger()
        try await ledger.perform(LendBook(book: "B-2", reader: "R-1"), by: clerk)
        let at = try await forge(NewEvent(BookLent("B-2", to: "R-2", fee: Self.fee)), in: ledger)
        let again = try await ledger.redecide(LendBook(book: "B-2", reader: "R-2"), at: at)
        #expect(again.refusal?.rule == "L1")
        #expect(again.decided.isEmpty)
        #expect(
            again.differences.map(\.description) == [
                "entry 5, rule: [L1] The book is out. Return it first."
            ])
    }

    @Test func whoMightNotDecideIsFoundOut() async throws {
        let ledger = try await ledger()
        let visitor = Actor("x", role: "visitor", unit: "street")
        let at = try await forge(
            NewEvent(BookLent("B-2", to: "R-2", fee: Self.fee)), by: visitor, in: ledger)
        let again = try await ledger.redecide(LendBook(book: "B-2", reader: "R-2"), at: at)
        #expect(again.refusal?.rule == "I2")
    }

    @Test func anotherContentIsNamedByItsField() async throws {
        let ledger = try await ledger()
        let at = try await forge(NewEvent(BookLent("B-2", to: "R-2")), in: ledger)
        #expect(
            try await differences(ledger, "B-2", "R-2", at: at) == [
                "entry 4, data: the record says something else in fee"
            ])
        let other = try await forge(NewEvent(BookReturned("B-2")), in: ledger)
        #expect(
            try await differences(ledger, "B-1", "R-2", at: other) == [
                "entry 5, type: the type is book.returned/1 on record, "
                    + "and book.lent/1 when taken again"
            ])
    }

    @Test func otherTagsAreNamed() async throws {
        let ledger = try await ledger()
        var event = NewEvent(BookLent("B-2", to: "R-2", fee: Self.fee))
        event.tags.about(Tag("book", "B-1"))
        let at = try await forge(event, in: ledger)
        #expect(
            try await differences(ledger, "B-2", "R-2", at: at) == [
                "entry 4, tags: book:B-1 is on record without reason"
            ])
        event = NewEvent(BookLent("B-2", to: "R-2", fee: Self.fee))
        event.tags = TagSet()
        let hidden = try await forge(event, in: ledger)
        #expect(
            try await differences(ledger, "B-1", "R-2", at: hidden).contains(
                "entry 5, tags: book:B-1 is missing on record"))
    }

    /// Whoever bypasses the condition can record a loan that was lawful when he last looked.
    @Test func whatADecisionShouldHaveSeenIsNamed() async throws {
        let ledger = try await ledger()
        let seen = ledger.size
        try await ledger.perform(LendBook(book: "B-2", reader: "R-1"), by: clerk)
        let at = try await forge(
            NewEvent(BookLent("B-2", to: "R-2", fee: Self.fee)), seen: seen, in: ledger)
        #expect(
            try await differences(ledger, "B-2", "R-2", at: at) == [
                "entry 5, news: book.lent/1 at 4 was recorded before, and it had not seen that"
            ])
        let early = try await forge(
            NewEvent(BookLent("B-1", to: "R-2", fee: Self.fee)), seen: 99, in: ledger)
        #expect(
            try await differences(ledger, "B-1", "R-2", at: early) == [
                "entry 6, observed: it says that it had seen 99 entries; there were 6"
            ])
    }

    /// Other subjects' news, and types that the state does not consume, are no news.
    @Test func whatItNeedNotSeeIsNoDifference() async throws {
        let ledger = try await ledger()
        let seen = ledger.size
        try await ledger.perform(LendBook(book: "B-2", reader: "R-1"), by: clerk)
        let at = try await forge(
            NewEvent(BookLent("B-1", to: "R-2", fee: Self.fee)), seen: seen, in: ledger)
        #expect(try await differences(ledger, "B-1", "R-2", at: at) == [])
    }

    /// A decision that says when it happened, or that it happened just then.
    @Test func theTimeOfHappeningIsCompared() async throws {
        struct Lend: Decision {
            var day: Day?
            var reads: Query { [Tag("book", "B-2")] }
            func decide(_: Loans, _ context: DecisionContext) -> [NewEvent] {
                let occurred = day.map { Moment.day($0) } ?? .instant(context.now)
                return [NewEvent(BookLent("B-2", to: "R"), occurred: occurred)]
            }
        }
        let ledger = try await ledger()
        let now = try await ledger.perform(Lend(), by: clerk).positions[0]
        #expect(try await ledger.redecide(Lend(), at: now).isSame)
        let day = try await ledger.perform(Lend(day: .day(2025, 1, 2)), by: clerk).positions[0]
        #expect(try await ledger.redecide(Lend(day: .day(2025, 1, 2)), at: day).isSame)
        let other = try await ledger.redecide(Lend(day: .day(2025, 1, 3)), at: day)
        #expect(
            other.differences.map(\.description) == [
                "entry 5, occurred: when it happened is 2025-01-02 on record, "
                    + "and 2025-01-03 when taken again"
            ])
        // Said to have happened before the last thing that it had seen: not just then.
        let long = NewEvent(
            BookLent("B-2", to: "R"), occurred: .instant(Instant(microseconds: 5)))
        let back = try await forge(long, in: ledger)
        #expect(try await ledger.redecide(Lend(), at: back).differences.map(\.what) == ["occurred"])
    }

    /// Several events of one decision stand side by side.
    @Test func everyEventOfADecisionIsCompared() async throws {
        struct LendAll: Decision {
            var reads: Query { [Tag("book", "B-1"), Tag("book", "B-2")] }
            func decide(_: Loans, _: DecisionContext) -> [NewEvent] {
                [NewEvent(BookLent("B-1", to: "R")), NewEvent(BookLent("B-2", to: "R"))]
            }
        }
        let ledger = try await ledger()
        try await ledger.perform(LendAll(), by: clerk)
        #expect(try await ledger.redecide(LendAll(), at: 4).isSame)
        try await forge(NewEvent(BookLent("B-1", to: "R")), in: ledger)
        #expect(try await ledger.redecide(LendAll(), at: 6).differences.map(\.what) == ["count"])
        let seen = ledger.size
        try await forge(NewEvent(BookLent("B-1", to: "R")), in: ledger)
        try await forge(NewEvent(BookLent("B-2", to: "X")), seen: seen, in: ledger)
        let second = try await ledger.redecide(LendAll(), at: seen)
        #expect(
            second.differences.map(\.description) == [
                "entry 8, data: the record says something else in reader"
            ])
    }

    /// Authority that was founded only later does not unmake what callers were believed before.
    @Test func authorityCountsAsItStoodThen() async throws {
        let ledger = try await ledger()
        let keeper = Actor("he.min", role: .authorityKeeper, unit: "library")
        let founding = AuthorityFounded(founder: "he.min", unit: "library", ground: "charter")
        try await ledger.perform(Authority.Record(founding), by: keeper)
        let refused = await #expect(throws: LedgerError.self) {
            try await ledger.perform(LendBook(book: "B-2", reader: "R-2"), by: clerk)
        }
        #expect(refused?.violation?.rule == "I2")
        #expect(try await differences(ledger, "B-1", "R-1", at: 2) == [])
        let at = try await forge(NewEvent(BookLent("B-2", to: "R-2", fee: Self.fee)), in: ledger)
        let again = try await ledger.redecide(LendBook(book: "B-2", reader: "R-2"), at: at)
        #expect(again.refusal?.rule == "I2")
    }

    @Test func thePolicyThatItWentByIsOnRecord() async throws {
        struct Lend: Decision {
            var version: String
            var reads: Query { [Tag("book", "B-2")] }
            func policy(_: Loans) -> String { version }
            func decide(_: Loans, _: DecisionContext) -> [NewEvent] {
                [NewEvent(BookLent("B-2", to: "R"))]
            }
        }
        let ledger = try await ledger()
        let at = try await ledger.perform(Lend(version: "2025"), by: clerk).positions[0]
        #expect(try ledger.event(at: at).envelope.policy == "2025")
        let again = try await ledger.redecide(Lend(version: "2026"), at: at)
        #expect(again.isSame)
        #expect(again.policy == "2026")
    }
}
