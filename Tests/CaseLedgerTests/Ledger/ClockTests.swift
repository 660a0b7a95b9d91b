import CaseLedger
import SegmentLogTesting
import Synchronization
import Testing

/// Fault 25: a clock that is set back or forward while a ledger is written.
@Suite struct ClockTests {
    @Test func aClockThatJumpsKeepsTheOrderAndTheRecordedTimesRising() async throws {
        let base: Int64 = 1_750_000_000_000_000
        // Set back by a second, a year, to 1970 and before; then far ahead, then back again.
        let jumps: [Int64] = [
            0, -1_000_000, 31_536_000_000_000, -base, -base - 5, 1, 400_000_000_000_000, -1, 0,
        ]
        let next = Mutex(0)
        let storage = MemoryStorage()
        let clock: @Sendable () -> Instant = {
            let index = next.withLock { index in
                defer { index += 1 }
                return index
            }
            return Instant(microseconds: base + jumps[index % jumps.count])
        }
        var options = LedgerOptions(clock: clock)
        options.clockLeap = 36_500
        var ids: [EventID] = []
        for round in 0..<2 {
            let ledger =
                round == 0
                ? try Ledger.open(
                    in: storage, events: .library, as: .founding,
                    options)
                : try Ledger.open(in: storage, events: .library, options)
            for number in 0..<20 {
                let id = EventID.next()
                ids.append(id)
                let event = NewEvent(BookAdded("B-\(round)-\(number)"), id: id)
                try await ledger.append([Draft(event, by: clerk)])
            }
            try ledger.close()
        }
        let ledger = try Ledger.open(in: storage, events: .library)
        let events = try ids.indices.map { try ledger.event(at: UInt64($0)) }
        #expect(events.map(\.id) == ids)
        let recorded = events.map(\.envelope.recorded)
        #expect(recorded == recorded.sorted())
        #expect(Set(recorded).count > 2)
        try ledger.close()
    }
}
