import CaseExchange
import CaseLedger
import CaseLedgerTesting
import SegmentLogTesting
import Testing

/// Old events read by new code: through a chain of steps, or not at all.
@Suite struct VersionTests {
    struct LoanV1: Payload {
        static let type: EventType = "loan.made/1"
        var book = ""
        mutating func fields(_ visit: inout some FieldVisitor) throws(CodecError) {
            try visit.field(1, "book", &book)
        }
        func tag(_ tags: inout TagSet) { tags.about(Tag("book", book)) }
    }
    struct LoanV2: Payload {
        static let type: EventType = "loan.made/2"
        var book = ""
        var reader = ""
        mutating func fields(_ visit: inout some FieldVisitor) throws(CodecError) {
            try visit.field(1, "book", &book)
            try visit.field(2, "reader", &reader)
        }
        func tag(_ tags: inout TagSet) { tags.about(Tag("book", book)) }
    }
    struct Loan: Payload {
        static let type: EventType = "loan.made/3"
        var book = ""
        var reader = ""
        var days: Int64 = 0
        init() {}
        init(_ book: String, _ reader: String, days: Int64) {
            (self.book, self.reader, self.days) = (book, reader, days)
        }
        mutating func fields(_ visit: inout some FieldVisitor) throws(CodecError) {
            try visit.field(1, "book", &book)
            try visit.field(2, "reader", &reader)
            try visit.field(3, "days", &days)
        }
        func tag(_ tags: inout TagSet) { tags.about(Tag("book", book)) }
    }
    struct Loans: SnapshotProjection, Equatable {
        var lines: [String] = []
        static func handle(_ on: inout Handlers<Loans>) {
            on(Loan.self) { loans, _, loan in
                loans.lines.append("\(loan.book) \(loan.reader) \(loan.days)")
            }
        }
    }
    struct Lend: Decision {
        var book: String
        var reads: Query { [Tag("book", book)] }
        func decide(_ loans: Loans, _: DecisionContext) throws(RuleViolation) -> [NewEvent] {
            guard loans.lines.isEmpty else { throw RuleViolation("L1", "lent before") }
            return [NewEvent(Loan(book, "R", days: 7))]
        }
    }

    static let first: EventCatalog = [LoanV1.self]
    static let second = EventCatalog([
        EventDefinition(LoanV1.self) { LoanV2(book: $0.book, reader: "unknown") },
        EventDefinition(LoanV2.self),
    ])
    static let third = EventCatalog([
        EventDefinition(LoanV1.self) { LoanV2(book: $0.book, reader: "unknown") },
        EventDefinition(LoanV2.self) { Loan($0.book, $0.reader, days: 30) },
        EventDefinition(Loan.self),
    ])

    /// A ledger that three generations of a program have recorded in.
    func generations() async throws -> (MemoryStorage, Ledger) {
        let storage = MemoryStorage()
        var ledger = try Ledger.open(in: storage, events: Self.first, as: .founding)
        try await ledger.record(LoanV1(book: "B-1"), by: clerk)
        try ledger.close()
        ledger = try Ledger.open(in: storage, events: Self.second)
        try await ledger.record(LoanV2(book: "B-2", reader: "R-2"), by: clerk)
        try ledger.close()
        ledger = try Ledger.open(in: storage, events: Self.third)
        try await ledger.record(Loan("B-3", "R-3", days: 14), by: clerk)
        return (storage, ledger)
    }

    @Test func everyGenerationIsSeenInTheNewestVersion() async throws {
        let (_, ledger) = try await generations()
        let all = ["B-1 unknown 30", "B-2 R-2 30", "B-3 R-3 14"]
        #expect(try ledger.view(Loans.self).lines == all)
        #expect(try ledger.view(Loans.self, of: .tag(Tag("book", "B-1"))).lines == [all[0]])
        let event = try ledger.event(at: 0)
        #expect(event.type == LoanV1.type, "what is on disk stays as it is")
        #expect(try event.payload(Loan.self).days == 30)
        #expect(try event.payload(LoanV2.self).reader == "unknown")
        #expect(try event.data() == ["book": "B-1"])
        #expect(throws: CodecError.self) { try ledger.event(at: 2).payload(LoanV2.self) }
    }

    @Test func aDecisionSeesOldEventsAndConditionsCountThem() async throws {
        let (_, ledger) = try await generations()
        let error = await #expect(throws: LedgerError.self) {
            try await ledger.perform(Lend(book: "B-1"), by: clerk)
        }
        #expect(error?.violation?.rule == "L1")
        try await ledger.perform(Lend(book: "B-4"), by: clerk)
    }

    @Test func aCorrectionOfAnOldEventIsSeenInTheNewestVersionToo() async throws {
        let (_, ledger) = try await generations()
        let correction = try EventCorrected(
            try ledger.event(at: 0).id, to: LoanV1(book: "B-9"), reason: "misread")
        try await ledger.record(correction, by: clerk)
        #expect(try ledger.view(Loans.self).lines[0] == "B-9 unknown 30")
    }

    @Test func anOldEventIsCorrectedToTheNewestVersion() async throws {
        let (storage, ledger) = try await generations()
        let first = try ledger.event(at: 0).id
        let correction = try EventCorrected(
            first, to: Loan("B-9", "R-9", days: 3), reason: "misread")
        try await ledger.record(correction, by: clerk)
        #expect(try ledger.view(Loans.self).lines[0] == "B-9 R-9 3")
        #expect(try ledger.view(Loans.self, of: .tag(Tag("book", "B-9"))).lines == ["B-9 R-9 3"])
        try await ledger.record(
            try EventCorrected(first, to: LoanV2(book: "B-8", reader: "R-8"), reason: "misread"),
            by: clerk)
        #expect(try ledger.view(Loans.self).lines[0] == "B-8 R-8 30", "the last one holds")

        let error = await #expect(throws: LedgerError.self) {
            let newest = try ledger.event(at: 2).id
            try await ledger.record(
                try EventCorrected(newest, to: LoanV1(book: "B-7"), reason: "misread"), by: clerk)
        }
        #expect(
            error?.message
                == "field 'type': the target is of type loan.made/3; correct it to that or a later version"
        )
        try ledger.close()
        let old = try Ledger.open(in: storage, events: Self.first, as: .reading)
        let unknown = #expect(throws: LedgerError.self) { try old.view(LoansV1.self) }
        #expect(unknown?.code == .damaged)
    }

    /// A program of the second generation on a loan of the first.
    func secondGeneration(_ storage: MemoryStorage) async throws -> (Ledger, first: EventID) {
        let ledger = try Ledger.open(in: storage, events: Self.first, as: .founding)
        try await ledger.record(LoanV1(book: "B-1"), by: clerk)
        let first = try ledger.event(at: 0).id
        try ledger.close()
        return (try Ledger.open(in: storage, events: Self.second), first)
    }

    struct Correct: Decision {
        let event: EventID
        let loan: @Sendable (EventID) throws(CodecError) -> EventCorrected
        var reads: Query { [Tag("book", "B-1")] }
        func decide(_: LoansSeen, _: DecisionContext) throws(RuleViolation) -> [NewEvent] {
            do throws(CodecError) { return [NewEvent(try loan(event))] } catch {
                throw RuleViolation("L2", "no such loan")
            }
        }
    }
    struct LoansSeen: SnapshotProjection {
        static func handle(_ on: inout Handlers<LoansSeen>) {}
    }

    @Test func aCorrectionIsDecidedAgainInTheNewestVersion() async throws {
        let storage = MemoryStorage()
        var (ledger, first) = try await secondGeneration(storage)
        let then = Correct(event: first) { (id) throws(CodecError) in
            try EventCorrected(id, to: LoanV2(book: "B-1", reader: "R-9"), reason: "misread")
        }
        try await ledger.perform(then, by: clerk)
        try ledger.close()
        ledger = try Ledger.open(in: storage, events: Self.third)
        func again(_ days: Int64) async throws -> Redecision {
            let now = Correct(event: first) { (id) throws(CodecError) in
                try EventCorrected(id, to: Loan("B-1", "R-9", days: days), reason: "misread")
            }
            return try await ledger.redecide(now, at: 1)
        }
        #expect(try await again(30).isSame)
        #expect(try await again(31).differences.map(\.what) == ["data"])
    }

    struct LoansV1: Projection {
        static func handle(_ on: inout Handlers<LoansV1>) { on(LoanV1.self) { _, _, _ in } }
    }

    @Test func aReaderRefusesACorrectionToAVersionItDoesNotKnow() async throws {
        let storage = MemoryStorage()
        let (ledger, first) = try await secondGeneration(storage)
        try await ledger.record(
            try EventCorrected(first, to: LoanV2(book: "B-2", reader: "R"), reason: "misread"),
            by: clerk)
        try ledger.close()
        let old = try Ledger.open(in: storage, events: Self.first, as: .reading)
        let error = #expect(throws: LedgerError.self) { try old.view(LoansV1.self) }
        #expect(error?.code == .damaged && error?.position == 1)
        #expect(error?.message.contains("which this reader does not know") == true)
    }

    @Test func aPastVersionIsRecordedOnlyIfItComesFromElsewhere() async throws {
        let (_, ledger) = try await generations()
        let error = await #expect(throws: LedgerError.self) {
            try await ledger.record(LoanV1(book: "B-5"), by: clerk)
        }
        #expect(
            error?.message
                == "field 'type': loan.made/1 is a past version; record loan.made/3")
        let line =
            #"{"specversion":"1.0","type":"loan.made/1","source":"old","id":"1","#
            + #""time":"2020-01-01T00:00:00Z","actor":"a","role":"r","unit":"u:1","#
            + #""data":{"book":"B-5"}}"#
        let draft = try CloudEvents(catalog: Self.third, importer: "i").draft(Array(line.utf8))
        try await ledger.append([draft])
        #expect(try ledger.event(at: 3).type == LoanV1.type)
        #expect(try ledger.view(Loans.self).lines.last == "B-5 unknown 30")
    }

    @Test func anEventNewerThanTheReaderIsAnErrorAndNeverAGuess() async throws {
        let (storage, ledger) = try await generations()
        try ledger.close()
        let old = try Ledger.open(in: storage, events: Self.second, as: .reading)
        let error = #expect(throws: LedgerError.self) { try old.view(LoansV2.self) }
        #expect(error?.message.contains("loan.made/3, which this reader does not know") == true)
        #expect(error?.position == 2)
        #expect(throws: CodecError.self) { try old.event(at: 2).data() }
    }

    struct LoansV2: SnapshotProjection {
        static func handle(_ on: inout Handlers<LoansV2>) { on(LoanV2.self) { _, _, _ in } }
    }

    @Test(
        arguments: [
            (
                EventCatalog([EventDefinition(LoanV1.self), EventDefinition(LoanV2.self)]),
                "loan.made/1 does not say what it becomes in loan.made/2"
            ),
            (
                EventCatalog([
                    EventDefinition(LoanV1.self) { Loan($0.book, "", days: 1) },
                    EventDefinition(LoanV2.self) { Loan($0.book, "", days: 1) },
                    EventDefinition(Loan.self),
                ]),
                "loan.made/1 becomes loan.made/3: that leaves out 1 between; "
                    + "go from each version to the next"
            ),
            (
                EventCatalog([EventDefinition(LoanV2.self)]),
                "loan.made/1 is missing: keep every version that may be on disk"
            ),
            (
                EventCatalog([
                    EventDefinition(LoanV1.self) { LoanV2(book: $0.book) },
                    EventDefinition(LoanV2.self) { LoanV1(book: $0.book) },
                ]),
                "loan.made/2 becomes loan.made/1: that would go round in a cycle"
            ),
            (
                EventCatalog([
                    EventDefinition(LoanV1.self) { LoanV2(book: $0.book) }
                ]),
                "loan.made/1 becomes loan.made/2, which is not in the catalog"
            ),
            (
                EventCatalog([
                    EventDefinition(LoanV1.self) { BookLent($0.book, to: "") },
                    EventDefinition(BookLent.self),
                ]),
                "loan.made/1 becomes book.lent/1: a name on disk never changes"
            ),
        ])
    func aBrokenChainIsRefusedAtTheStart(_ catalog: EventCatalog, _ problem: String) throws {
        #expect(catalog.problems == [problem])
        let storage = MemoryStorage()
        let error = #expect(throws: LedgerError.self) {
            try Ledger.open(in: storage, events: catalog, as: .founding)
        }
        #expect(error?.code == .schema)
        #expect(error?.message == "the event types do not fit together: \(problem)")
        _ = try Ledger.open(in: storage, events: .library, as: .founding)
    }

    /// A field that the reader does not have belongs to a newer writer: it is refused, not dropped.
    @Test func anUnknownFieldIsRefused() throws {
        let bytes = try WireEncoder.encode(LoanV2(book: "B", reader: "R"))
        let error = #expect(throws: CodecError.self) {
            try WireDecoder.decode(LoanV1.self, from: bytes)
        }
        #expect(error?.code == .unknownField)
        let json = try #require(try? JSONValue.parse(#"{"book":"B","reader":"R"}"#))
        #expect(throws: CodecError.self) { try LoanV1(json: json) }
    }
}
