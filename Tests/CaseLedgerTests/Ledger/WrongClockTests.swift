import CaseLedger
import SegmentLogTesting
import Synchronization
import Testing

/// A clock that was wrong once: what is recorded under it, and what is recorded after it.
///
/// One recording under a clock that was a year ahead once moved the day of happening of everything
/// that was recorded until that year was over.
@Suite struct WrongClockTests {
    /// A clock that tests set.
    final class SetClock: Sendable {
        private let present = Mutex(Instant(microseconds: 1_750_000_000_000_000))
        var now: Instant {
            get { present.withLock { $0 } }
            set { present.withLock { $0 = newValue } }
        }
        func go(_ seconds: Int64) { now = now.adding(seconds: seconds) }
    }

    /// A decision that records the present moment.
    private struct Lend: Decision {
        var reads: Query { [Tag("book", "B-1")] }
        func decide(_: Loans, _ context: DecisionContext) -> [NewEvent] {
            [NewEvent(BookLent("B-1", to: "R"), occurred: .instant(context.now))]
        }
    }

    private let clock = SetClock()
    private let day: Int64 = 86_400

    private func open(
        _ storage: MemoryStorage, as access: LedgerAccess = .recording, confirmed: Bool = false,
        leap: Int = 31
    ) throws -> Ledger {
        var options = LedgerOptions(clock: { [clock] in clock.now })
        options.isClockConfirmed = confirmed
        options.clockLeap = leap
        return try Ledger.open(in: storage, events: .library, as: access, options)
    }

    private func isRefused(_ body: () async throws -> Void) async -> Bool {
        do { try await body() } catch {
            return (error as? LedgerError)?.violation?.rule == "I7"
        }
        return false
    }

    /// By each door: nothing is recorded that is far ahead of the last event, until it is confirmed.
    @Test func whatIsFarAheadOfTheLastEventIsRefusedUntilConfirmed() async throws {
        for leap in [1, 31, 400] {
            let storage = MemoryStorage()
            let ledger = try open(storage, as: .founding, leap: leap)
            try await ledger.record(BookAdded("B-0"), by: clerk)
            let known = Draft(NewEvent(BookAdded("B-1"), id: .named("1", in: "t")), by: clerk)
            try await ledger.append([known])
            clock.go(Int64(leap) * day)
            try await ledger.record(BookAdded("B-2"), by: clerk)
            clock.go(Int64(leap) * day + 1)
            let new = Draft(NewEvent(BookAdded("B-3"), id: .named("3", in: "t")), by: clerk)
            #expect(await isRefused { try await ledger.record(BookAdded("B-3"), by: clerk) })
            #expect(await isRefused { try await ledger.append([new]) })
            #expect(await isRefused { _ = try ledger.admit([known, new]) })
            #expect(try await ledger.append([known]).positions == [1], "it is on record already")
            #expect(ledger.size == 3)
            try ledger.close()
            let again = try open(storage, leap: leap)
            #expect(await isRefused { try await again.append([new]) })
            again.confirmClock()
            try await again.append([new])
            clock.go(Int64(leap) * day + 1)
            #expect(await isRefused { try await again.record(BookAdded("B-4"), by: clerk) })
            try again.close()
            let confirmed = try open(storage, confirmed: true, leap: leap)
            try await confirmed.record(BookAdded("B-4"), by: clerk)
            #expect(try confirmed.clockLead() == nil)
            try confirmed.close()
        }
    }

    @Test func onceTheClockIsRightAgainThingsHappenWhenTheyHappen() async throws {
        let storage = MemoryStorage()
        let ledger = try open(storage, as: .founding)
        for number in 0..<5 { try await ledger.record(BookAdded("B-\(number)"), by: clerk) }
        let right = clock.now
        clock.go(365 * day)
        ledger.confirmClock()
        try await ledger.record(BookLent("B-0", to: "R"), by: clerk)
        let wrong = clock.now
        clock.now = right.adding(seconds: 60)
        try await ledger.perform(Lend(), by: clerk)
        try await ledger.append([Draft(NewEvent(BookLent("B-2", to: "R")), by: clerk)])
        for reader in [ledger, try open(storage, as: .reading)] {
            let lead = try #require(try reader.clockLead())
            #expect(lead.positions == 5..<8 && lead.recorded == wrong && lead.now == clock.now)
            let events = try (5..<8).map { try reader.event(at: $0).envelope }
            #expect(events.map(\.recorded) == [wrong, wrong, wrong])
            #expect(events[0].occurred == .instant(wrong))
            #expect(events[1...].allSatisfy { $0.occurred == .instant(clock.now) })
            #expect(try reader.verifyEntries().isEmpty)
        }
        #expect(try await ledger.redecide(Lend(), at: 6).isSame)
        clock.now = wrong
        #expect(try ledger.clockLead() == nil)
    }

    /// A clock that is set back a little, as clocks are, changes no order of happening.
    @Test func aClockThatIsSetBackALittleKeepsTheOrderOfHappening() async throws {
        let ledger = try open(MemoryStorage(), as: .founding)
        var seed = Seed(7)
        for number in 0..<60 {
            try await ledger.record(BookAdded("B-\(number)"), by: clerk)
            let last = try ledger.event(at: UInt64(number)).envelope.recorded
            clock.now = last.adding(seconds: .random(in: -60...60, using: &seed))
            #expect(try ledger.clockLead() == nil)
        }
        let happened = try (0..<ledger.size).map { try ledger.event(at: $0).envelope.occurred }
        #expect(happened.map(\.first) == happened.map(\.first).sorted())
    }

    @Test func theFirstEntryAheadIsFoundWhereverItStands() async throws {
        for count in [1, 2, 3, 17] as [UInt64] {
            for ahead in 0..<count {
                let ledger = try open(MemoryStorage(), as: .founding)
                let right = clock.now
                for number in 0..<count {
                    if number == ahead { clock.go(20 * day) }
                    try await ledger.record(BookAdded("B-\(number)"), by: clerk)
                    clock.go(1)
                }
                clock.now = right
                #expect(try ledger.clockLead()?.positions == ahead..<count)
            }
        }
    }
}
