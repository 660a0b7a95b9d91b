import SegmentLog
import SegmentLogTesting
import Testing

@testable import CaseLedger

/// A run of the index that claims to be larger than its entries can make it.
///
/// One of 17 GB, all of it a hole, once ended the process before anything of it was checked.
@Suite struct IndexSizeTests {
    private func header(_ change: (inout IndexRunHeader) -> Void) -> IndexRunHeader? {
        var header = IndexRunHeader(
            hashBits: 64, log: String(repeating: "a", count: 32), from: 0, to: 100, leaf: .zero,
            lastRecorded: Instant(microseconds: 0))
        header.maps = [.init(filterPages: 1, recordPages: 2, keys: 300), .init()]
        header.amending = 3
        change(&header)
        return header.encoded().withUnsafeBytes { IndexRunHeader($0) }
    }

    @Test func sizesThatCannotBeAreNoHeader() {
        #expect(header { _ in } != nil)
        #expect(header { $0.amending = 100 } != nil)
        #expect(header { $0.amending = 101 } == nil)
        #expect(header { $0.amending = 1 << 31 } == nil)
        #expect(header { $0.maps[0].recordPages = 1 << 30 } == nil)
        #expect(header { $0.maps[1].filterPages = 1 << 39 } == nil)
        #expect(header { $0.maps[0].keys = 1_025 } == nil)
        #expect(header { $0.maps[1].keys = .max } == nil)
    }

    @Test func whatALedgerWritesIsWithinItsSizes() async throws {
        let storage = MemoryStorage()
        let ledger = try Ledger.open(
            in: storage, events: .library, as: .founding,
            LedgerOptions(limits: .plain, indexLimits: .tiny()))
        for book in 0..<60 { try await ledger.record(BookAdded("B-\(book)"), by: clerk) }
        try ledger.close()
        let names = storage.paths.filter { $0.hasPrefix("cache/index-") }
        #expect(!names.isEmpty)
        let sums = CacheSums(in: storage, isWriting: false)
        sums.refresh()
        for name in names {
            #expect(try IndexRun(name, in: storage, knownBy: #require(sums[name])) != nil)
        }
    }
}
