import SegmentLog
import SegmentLogTesting
import Testing

@testable import CaseLedger

/// What the log's indexes know of a ledger's entries.
@Suite struct CaseDescriberTests {
    private static let limits = LogLimits(
        batchEntries: 40, segmentBytes: 24 << 10, growthBytes: 8 << 10, idleHeadSync: nil,
        sealsInBackground: false)

    /// The hashes are those of another program (the xxhash package of Python), and stay.
    @Test func anEntryIsDescribedByTypeTimeOfRecordingAndTags() async throws {
        let ledger = try Ledger.create(
            in: MemoryStorage(), events: .library,
            clock: { Instant(microseconds: 1_700_000_000_000_000) })
        try await ledger.record(BookLent("B-1", to: "R-1"), by: clerk)
        let bytes = try ledger.reader.entry(at: 0)
        let found = bytes.withUnsafeBytes { CaseDescriber().describe($0) }
        let description = try #require(found)
        #expect(description.kind == 0x10cf_f582_cd90_acf8)
        #expect(description.time == 1_700_000_000_000_000)
        #expect(
            Set(description.labels) == [
                0x8f15_41b9_9d54_ecf0, 0x8266_c2e2_d466_8c32, 0x5cf9_9a2d_55ce_df1f,
            ])
        let filter = EntryFilter(
            types: [BookLent.type], tags: [.actor("li.na")],
            recorded: Instant(microseconds: 0)...Instant(microseconds: 9))
        #expect(
            filter
                == EntryFilter(
                    kinds: [0x10cf_f582_cd90_acf8], labels: [0x8266_c2e2_d466_8c32], times: 0...9))
        #expect([UInt8](repeating: 9, count: 20).withUnsafeBytes(CaseDescriber().describe) == nil)
        try ledger.close()
    }

    @Test func aSealedLedgerHandsOnTheTypesAskedFor() async throws {
        let storage = MemoryStorage()
        let ledger = try Ledger.create(in: storage, events: .library, limits: Self.limits)
        for number in 0..<600 {
            let book = "B-\(number % 50)"
            let drafts =
                number % 9 == 0
                ? Draft(NewEvent(BookReturned(book)), by: clerk)
                : Draft(NewEvent(BookLent(book, to: "R-\(number)")), by: clerk)
            _ = try await ledger.append([drafts])
        }
        let writer = try #require(ledger.writer)
        let report = try await writer.seal(endingSegment: true)
        #expect(report.sealed.count > 1 && report.failures == [])
        var seen: [UInt64] = []
        try ledger.reader.refresh()
        try ledger.reader.forEach(
            in: 0..<600, matching: EntryFilter(types: [BookReturned.type])
        ) { position, _ in seen.append(position.rawValue) }
        #expect(seen == stride(from: 0, to: 600, by: 9).map { $0 })
        try ledger.close()
        #expect(try verify(storage, describer: CaseDescriber()).isSound)
    }
}
