public import CaseLedger
public import SegmentLog

/// Runs one reactor on one ledger, and keeps how far it has come.
///
/// ```swift
/// let runner = try ReactorRunner(Reminders(mail: mail), on: ledger, keeping: records)
/// try await runner.run()                         // until paused, canceled, or the ledger closes
/// if case .paused(let event) = await runner.status { … }
/// try await runner.resume(.skip)
/// ```
///
/// An event counts as handled once its checkpoint is on disk. Where the process dies between an
/// effect and its checkpoint, the effect is repeated, with the same event. One runner at a time
/// holds a reactor's record, in any process.
///
/// The records need a place outside the log's directory, and are to be backed up: whoever loses
/// them repeats effects or leaves some out.
public actor ReactorRunner<R: Reactor> {
    private let reactor: R
    private let ledger: Ledger
    private let storage: any Storage
    private let policy: RetryPolicy
    private let reactions: [EventType: Reactions<R>.Act]
    private let lock: any StorageLock
    private var checkpoint: ReactorCheckpoint
    private var isRunning = false

    private static var fileName: String { "\(R.name).reactor" }
    /// The events that are read ahead of the one that is handled.
    private static var chunk: Int { 64 }

    /// A runner that goes on where the reactor's record ends.
    ///
    /// - Parameters:
    ///   - reactor: The reactor.
    ///   - ledger: The ledger, open for reading or for recording.
    ///   - storage: Where its record is kept; a directory that exists, outside the log's.
    ///   - start: Where a reactor without a record begins: 0 for all that was ever recorded,
    ///     ``Ledger/size`` for what is recorded from now on.
    ///   - policy: How often it tries, and what then.
    /// - Throws: ``LedgerError``: `log` with the cause `locked` if another runner has it; `damaged`
    ///   if its record is; `malformed` if that is of another log, or the log was set back behind it.
    public init(
        _ reactor: R, on ledger: Ledger, keeping storage: any Storage, from start: UInt64 = 0,
        policy: RetryPolicy = RetryPolicy()
    ) throws(LedgerError) {
        let letters = Set("abcdefghijklmnopqrstuvwxyz0123456789-".utf8)
        precondition(
            !R.name.isEmpty && letters.isSuperset(of: R.name.utf8),
            "a reactor's name has lower-case letters, digits and hyphens only")
        self.reactor = reactor
        self.ledger = ledger
        self.storage = storage
        self.policy = policy
        reactions = Reactions<R>().byType
        let log = ledger.reader.id?.description ?? ""
        lock = try ledgerErrors { try storage.lock("\(R.name).lock") }
        let kept = try ledgerErrors { try ReactorCheckpoint.read(Self.fileName, in: storage) }
        checkpoint = kept ?? ReactorCheckpoint(log: log, next: start)
        try Self.check(checkpoint, of: log, ledger)
    }

    /// Refuses a record that does not belong to the ledger.
    private static func check(
        _ checkpoint: ReactorCheckpoint, of log: String, _ ledger: Ledger
    ) throws(LedgerError) {
        guard checkpoint.log == log else {
            throw LedgerError(
                .malformed,
                "the record of reactor '\(R.name)' is of another ledger; give it its own")
        }
        guard let last = checkpoint.last else { return }
        guard checkpoint.next <= ledger.size,
            try ledger.event(at: checkpoint.next - 1).id == last
        else {
            throw LedgerError(
                .malformed,
                "reactor '\(R.name)' has acted on \(checkpoint.next) entries that are not those of "
                    + "this ledger; it was set back to a copy. Find out what was done since, then "
                    + "delete the record and say where to begin")
        }
    }

    /// Where the reactor stands.
    public var status: ReactorStatus {
        checkpoint.paused.map { .paused($0) } ?? .caughtUp(checkpoint.next)
    }

    /// The events that were set aside.
    public var parked: [ParkedEvent] { checkpoint.parked }

    /// How many synced entries the reactor has not looked at yet.
    public var lag: UInt64 { ledger.size - min(checkpoint.next, ledger.size) }

    /// Lets go of the record.
    public func close() { lock.unlock() }

    /// Hands over every event on record that was not handled yet.
    ///
    /// - Returns: Where the reactor stands then; at once, while it is paused.
    /// - Throws: ``LedgerError`` if the ledger cannot be read or the record not be written;
    ///   `CancellationError`. Nothing is left out then.
    @discardableResult
    public func catchUp() async throws -> ReactorStatus {
        precondition(!isRunning, "a reactor's runner does one thing at a time")
        isRunning = true
        defer { isRunning = false }
        while checkpoint.paused == nil {
            let end = ledger.size
            guard checkpoint.next < end else { break }
            let (events, reached) = try nextEvents(below: end)
            for event in events {
                try Task.checkCancellation()
                guard try await handle(event) else { return status }
            }
            if checkpoint.next < reached {
                try advance(to: reached, ledger.event(at: reached - 1).id)
            }
        }
        return status
    }

    /// Hands over events as they are recorded, until the reactor is paused, the task is canceled or
    /// the ledger is closed.
    ///
    /// - Parameter pulse: When to look for what another process recorded.
    /// - Throws: As ``catchUp()``.
    public func run(pulse: Ledger.Pulse = .every(.seconds(1))) async throws {
        while case .caughtUp(let position) = try await catchUp() {
            guard try await ledger.growth(beyond: position, or: pulse) else { return }
        }
    }

    /// Decides about the event that the reactor is paused at, and goes on.
    ///
    /// - Returns: Where the reactor stands then.
    /// - Throws: As ``catchUp()``.
    @discardableResult
    public func resume(_ decision: ReactorDecision) async throws -> ReactorStatus {
        guard let event = checkpoint.paused else { return try await catchUp() }
        var decided = checkpoint
        decided.paused = nil
        if case .retry = decision {
        } else {
            decided.next = event.position + 1
            decided.last = event.id
        }
        if case .park = decision { decided.parked.append(event) }
        try keep(decided)
        return try await catchUp()
    }

    /// Tries an event that was set aside once more, as often as the policy says.
    ///
    /// - Returns: Whether it was handled; it is then no longer set aside.
    /// - Throws: ``LedgerError/Code/notFound`` if no such event is; as ``catchUp()``.
    @discardableResult
    public func retry(_ position: UInt64) async throws -> Bool {
        precondition(!isRunning, "a reactor's runner does one thing at a time")
        isRunning = true
        defer { isRunning = false }
        let place = try place(of: position)
        let failure = try await attempt(try ledger.event(at: position))
        var decided = checkpoint
        if let failure {
            decided.parked[place].attempts += failure.attempts
            decided.parked[place].reason = failure.reason
        } else {
            decided.parked.remove(at: place)
        }
        try keep(decided)
        return failure == nil
    }

    /// Gives up an event that was set aside.
    ///
    /// - Throws: ``LedgerError/Code/notFound`` if no such event is; `log` if that cannot be kept.
    public func skip(_ position: UInt64) throws {
        var decided = checkpoint
        decided.parked.remove(at: try place(of: position))
        try keep(decided)
    }

    private func place(of position: UInt64) throws(LedgerError) -> Int {
        if let place = checkpoint.parked.firstIndex(where: { $0.position == position }) {
            return place
        }
        throw LedgerError(
            .notFound, "reactor '\(R.name)' has set no event aside there", position: position)
    }

    /// The next events that the reactor acts on, and how far was looked for them.
    private func nextEvents(below end: UInt64) throws(LedgerError) -> ([RecordedEvent], UInt64) {
        let wanted = ledger.catalog.allVersions(of: Set(reactions.keys))
        var events: [RecordedEvent] = []
        var reached = end
        var expected = checkpoint.next
        // A reader passes over what it cannot read; a reactor must not.
        func require(_ position: UInt64) throws(LedgerError) {
            guard position == expected else {
                throw LedgerError(
                    .damaged,
                    "entry \(expected) cannot be read, so reactor '\(R.name)' stops before "
                        + "it; restore it from a copy", position: expected)
            }
            expected += 1
        }
        try ledgerErrors {
            try ledger.readAll(from: checkpoint.next, below: end) { bytes in
                let entry = try EntryView(bytes)
                try require(entry.position)
                guard wanted.contains(entry.type) else { return true }
                events.append(RecordedEvent(try entry.envelope(), ledger.catalog))
                if events.count == Self.chunk { reached = entry.position + 1 }
                return events.count < Self.chunk
            }
            if reached == end, expected < end { try require(end) }
        }
        return (events, reached)
    }

    /// Acts on one event and keeps that; false if the reactor is paused instead.
    private func handle(_ event: RecordedEvent) async throws -> Bool {
        guard let failure = try await attempt(event) else {
            try advance(to: event.position + 1, event.id)
            return true
        }
        var decided = checkpoint
        switch policy.outcome {
        case .pause: decided.paused = failure
        case .park:
            decided.parked.append(failure)
            decided.next = event.position + 1
            decided.last = event.id
        }
        try keep(decided)
        return decided.paused == nil
    }

    /// Acts on one event, as often as the policy says; nil if that succeeded.
    private func attempt(_ event: RecordedEvent) async throws -> ParkedEvent? {
        let newest = reactions.keys.first { $0.name == event.type.name }
        guard let newest, let act = reactions[newest] else { return nil }
        var failures = 0
        while true {
            do {
                try await act(reactor, event)
                return nil
            } catch {
                if error is CancellationError || Task.isCancelled { throw CancellationError() }
                failures += 1
                if failures >= policy.attempts {
                    let reason = (error as? any ReactorReason)?.reason ?? "\(type(of: error))"
                    return ParkedEvent(
                        position: event.position, id: event.id, attempts: failures, reason: reason)
                }
                try await policy.backoff(failures)
            }
        }
    }

    private func advance(to next: UInt64, _ last: EventID) throws {
        var reached = checkpoint
        reached.next = next
        reached.last = last
        try keep(reached)
    }

    /// Replaces the record on disk, then in memory.
    private func keep(_ decided: ReactorCheckpoint) throws(LedgerError) {
        try ledgerErrors { try decided.write(Self.fileName, in: storage) }
        checkpoint = decided
    }
}
