public import CaseLedger
import Synchronization

/// A clock for tests: each reading is one second after the one before.
public final class SteppingClock: Sendable {
    private let microseconds: Mutex<Int64>

    /// A clock whose first reading is `start`.
    public init(_ start: Instant = Instant(microseconds: 1_750_000_000_000_000)) {
        microseconds = Mutex(start.microseconds)
    }

    /// The next reading.
    public func next() -> Instant {
        microseconds.withLock { now in
            defer { now += 1_000_000 }
            return Instant(microseconds: now)
        }
    }

    /// Lets the next reading be no earlier than `instant`.
    public func advance(to instant: Instant) {
        microseconds.withLock { $0 = max($0, instant.microseconds) }
    }
}
