public import CaseLedger
public import SegmentLogTesting
import Synchronization

extension Ledger {
    /// A fresh ledger in memory, open for recording: every rule of a real one, and no disk.
    ///
    /// ```swift
    /// let ledger = try Ledger.inMemory(events: .library)
    /// ```
    ///
    /// It lives over ``MemoryStorage``, so that it can be closed and opened again, or lose its
    /// power. Its clock goes one second a reading and its events are numbered through, so that the
    /// same recording gives the same entries and the same root, on every machine and every day.
    ///
    /// - Parameters:
    ///   - events: The event types it can hold.
    ///   - storage: Where it lives; keep it to open the ledger again.
    ///   - keys: What seals its personal data. Sealed text is not the same in two runs.
    ///   - authority: Who says whether somebody may take a decision.
    ///   - clock: What tells the time of recording.
    ///   - ids: What identities events without one get.
    /// - Returns: The ledger.
    /// - Throws: ``LedgerError``, as ``Ledger/open(in:events:as:_:)``.
    public static func inMemory(
        events: EventCatalog, in storage: MemoryStorage = MemoryStorage(),
        keys: LedgerKeys = .inMemory(), authority: any Authorizer = .recorded,
        clock: SteppingClock = SteppingClock(), ids: NumberedIDs = NumberedIDs()
    ) throws(LedgerError) -> Ledger {
        var options = LedgerOptions(
            keys: keys, authority: authority, clock: { clock.next() }, ids: { _ in ids.next() })
        // What a test lets pass between two events is as it wants it.
        options.clockLeap = 36_500
        return try open(in: storage, events: events, as: .founding, options)
    }
}

/// Identities for tests: the first, the second, the third, the same in every run.
public final class NumberedIDs: Sendable {
    private let name: String
    private let count = Mutex<UInt64>(0)

    /// Identities of one series; two series have none in common.
    public init(_ name: String = "event") { self.name = name }

    /// The next identity of the series.
    public func next() -> EventID {
        id(
            count.withLock { count in
                defer { count += 1 }
                return count
            })
    }

    /// The identity of a number, from 0.
    public func id(_ number: UInt64) -> EventID { EventID.named("\(number)", in: name) }
}
