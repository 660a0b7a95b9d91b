import CaseLedger
import CaseLedgerTesting
import CaseReactors
import Foundation
import SegmentLog
import Synchronization
import Testing

/// The article on projections, run as it stands there.
@Suite struct ProjectionsArticle {
    typealias BookAdded = FirstLedgerArticle.BookAdded
    typealias BookLent = FirstLedgerArticle.BookLent

    struct BookReturned: Payload {
        static let type: EventType = "book.returned"
        var book = ""
        mutating func fields(_ visit: inout some FieldVisitor) throws(CodecError) {
            try visit.field(1, "book", &book)
        }
        func tag(_ tags: inout TagSet) { tags.about(Tag("book", book)) }
    }

    // article: Projections
    struct Loans: Projection, Equatable {
        var reader: [String: String] = [:]
        var times: [String: Int] = [:]
        static func handle(_ on: inout Handlers<Loans>) {
            on(BookLent.self) { loans, _, lent in
                loans.reader[lent.book] = lent.reader
                loans.times[lent.book, default: 0] += 1
            }
            on(BookReturned.self) { loans, _, returned in loans.reader[returned.book] = nil }
        }
    }
    // end article

    // article: Projections
    struct Reminders: Reactor {
        static let name = "reminders"
        let send: @Sendable (String, EventID) async throws -> Void
        static func handle(_ on: inout Reactions<Reminders>) {
            on(BookLent.self) { reminders, event, lent in
                try await reminders.send(lent.reader, event.id)
            }
        }
    }
    // end article

    // swift-format-ignore
    @Test func theArticleDoesWhatItSays() async throws {
        let directory = temporaryPath()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let console = Console()
        func print(_ items: Any...) { console.print(items) }
        let catalog: EventCatalog = [BookLent.self, BookReturned.self, BookAdded.self]
        // The article lends books that nobody added: here nothing founds them.
        let free: EventCatalog = [BookLent.self, BookReturned.self]
        let ledger = try Ledger.open(at: directory, events: catalog, as: .foundingIfNew)
        let desk = Actor("li.na", role: "clerk", unit: "branch:north")
        for book in ["B-1", "B-2"] {
            try await ledger.record(BookAdded(book: book, title: ""), by: desk)
        }
        try await ledger.record(
            BookLent(book: "B-1", reader: "R-1"), by: desk, occurred: .day(2025, 2, 1))
        try await ledger.record(
            BookReturned(book: "B-1"), by: desk, occurred: .day(2025, 3, 2))
        try await ledger.record(
            BookLent(book: "B-2", reader: "R-1"), by: desk, occurred: .day(2025, 3, 3))

        // article: Projections
        let all = try ledger.view(Loans.self)
        let one = try ledger.view(Loans.self, of: .tag(Tag("book", "B-1")))
        let then = try ledger.view(Loans.self, in: TimeFrame(asOf: .day(2025, 3, 1)))
        print(all.reader.count, one.times["B-1"] ?? 0, then.reader.count)
        // end article

        // article: Projections
        struct Titles: SnapshotProjection {
            var count = 0
            static func handle(_ on: inout Handlers<Titles>) {
                on(BookAdded.self) { titles, _, _ in titles.count += 1 }
            }
        }
        let (loans, titles) = (ledger.fold(Loans.self), ledger.fold(Titles.self))
        let read = try ledger.replay([loans, titles])
        print(read, loans.state.reader.count, titles.state.count)
        // end article

        // article: Projections
        try ledger.keepSnapshot(of: Titles.self)
        print(try ledger.latest(Titles.self).count)
        // end article

        // article: Projections
        for try await loans in ledger.follow(Loans.self) {
            print(loans.state.reader.count, loans.lag)
            if loans.lag == 0 { break }
        }
        // end article

        // article: Projections
        let slot = try ViewSlot(ledger, Loans.self) { $0.reader.count }
        try slot.rebuild(as: Titles.self) { $0.count }
        print(slot.current.name, slot.current.value)
        // end article

        let sent = Mutex<[String]>([])
        let failing = Mutex(0)
        struct MailboxIsFull: Error {}
        let reminders = Reminders { reader, _ in
            let fails = failing.withLock { left in
                defer { left = max(left - 1, 0) }
                return left > 0
            }
            if fails { throw MailboxIsFull() }
            sent.withLock { $0.append(reader) }
        }
        defer { try? FileManager.default.removeItem(atPath: directory + ".reactors") }
        // article: Projections
        let folder = directory + ".reactors"  // beside the ledger, not in it
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let records = FileStorage(directory: folder)  // takes a directory that exists
        let runner = try ReactorRunner(reminders, on: ledger, keeping: records)
        if case .caughtUp(let count) = try await runner.catchUp() { print(count, "entries looked at") }
        await runner.close()
        // end article
        #expect(sent.withLock { $0 } == ["R-1", "R-1"])

        try await ledger.record(BookLent(book: "B-1", reader: "R-2"), by: desk)
        failing.withLock { $0 = 2 }
        // article: Projections
        let twice = RetryPolicy(attempts: 2) { _ in }  // at once; by default it waits ever longer
        let second = try ReactorRunner(reminders, on: ledger, keeping: records, policy: twice)
        if case .paused(let event) = try await second.catchUp() {
            print("stopped before", event.position, "after", event.attempts, "attempts:", event.reason)
            try await second.resume(.retry)  // .skip leaves it out for good, .park sets it aside
        }
        // end article
        #expect(await second.status == .caughtUp(6))
        #expect(sent.withLock { $0 } == ["R-1", "R-1", "R-2"])

        for reader in ["R-3", "R-4"] {
            try await ledger.record(BookLent(book: "B-1", reader: reader), by: desk)
            failing.withLock { $0 = 2 }
            _ = try await second.catchUp()
            try await second.resume(.park)
        }
        #expect(await second.parked.map(\.position) == [6, 7])
        failing.withLock { $0 = 2 }
        // article: Projections
        for event in await second.parked {
            if try await !second.retry(event.position) { try await second.skip(event.position) }
        }
        await second.close()
        // end article
        #expect(await second.parked.isEmpty)
        #expect(sent.withLock { $0 } == ["R-1", "R-1", "R-2", "R-4"])

        try await {
            let catalog = free
            // article: Projections
            try await Given(BookLent(book: "B-1", reader: "R-1"), BookReturned(book: "B-1"), in: catalog)
                .then(Loans(reader: [:], times: ["B-1": 1]))
            // end article
        }()

        #expect(console.lines == ["1 1 1", "5 1 2", "2", "1 0", "Titles 2", "5 entries looked at", "stopped before 5 after 2 attempts: MailboxIsFull"])
        try ledger.close()
    }
}
