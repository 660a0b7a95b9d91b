import Dispatch
import Synchronization

/// How those who are about to submit get into one batch.
///
/// A sync costs the same for one entry as for thirty. Where many decide at once, each batch would
/// hold only what was submitted during the sync before it; so a batch waits while more are coming
/// than are there, though never longer than four times what the last one took to write, and never for
/// anybody who comes alone.
extension LogWriter {
    /// Says that the caller is about to submit; `submit(_:at:starting:expected:)` or ``unexpect()``
    /// must follow.
    package func expect() { state.withLock { $0.coming += 1 } }

    /// Says that nothing is to come of it.
    package func unexpect() {
        let mustWake = state.withLock { $0.arrive() }
        if mustWake { arrivals.signal() }
    }

    /// How many times as long as the last batch took to write, the next one waits at most.
    private static let patience = 4

    /// Waits for those who are coming, while there are more of them than of those who are there; on
    /// `queue` only.
    func gather() {
        let most = committer.lastDuration * Self.patience
        let end = DispatchTime.now() + .nanoseconds(Int(most / .nanoseconds(1)))
        while state.withLock({ $0.holdBack() }) {
            guard arrivals.wait(timeout: end) == .timedOut else { continue }
            return state.withLock { $0.isGathering = false }
        }
    }
}

extension LogWriter.State {
    /// Whether a batch should wait for more.
    fileprivate mutating func holdBack() -> Bool {
        isGathering = coming > submissions && full.isEmpty && hasWork && !isClosed
        return isGathering
    }

    /// One of those who were coming is here, or will not come; whether a batch need wait no more.
    mutating func arrive() -> Bool {
        coming -= 1
        guard isGathering, coming <= submissions else { return false }
        isGathering = false
        return true
    }
}
