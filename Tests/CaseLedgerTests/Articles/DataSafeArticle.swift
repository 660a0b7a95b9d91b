import CaseLedger
import Foundation
import SegmentLogTesting
import Testing

/// The article on safety, run as it stands there.
@Suite struct DataSafeArticle {
    typealias BookAdded = FirstLedgerArticle.BookAdded

    // swift-format-ignore
    @Test func theArticleDoesWhatItSays() async throws {
        let directory = temporaryPath()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let console = Console()
        func print(_ items: Any...) { console.print(items) }
        let ledger = try Ledger.open(
            at: directory, events: [BookAdded.self], as: .foundingIfNew)
        let desk = Actor("li.na", role: "clerk", unit: "branch:north")

        // article: WhenIsMyDataSafe
        let receipt = try await ledger.record(BookAdded(book: "B-1"), by: desk)
        print("safe: entries below", receipt.size, "under root", receipt.root)
        // end article

        // article: WhenIsMyDataSafe
        let drafts = (2...500).map { Draft(NewEvent(BookAdded(book: "B-\($0)")), by: desk) }
        print(try await ledger.append(drafts).positions.count)
        // end article

        // article: WhenIsMyDataSafe
        let id = EventID.next()  // keep it with the request
        let first = try await ledger.record(BookAdded(book: "B-501"), by: desk, id: id)
        let again = try await ledger.record(BookAdded(book: "B-501"), by: desk, id: id)
        print(first.positions == again.positions)
        // end article

        // article: WhenIsMyDataSafe
        let order = (0..<3).map { line in
            Draft(
                NewEvent(
                    BookAdded(book: "B-60\(line)"), id: .named("order 17, line \(line)", in: "shop")),
                by: desk)
        }
        let sent = try await ledger.append(order)  // and the process dies before it can tell anybody
        try ledger.close()
        let reopened = try Ledger.open(at: directory, events: [BookAdded.self])
        let resent = try await reopened.append(order)
        print(sent.positions == resent.positions, reopened.size)
        // end article

        // article: WhenIsMyDataSafe
        struct Books: Projection {
            var all: Set<String> = []
            static func handle(_ on: inout Handlers<Books>) {
                on(BookAdded.self) { books, _, added in books.all.insert(added.book) }
            }
        }
        struct AddOnce: Decision {
            let book: String
            var reads: Query { [Tag("book", book)] }
            func decide(_ books: Books, _: DecisionContext) throws(RuleViolation) -> [NewEvent] {
                if books.all.contains(book) { throw RuleViolation("L0", "The book is there.") }
                return [NewEvent(BookAdded(book: book))]
            }
        }
        try await reopened.perform(AddOnce(book: "B-700"), by: desk)
        do { try await reopened.perform(AddOnce(book: "B-700"), by: desk) } catch {
            guard error.violation?.rule == "L0" else { throw error }
            print("it was recorded")
        }
        // end article

        // article: WhenIsMyDataSafe
        let disk = MemoryStorage()
        let beforeCrash = try Ledger.open(in: disk, events: [BookAdded.self], as: .founding)
        try await beforeCrash.record(BookAdded(book: "B-1"), by: desk)
        for seed in 0..<20 as Range<UInt64> {
            let left = disk.crashed(seed: seed)  // of what was not synced, any part may be gone
            let afterCrash = try Ledger.open(in: left, events: [BookAdded.self])
            guard afterCrash.size == 1 else { throw LedgerError(.damaged, "seed \(seed)") }
            try afterCrash.close()
        }
        // end article

        #expect(
            console.lines == [
                "safe: entries below 1 under root \(receipt.root)", "499", "true", "true 504",
                "it was recorded",
            ])
        #expect(reopened.size == 505)
        try reopened.close()
    }
}
