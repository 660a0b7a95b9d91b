import CaseLedger
import CaseLedgerTesting
import SegmentLog
import SegmentLogTesting
import Synchronization
import Testing

/// Something that is said once.
final class Flag: Sendable {
    private let value = Mutex(false)
    var isUp: Bool { value.withLock { $0 } }
    func raise() { value.withLock { $0 = true } }
}

/// A pulse that beats only when the test says so.
final class Beats: Sendable {
    private struct State {
        var due = 0
        var waiter: CheckedContinuation<Bool, Never>?
    }
    private let state = Mutex(State())

    var pulse: Ledger.Pulse { Ledger.Pulse { try await self.wait() } }

    func beat() {
        state.withLock { state in
            if let waiter = state.waiter.take() { return waiter.resume(returning: true) }
            state.due += 1
        }
    }

    func wait() async throws {
        let isBeat = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                state.withLock { state in
                    if Task.isCancelled { return continuation.resume(returning: false) }
                    guard state.due == 0 else {
                        state.due -= 1
                        return continuation.resume(returning: true)
                    }
                    state.waiter = continuation
                }
            }
        } onCancel: {
            state.withLock { $0.waiter.take()?.resume(returning: false) }
        }
        if !isBeat { throw CancellationError() }
    }
}

/// Following a view, in the process that records and in another.
@Suite struct LiveTests {
    private func ledger(in storage: MemoryStorage = MemoryStorage()) async throws -> Ledger {
        let clock = SteppingClock()
        let ledger = try Ledger.open(
            in: storage, events: .library, as: .founding,
            LedgerOptions(clock: { clock.next() }))
        try await ledger.record(BookAdded("B-1"), by: clerk)
        return ledger
    }

    private let lent = BookLent("B-1", to: "R", fee: Money(fen: 50))

    @Test func aSyncWakesTheFollowerThoughThePulseNeverBeats() async throws {
        let ledger = try await ledger()
        var steps = ledger.follow(Loans.self, pulse: Beats().pulse).makeAsyncIterator()
        let first = try #require(try await steps.next())
        #expect((first.reason, first.position, first.lag) == (.continued, 1, 0))
        for number in 1...20 {
            async let receipt = ledger.record(lent, by: clerk)
            let step = try #require(try await steps.next())
            #expect(step.reason == .continued)
            #expect(step.position == UInt64(number) + 1)
            #expect(step.state.fees == Money(fen: Int64(number) * 50))
            _ = try await receipt
        }
    }

    @Test func aBeatWithNothingNewIsAHeartbeat() async throws {
        let ledger = try await ledger()
        let beats = Beats()
        var steps = ledger.follow(Loans.self, pulse: beats.pulse).makeAsyncIterator()
        var last = try #require(try await steps.next())
        for _ in 0..<3 {
            beats.beat()
            let step = try #require(try await steps.next())
            #expect((step.reason, step.position, step.head, step.lag) == (.heartbeat, 1, 1, 0))
            #expect(step.at > last.at)
            last = step
        }
    }

    @Test func anotherProcessLooksAtEveryBeat() async throws {
        let storage = MemoryStorage()
        let ledger = try await ledger(in: storage)
        let reader = try Ledger.open(in: storage, events: .library, as: .reading)
        let beats = Beats()
        var steps = reader.follow(Loans.self, pulse: beats.pulse).makeAsyncIterator()
        #expect(try await steps.next()?.position == 1)
        beats.beat()
        #expect(try await steps.next()?.reason == .heartbeat)
        beats.beat()
        try await ledger.record(lent, by: clerk)
        try await ledger.record(lent, by: clerk)
        let step = try #require(try await steps.next())
        #expect((step.reason, step.position, step.head) == (.continued, 3, 3))
        #expect(try step.state == ledger.view(Loans.self))
    }

    @Test func anAmendmentOfWhatWasFoldedGivesTheCorrectedState() async throws {
        let ledger = try await ledger()
        let id = EventID.next()
        try await ledger.record(lent, by: clerk, id: id)
        var steps = ledger.follow(Loans.self, pulse: Beats().pulse).makeAsyncIterator()
        #expect(try await steps.next()?.state.fees == Money(fen: 50))
        let corrected = BookLent("B-1", to: "R", fee: Money(fen: 5))
        try await ledger.record(
            EventCorrected(id, to: corrected, reason: "a zero too many"), by: clerk)
        let step = try #require(try await steps.next())
        #expect((step.reason, step.state.fees) == (.rebuilt, Money(fen: 5)))
        // What is amended before the follower saw it needs no new start.
        let late = EventID.next()
        let drafts = [
            Draft(NewEvent(lent, id: late), by: clerk),
            Draft(NewEvent(BookReturned("B-1")), by: clerk),
        ]
        try await ledger.append(drafts)
        #expect(try await steps.next()?.reason == .continued)
        try await ledger.record(EventRetracted(late, reason: "never"), by: clerk)
        let last = try #require(try await steps.next())
        #expect((last.reason, last.state.fees) == (.rebuilt, Money(fen: 5)))
        #expect(try last.state == ledger.view(Loans.self))
    }

    @Test func followingEndsWithTheLedgerAndWithTheTask() async throws {
        let ledger = try await ledger()
        let steps = ledger.follow(Loans.self, pulse: Beats().pulse)
        let started = Beats()
        let task = Task {
            var seen = 0
            for try await _ in steps {
                seen += 1
                started.beat()
            }
            return seen
        }
        try await started.wait()
        task.cancel()
        #expect(try await task.value == 1)
        var iterator = steps.makeAsyncIterator()
        #expect(try await iterator.next() != nil)
        try ledger.close()
        #expect(try await iterator.next() == nil)
        #expect(try await iterator.next() == nil)
    }

    @Test func whatBreaksTheWriterIsToldToTheFollower() async throws {
        let isBroken = Flag()
        let storage = FaultyStorage(MemoryStorage()) { call in
            call.kind == .sync && isBroken.isUp ? .ioError : nil
        }
        let ledger = try Ledger.open(in: storage, events: .library, as: .founding)
        try await ledger.record(BookAdded("B-1"), by: clerk)
        var steps = ledger.follow(Loans.self, pulse: Beats().pulse).makeAsyncIterator()
        _ = try await steps.next()
        isBroken.raise()
        _ = try? await ledger.record(lent, by: clerk)
        await #expect(throws: LogError.self) { try await steps.next() }
    }
}
