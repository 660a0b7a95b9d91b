import CaseExchange
import CaseLedger
import CaseLedgerTesting
import Foundation
import SegmentLogTesting
import Testing

@Suite struct LedgerTests {
    func ledger(_ storage: MemoryStorage = MemoryStorage(), _ books: [String] = ["B-1", "B-2"])
        async throws -> Ledger
    {
        let ledger = try Ledger.open(in: storage, events: .library, as: .founding)
        try await ledger.append(books.map { Draft(NewEvent(BookAdded($0)), by: clerk) })
        return ledger
    }

    @Test func aDecisionIsRecordedAndSeen() async throws {
        let ledger = try await ledger()
        let receipt = try await ledger.perform(LendBook(book: "B-1", reader: "R-1"), by: clerk)
        #expect(receipt.positions == [2])
        #expect(receipt.size == 3)
        #expect(try ledger.view(Loans.self).open == ["B-1"])
        let event = try ledger.event(at: 2)
        #expect(event.envelope.observed == 2)
        #expect(event.tags == [Tag("book", "B-1"), .actor("li.na"), .unit("branch:north")])
        #expect(event.envelope.tags.map(\.back) == [2, 1, 1])
        #expect(event.sentence(in: .english).hasSuffix("(clerk, branch:north) R-1 borrowed B-1"))
    }

    @Test func whatIsFoundedHasAnIdentifier() async throws {
        let ledger = try await ledger()
        let error = await #expect(throws: LedgerError.self) {
            try await ledger.record(BookAdded(""), by: clerk)
        }
        #expect(error?.code == .malformed)
        #expect(error?.message == "it founds a book without an identifier; give it one")
        let first = try ledger.event(at: 0).id
        let corrected = await #expect(throws: LedgerError.self) {
            try await ledger.record(
                try EventCorrected(first, to: BookAdded(""), reason: "misread"), by: clerk)
        }
        #expect(corrected?.message == error?.message)
        #expect(ledger.size == 2)
    }

    /// Two books at once, or one because of an event on record.
    private struct LendMore: Decision {
        var books: [String]
        var because: EventID?
        var reads: Query { .tags(books.map { Tag("book", $0) }) }
        func decide(_ state: Loans, _ context: DecisionContext) throws(RuleViolation)
            -> [NewEvent]
        {
            books.map { book in
                var event = NewEvent(BookLent(book, to: "R-1"))
                event.causation = because
                return event
            }
        }
    }

    @Test func whatADecisionRecordsNamesItsCauseAndTheFirstEventOfTheMatter() async throws {
        let ledger = try await ledger()
        func lineage(_ position: UInt64) throws -> (id: EventID, cause: EventID?, matter: EventID?)
        {
            let event = try ledger.event(at: position)
            return (
                event.id, EventID(bytes: event.envelope.causation),
                EventID(bytes: event.envelope.correlation)
            )
        }
        let pair = try await ledger.perform(LendMore(books: ["B-1", "B-2"]), by: clerk).positions
        let (first, second) = (try lineage(pair[0]), try lineage(pair[1]))
        #expect(first.cause == nil && first.matter == first.id)
        #expect(second.cause == first.id && second.matter == first.id)
        let later = try await ledger.perform(
            LendMore(books: ["B-2"], because: second.id), by: clerk)
        let third = try lineage(later.positions[0])
        #expect(third.cause == second.id && third.matter == first.id)
    }

    @Test func aRefusedDecisionNamesItsRuleAndRecordsNothing() async throws {
        let ledger = try await ledger()
        try await ledger.perform(LendBook(book: "B-1", reader: "R-1"), by: clerk)
        let error = await #expect(throws: LedgerError.self) {
            try await ledger.perform(LendBook(book: "B-1", reader: "R-2"), by: clerk)
        }
        #expect(error?.code == .refused)
        #expect(error?.violation?.rule == "L1")
        #expect(error?.message == "[L1] The book is out. Return it first.")
        #expect(ledger.size == 3)
        let visitor = Actor("x", role: "visitor", unit: "street")
        let refused = await #expect(throws: LedgerError.self) {
            try await ledger.perform(LendBook(book: "B-2", reader: "R-2"), by: visitor)
        }
        #expect(refused?.violation?.rule == "I2")
    }

    @Test func sixteenTasksRacingForOneBookLendItOnce() async throws {
        let ledger = try await ledger()
        let won = await withTaskGroup(of: Bool.self) { group in
            for reader in 0..<16 {
                group.addTask {
                    do {
                        try await ledger.perform(
                            LendBook(book: "B-1", reader: "R-\(reader)"), by: clerk)
                        return true
                    } catch { return false }
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(won == 1)
        #expect(try ledger.view(Loans.self).lent == ["B-1": 1])
    }

    @Test func decisionsRacingOnARealDiskLoseNothing() async throws {
        let directory = FileManager.default.temporaryDirectory
            .appendingPathComponent("ledger-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let ledger = try Ledger.open(at: directory, events: .library, as: .founding)
        let books = (0..<4).map { "B-\($0)" }
        try await ledger.append(books.map { Draft(NewEvent(BookAdded($0)), by: clerk) })
        let lent = await withTaskGroup(of: Int.self) { group in
            for task in 0..<16 {
                group.addTask {
                    var lent = 0
                    for round in 0..<12 {
                        let book = books[(task + round) % books.count]
                        do {
                            try await ledger.perform(
                                LendBook(book: book, reader: "R-\(task)"), by: clerk)
                            lent += 1
                            try await ledger.append([
                                Draft(NewEvent(BookReturned(book)), by: clerk)
                            ])
                        } catch {
                            let code = (error as? LedgerError)?.code
                            if code != .refused, code != .conflict { Issue.record(error) }
                        }
                    }
                    return lent
                }
            }
            return await group.reduce(0, +)
        }
        let view = try ledger.view(Loans.self)
        #expect(view.lent.values.reduce(0, +) == lent)
        #expect(view.open.isEmpty)
        #expect(ledger.size == UInt64(books.count + 2 * lent))
        try ledger.close()
    }

    @Test func anAppendConditionSeesOnlyItsOwnTagsAndTypes() async throws {
        let ledger = try await ledger()
        let lent = Draft(NewEvent(BookLent("B-1", to: "R-1")), by: clerk)
        try await ledger.append([lent])
        let other = AppendCondition([Tag("book", "B-2")], after: 2)
        try await ledger.append([Draft(NewEvent(BookReturned("B-2")), by: clerk)], if: other)
        let returned = AppendCondition(
            Query(BookReturned.self, about: Tag("book", "B-1")), after: 2)
        try await ledger.append([lent], if: returned)
        let stale = AppendCondition(Query(BookLent.self, about: Tag("book", "B-1")), after: 2)
        let error = await #expect(throws: LedgerError.self) {
            try await ledger.append([lent], if: stale)
        }
        #expect(error?.code == .conflict)
    }

    @Test func theSameEventTwiceIsRecordedOnce() async throws {
        let storage = MemoryStorage()
        var ledger = try await ledger(storage)
        let id = EventID.named("loan-1", in: "test")
        let draft = Draft(NewEvent(BookLent("B-1", to: "R-1"), id: id), by: clerk)
        #expect(try await ledger.append([draft]).positions == [2])
        #expect(try await ledger.append([draft]).positions == [2])
        try ledger.close()
        ledger = try Ledger.open(in: storage, events: .library)
        #expect(try await ledger.append([draft]).positions == [2])
        #expect(ledger.size == 3)
        let other = Draft(NewEvent(BookLent("B-1", to: "R-2"), id: id), by: clerk)
        let error = await #expect(throws: LedgerError.self) { try await ledger.append([other]) }
        #expect(error?.code == .idTaken)
        #expect(error?.position == 2)
    }

    @Test func whatMakesNoSenseIsRefused() async throws {
        let ledger = try await ledger()
        let unknown = await #expect(throws: LedgerError.self) {
            try await ledger.append([Draft(NewEvent(BookLent("B-9", to: "R")), by: clerk)])
        }
        #expect(unknown?.code == .unknownReference)
        #expect(unknown?.message.hasPrefix("it refers to an unknown book;") == true)
        let negative = await #expect(throws: LedgerError.self) {
            try await ledger.append([
                Draft(NewEvent(BookLent("B-1", to: "R", fee: Money(fen: -1))), by: clerk)
            ])
        }
        #expect(negative?.code == .malformed)
        let nobody = await #expect(throws: LedgerError.self) {
            try await ledger.append([
                Draft(NewEvent(BookReturned("B-1")), by: Actor("", role: "clerk", unit: "u"))
            ])
        }
        #expect(nobody?.message == "field 'actor': is missing; say who acted")
        #expect(ledger.size == 2)
    }

    @Test func aCorrectionIsSeenFromItsRecordingOnAndOnlyThen() async throws {
        let clock = SteppingClock()
        let ledger = try Ledger.open(
            in: MemoryStorage(), events: .library, as: .founding,
            LedgerOptions(clock: { clock.next() }))
        try await ledger.append([Draft(NewEvent(BookAdded("B-1")), by: clerk)])
        let id = EventID.next()
        let day = Moment.day(try #require(Day(2025, 3, 1)))
        try await ledger.append([
            Draft(
                NewEvent(BookLent("B-1", to: "R-1", fee: Money(fen: 500)), occurred: day, id: id),
                by: clerk)
        ])
        let before = try ledger.event(at: 1).envelope.recorded
        let correction = try EventCorrected(
            id, to: BookLent("B-1", to: "R-1", fee: Money(fen: 50)), reason: "typing error")
        try await ledger.append([Draft(NewEvent(correction), by: clerk)])
        #expect(try ledger.view(Loans.self).fees == Money(fen: 50))
        #expect(try ledger.view(Loans.self, in: TimeFrame(knownAt: before)).fees == Money(fen: 500))
        let ofBook = Query.tag(Tag("book", "B-1"))
        #expect(try ledger.view(Loans.self, of: ofBook).fees == Money(fen: 50))
        let early = TimeFrame(asOf: Day(2025, 2, 28))
        #expect(try ledger.view(Loans.self, in: early).fees == .zero)

        let correctionID = try ledger.event(at: 2).id
        try await ledger.append([
            Draft(NewEvent(EventRetracted(correctionID, reason: "it was right")), by: clerk)
        ])
        #expect(try ledger.view(Loans.self).fees == Money(fen: 500))
        try await ledger.append([
            Draft(NewEvent(EventRetracted(id, reason: "never lent")), by: clerk)
        ])
        #expect(try ledger.view(Loans.self).open.isEmpty)
        let reader = try Ledger.open(in: ledger.storage, events: .library, as: .reading)
        #expect(try reader.view(Loans.self, of: ofBook).open.isEmpty)
    }

    @Test func aReaderThatReplaysBeforeItLooksAnythingUpKeepsUpWithBoth() async throws {
        let storage = MemoryStorage()
        let writer = try await ledger(storage)
        let reader = try Ledger.open(in: storage, events: .library, as: .reading)
        for round in 0..<4 {
            let id = EventID.named("loan-\(round)", in: "test")
            try await writer.append([
                Draft(NewEvent(BookLent("B-1", to: "R", fee: Money(fen: 900)), id: id), by: clerk)
            ])
            if round % 2 == 0 { #expect(try reader.view(Loans.self).fees.fen == 900 + round * 10) }
            if round != 1 { #expect(try reader.position(of: id) == UInt64(2 + 2 * round)) }
            let correction = try EventCorrected(
                id, to: BookLent("B-1", to: "R", fee: Money(fen: 10)), reason: "typing error")
            try await writer.append([Draft(NewEvent(correction), by: clerk)])
            #expect(try reader.view(Loans.self).fees.fen == (round + 1) * 10)
            let ofBook = Query.tag(Tag("book", "B-1"))
            #expect(try reader.view(Loans.self, of: ofBook).fees.fen == (round + 1) * 10)
            #expect(try reader.unreadable().isEmpty)
        }
    }

    /// Only the event itself was asked for what it refers to, not what a correction puts in its
    /// place, so that a donation could be moved to a fund that nobody had founded.
    @Test func aCorrectionToSomethingUnknownIsRefused() async throws {
        let ledger = try await ledger()
        let id = EventID.named("loan", in: "test")
        let day = Moment.day(try #require(Day(2025, 3, 1)))
        try await ledger.append([
            Draft(NewEvent(BookLent("B-1", to: "R-1"), occurred: day, id: id), by: clerk)
        ])
        func correct(to book: String) async throws {
            let correction = try EventCorrected(
                id, to: BookLent(book, to: "R-1"), reason: "another book")
            try await ledger.append([Draft(NewEvent(correction), by: clerk)])
        }
        let error = await #expect(throws: LedgerError.self) { try await correct(to: "B-9") }
        #expect(error?.code == .unknownReference)
        try await correct(to: "B-2")
        #expect(try ledger.view(Loans.self).open == ["B-2"])
    }

    @Test func aRetractionOutweighsCorrectionsAndALaterCorrectionKeepsTheDay() async throws {
        let ledger = try await ledger()
        let id = EventID.next()
        let march = Moment.month(2025, 3)
        try await ledger.append([
            Draft(NewEvent(BookLent("B-1", to: "R", fee: Money(fen: 5)), id: id), by: clerk)
        ])
        func correct(_ fen: Int64, _ occurred: Moment?) async throws -> EventID {
            let correction = try EventCorrected(
                id, to: BookLent("B-1", to: "R", fee: Money(fen: fen)), occurred: occurred,
                reason: "error")
            let own = EventID.next()
            try await ledger.append([Draft(NewEvent(correction, id: own), by: clerk)])
            return own
        }
        _ = try await correct(6, march)
        let second = try await correct(7, nil)
        let april = TimeFrame(asOf: Day(2025, 4, 1))
        #expect(try ledger.view(Loans.self, in: april).fees == Money(fen: 7))
        let amendOfAmendment = await #expect(throws: LedgerError.self) {
            try await ledger.append([
                Draft(
                    NewEvent(
                        try EventCorrected(
                            second, to: EventRetracted(id, reason: "no"), reason: "no")), by: clerk)
            ])
        }
        #expect(amendOfAmendment?.code == .malformed)
        try await ledger.append([
            Draft(NewEvent(EventRetracted(id, reason: "never")), by: clerk)
        ])
        _ = try await correct(8, nil)
        #expect(try ledger.view(Loans.self).fees == .zero)
        let head = ledger.size
        #expect(try ledger.view(Loans.self).lent.isEmpty)
        let run = ledger.fold(Loans.self)
        try ledger.replay([run], below: head - 2)
        #expect(run.state.fees == Money(fen: 7))
    }

    @Test func aTimeThatCannotBeStoredIsRefusedAndNothingBreaks() async throws {
        #expect(Instant("9999-12-31T23:59:59-12:00") == nil)
        #expect(Instant("0001-01-01T00:00:00+08:00")?.description == "0001-01-01T00:00:00+08:00")
        #expect(Instant("0001-01-01T00:00:00+09:00") == nil)
        let ledger = try await ledger()
        var draft = Draft(
            NewEvent(
                BookReturned("B-1"), occurred: .instant(Instant(microseconds: .max))), by: clerk)
        let occurred = await #expect(throws: LedgerError.self) { try await ledger.append([draft]) }
        #expect(occurred?.code == .malformed)
        draft.event.occurred = nil
        draft.attestation = Attestation(
            importer: "i", source: "s", recorded: Instant(microseconds: .max))
        let recorded = await #expect(throws: LedgerError.self) { try await ledger.append([draft]) }
        #expect(recorded?.code == .malformed)
        try await ledger.append([Draft(NewEvent(BookReturned("B-1")), by: clerk)])
        var count = 0
        try ledger.history { _ in count += 1 }
        #expect(count == 3)
    }

    @Test func appendingTheSameAgainNeedsNoCondition() async throws {
        let ledger = try await ledger()
        let draft = Draft(
            NewEvent(BookLent("B-1", to: "R"), id: .named("x", in: "t")), by: clerk)
        let condition = AppendCondition([Tag("book", "B-1")], after: 2)
        let first = try await ledger.append([draft], if: condition)
        #expect(try await ledger.append([draft], if: condition).positions == first.positions)
        let twice = await #expect(throws: LedgerError.self) {
            let other = Draft(NewEvent(BookReturned("B-1"), id: .named("y", in: "t")), by: clerk)
            try await ledger.append([other, other])
        }
        #expect(twice?.code == .idTaken)
    }

    @Test(
        arguments: [
            (0, "¥0.00"), (5, "¥0.05"), (-5, "-¥0.05"), (123_456, "¥1,234.56"),
            (-100_000_000, "-¥1,000,000.00"), (.max, "¥92,233,720,368,547,758.07"),
            (.min, "-¥92,233,720,368,547,758.08"),
        ] as [(Int64, String)])
    func moneyIsExactToTheFen(_ fen: Int64, _ text: String) {
        #expect(Money(fen: fen).description == text)
    }

    @Test func moneyStaysAtTheEndsOfItsRange() {
        let most = Money(fen: .max)
        #expect(most + Money(fen: 1) == most)
        #expect(Money(fen: .min) - Money(fen: 1) == Money(fen: .min))
        #expect(Money.zero - Money(fen: .min) == most)
    }

    @Test func anAdmissionRefusesOneByOne() async throws {
        let ledger = try await ledger()
        let good = Draft(NewEvent(BookLent("B-1", to: "R"), id: .named("a", in: "t")), by: clerk)
        let bad = Draft(NewEvent(BookLent("B-9", to: "R")), by: clerk)
        let outcomes = try ledger.admit([good, bad, good])
        try await ledger.synced(through: 3)
        guard case .recorded(2) = outcomes[0], case .refused = outcomes[1],
            case .known(2) = outcomes[2]
        else {
            Issue.record("unexpected outcomes")
            return
        }
        #expect(ledger.size == 3)
    }

    @Test func cloudEventsComeBackAsTheyWent() async throws {
        let ledger = try await ledger()
        try await ledger.perform(
            LendBook(book: "B-1", reader: "R-1"), by: clerk, onBehalfOf: "wu", channel: "phone",
            occurred: .month(2024, 5))
        let copy = try Ledger.open(in: MemoryStorage(), events: .library, as: .founding)
        let reader = CloudEvents(catalog: .library, importer: "importer")
        var lines: [[UInt8]] = []
        try ledger.history {
            lines.append(JSONWriter.compact(try CloudEvents.json($0, source: "a")))
        }
        _ = try copy.admit(try lines.map { try reader.draft($0) })
        try await copy.synced(through: 3)
        for position in UInt64(0)..<3 {
            let (first, second) = (try ledger.event(at: position), try copy.event(at: position))
            #expect(first.envelope.payload == second.envelope.payload)
            #expect(first.envelope.occurred == second.envelope.occurred)
            #expect(first.envelope.tags == second.envelope.tags)
            #expect(first.id == second.id)
            #expect(second.envelope.attestation?.importer == "importer")
            #expect(second.envelope.attestation?.recorded == first.envelope.recorded)
        }
    }

    @Test func historyAnswersWhoDidWhat() async throws {
        let ledger = try await ledger()
        try await ledger.perform(LendBook(book: "B-2", reader: "R-1"), by: clerk)
        var said: [UInt64] = []
        try ledger.history(of: Query([Query.Item(tags: [.actor("li.na"), Tag("book", "B-2")])])) {
            said.append($0.position)
        }
        #expect(said == [1, 2])
        said = []
        try ledger.history(of: Query([Query.Item(types: Query.Types(named: ["book.lent"]))])) {
            said.append($0.position)
        }
        #expect(said == [2])
    }
}
