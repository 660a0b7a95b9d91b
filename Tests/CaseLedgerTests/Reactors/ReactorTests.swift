import CaseLedger
import CaseLedgerTesting
import CaseReactors
import SegmentLog
import SegmentLogTesting
import Synchronization
import Testing

/// A post office that remembers what it was asked to send, and may refuse.
final class Post: Sendable {
    struct Down: Error { let secret = "the reader's name is Ouyang" }
    struct Full: ReactorReason { let reason = "the post office is full" }

    private struct State {
        var sent: [(id: EventID, text: String)] = []
        var failing: Set<String> = []
        var attempts = 0
        var backoffs: [Int] = []
    }
    private let state = Mutex(State())

    func send(_ text: String, for id: EventID) throws {
        try state.withLock { state in
            state.attempts += 1
            if state.failing.contains(text) { throw Down() }
            if text == "full" { throw Full() }
            state.sent.append((id, text))
        }
    }
    func fail(_ texts: Set<String>) { state.withLock { $0.failing = texts } }
    func backOff(_ failures: Int) { state.withLock { $0.backoffs.append(failures) } }
    var texts: [String] { state.withLock { $0.sent.map(\.text) } }
    var ids: [EventID] { state.withLock { $0.sent.map(\.id) } }
    var attempts: Int { state.withLock { $0.attempts } }
    var backoffs: [Int] { state.withLock { $0.backoffs } }
}

struct Reminders: Reactor {
    static let name = "reminders"
    let post: Post
    static func handle(_ on: inout Reactions<Reminders>) {
        on(BookLent.self) { this, event, lent in try this.post.send(lent.reader, for: event.id) }
        on(VersionTests.Loan.self) { this, event, loan in
            try this.post.send("\(loan.book) \(loan.days)", for: event.id)
        }
    }
}

/// Side effects happen at least once, in order, and stop where they fail.
@Suite struct ReactorTests {
    private let post = Post()
    private let records = MemoryStorage()
    private let logs = MemoryStorage()

    private func ledger(_ readers: String...) async throws -> Ledger {
        let clock = SteppingClock()
        let ledger = try Ledger.open(
            in: logs, events: Medley.catalog, as: .founding,
            LedgerOptions(clock: { clock.next() }))
        try await ledger.record(BookAdded("B-1"), by: clerk)
        for reader in readers { try await lend(reader, in: ledger) }
        return ledger
    }

    private func lend(_ reader: String, in ledger: Ledger) async throws {
        try await ledger.record(BookLent("B-1", to: reader), by: clerk)
    }

    private func runner(
        _ ledger: Ledger, in storage: (any Storage)? = nil, from start: UInt64 = 0,
        then outcome: RetryPolicy.Outcome = .pause
    ) throws -> ReactorRunner<Reminders> {
        let policy = RetryPolicy(attempts: 3, then: outcome) { [post] in post.backOff($0) }
        return try ReactorRunner(
            Reminders(post: post), on: ledger, keeping: storage ?? records, from: start,
            policy: policy)
    }

    @Test func eachEventIsHandledOnceInOrderAndOldVersionsInTheNewForm() async throws {
        let ledger = try await ledger("a", "b")
        let first = try runner(ledger)
        #expect(try await first.catchUp() == .caughtUp(3))
        var old = Draft(NewEvent(VersionTests.LoanV1(book: "B-1")), by: clerk)
        old.attestation = Attestation(importer: "importer", source: "test")
        try await ledger.append([old])
        try await ledger.record(BookReturned("B-1"), by: clerk)
        #expect(await first.lag == 2)
        await first.close()
        let second = try runner(ledger)
        try await lend("c", in: ledger)
        #expect(try await second.catchUp() == .caughtUp(6))
        #expect(post.texts == ["a", "b", "B-1 28", "c"])
        #expect(post.ids == (try [1, 2, 3, 5].map { try ledger.event(at: $0).id }))
        await second.close()
        let late = try ReactorRunner(
            Reminders(post: post), on: ledger, keeping: MemoryStorage(), from: ledger.size)
        #expect(try await late.catchUp() == .caughtUp(6))
        #expect(post.texts.count == 4, "a late reactor may leave out what was before it")
    }

    /// The effect is done, the record of it fails at each of its steps: the event comes again with
    /// the same identity, and none after it is lost.
    @Test func aCrashBetweenEffectAndCheckpointRepeatsTheSameEvent() async throws {
        let ledger = try await ledger("a", "b", "c")
        let kinds: [StorageCall.Kind] = [.create, .write, .sync, .rename, .syncDirectory]
        for kind in kinds {
            let (before, disk) = (post.ids.count, MemoryStorage())
            let broken = FaultyStorage(disk, failing: kind, number: 1, with: .ioError)
            let dying = try runner(ledger, in: broken)
            let error = await #expect(throws: LedgerError.self) { try await dying.catchUp() }
            #expect(error?.code == .log)
            #expect(post.texts.suffix(post.ids.count - before) == ["a", "b"])
            // The disk after a loss of power, which the lock does not outlive.
            let after = disk.crashed()
            let next = try runner(ledger, in: after)
            #expect(try await next.catchUp() == .caughtUp(4))
            let ids = post.ids.suffix(post.ids.count - before)
            let all = try (1...3).map { try ledger.event(at: $0).id }
            #expect(Array(ids) == [all[0], all[1], all[1], all[2]], "\(kind)")
        }
    }

    @Test func aReactorPausesWhereItFailsAndStaysPaused() async throws {
        let ledger = try await ledger("a", "poison", "c")
        post.fail(["poison"])
        let runner = try runner(ledger)
        let expected = try await runner.catchUp()
        guard case .paused(let event) = expected else {
            Issue.record("it is not paused")
            return
        }
        #expect(await runner.status == expected)
        #expect((event.position, event.attempts, event.reason) == (2, 3, "Down"))
        #expect(event.id == (try ledger.event(at: 2).id))
        #expect((post.texts, post.attempts, post.backoffs) == (["a"], 4, [1, 2]))
        #expect(try await runner.catchUp() == expected, "nothing is tried while it is paused")
        #expect(post.attempts == 4)
        await runner.close()
        let next = try self.runner(ledger)
        #expect(await next.status == expected, "a new start does not forget it")
        #expect(try await next.resume(.retry) == expected)
        #expect(post.attempts == 7)
        post.fail([])
        #expect(try await next.resume(.retry) == .caughtUp(4))
        #expect(post.texts == ["a", "poison", "c"])
        #expect(await next.parked == [])
    }

    @Test func whatIsSkippedIsNeverTriedAndWhatIsParkedMayBe() async throws {
        let ledger = try await ledger("a", "bad", "c", "worse", "e", "full")
        post.fail(["bad", "worse"])
        let runner = try runner(ledger)
        try await runner.catchUp()
        guard case .paused(let worse) = try await runner.resume(.skip) else {
            Issue.record("the second failure does not pause")
            return
        }
        #expect(worse.position == 4)
        guard case .paused(let full) = try await runner.resume(.park) else {
            Issue.record("the third failure does not pause")
            return
        }
        #expect(full.reason == "the post office is full", "a reason that the error offers")
        #expect(try await runner.resume(.park) == .caughtUp(7))
        #expect(post.texts == ["a", "c", "e"])
        #expect(await runner.parked.map(\.position) == [4, 6])
        #expect(try await runner.retry(4) == false)
        #expect(await runner.parked.map(\.attempts) == [6, 3])
        post.fail([])
        await runner.close()
        let next = try self.runner(ledger)
        #expect(try await next.retry(4))
        #expect(post.ids.last == worse.id)
        try await next.skip(6)
        #expect(await next.parked == [])
        let error = await #expect(throws: LedgerError.self) { try await next.retry(2) }
        #expect(error?.code == .notFound)
    }

    @Test func aReactorThatParksGoesOn() async throws {
        let ledger = try await ledger("a", "bad", "c")
        post.fail(["bad"])
        let runner = try runner(ledger, then: .park)
        #expect(try await runner.catchUp() == .caughtUp(4))
        #expect(post.texts == ["a", "c"])
        #expect(await runner.parked.map(\.position) == [2])
        for path in records.paths {
            let text = String(decoding: records[path] ?? [], as: UTF8.self)
            #expect(!text.contains("Ouyang"), "what an error says may be personal")
        }
    }

    @Test func aReactorFollowsTheLedgerUntilItIsClosed() async throws {
        let ledger = try await ledger("a")
        let runner = try runner(ledger)
        let running = Task { try await runner.run(pulse: Beats().pulse) }
        var steps = ledger.follow(Loans.self, pulse: Ledger.Pulse {}).makeAsyncIterator()
        for reader in ["b", "c", "d"] {
            try await lend(reader, in: ledger)
            while post.texts.last != reader { _ = try await steps.next() }
        }
        try ledger.close()
        try await running.value
        #expect(post.texts == ["a", "b", "c", "d"])
    }

    @Test func oneRunnerAtATimeHoldsAReactor() async throws {
        let ledger = try await ledger("a")
        let first = try runner(ledger)
        let error = #expect(throws: LedgerError.self) { try runner(ledger) }
        #expect(error?.cause?.code == .locked)
        await first.close()
        _ = try runner(ledger)
    }

    @Test func aDamagedRecordIsNeverTakenForABeginning() async throws {
        let ledger = try await ledger("a", "b")
        let first = try runner(ledger)
        try await first.catchUp()
        await first.close()
        let sound = try #require(records["reminders.reactor"])
        for place in sound.indices {
            var bytes = sound
            bytes[place] ^= 1
            records["reminders.reactor"] = bytes
            let error = #expect(throws: LedgerError.self) { try runner(ledger) }
            #expect(error?.code == .damaged, "byte \(place)")
            records["reminders.reactor"] = Array(sound.prefix(place))
            #expect(throws: LedgerError.self) { try runner(ledger) }
        }
        records["reminders.reactor"] = sound
        #expect(try await runner(ledger).catchUp() == .caughtUp(3))
        #expect(post.texts == ["a", "b"])
    }

    @Test func aRecordOfAnotherLogOrAnotherHistoryIsRefused() async throws {
        let ledger = try await ledger("a")
        try ledger.close()
        let copy = MemoryStorage()
        for path in logs.paths { copy[path] = logs[path] }
        var options = LedgerOptions()
        options.isClockConfirmed = true
        let gone = try Ledger.open(in: logs, events: Medley.catalog, options)
        try await lend("lost", in: gone)
        let first = try runner(gone)
        try await first.catchUp()
        await first.close()
        let back = try Ledger.open(in: copy, events: Medley.catalog, options)
        #expect(throws: LedgerError.self) { try runner(back) }
        try await lend("other", in: back)
        let error = #expect(throws: LedgerError.self) { try runner(back) }
        #expect(error?.message.contains("set back") == true)
        let other = try Ledger.open(in: MemoryStorage(), events: Medley.catalog, as: .founding)
        let foreign = #expect(throws: LedgerError.self) { try runner(other) }
        #expect(foreign?.message.contains("another ledger") == true)
    }
}
