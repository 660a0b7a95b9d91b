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
        let ledger = try Ledger.openOrCreate(at: directory, events: [BookAdded.self])
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
        let disk = MemoryStorage()
        let beforeCrash = try Ledger.create(in: disk, events: [BookAdded.self])
        try await beforeCrash.record(BookAdded(book: "B-1"), by: desk)
        for seed in 0..<20 as Range<UInt64> {
            let left = disk.crashed(seed: seed)  // of what was not synced, any part may be gone
            let afterCrash = try Ledger.open(in: left, events: [BookAdded.self])
            guard afterCrash.size == 1 else { throw LedgerError(.damaged, "seed \(seed)") }
            try afterCrash.close()
        }
        // end article

        #expect(console.lines == ["safe: entries below 1 under root \(receipt.root)", "499", "true"])
        #expect(ledger.size == 501)
        try ledger.close()
    }
}
