import Dispatch
import Synchronization

/// How those who are about to submit get into one batch.
///
/// A sync costs the same for one entry as for thirty. Where many decide at once, each batch would
/// hold only what was submitted during the sync before it. So a batch waits for everybody who is
/// coming, as long as the last one took to write; and four times as long while more are coming than
/// are there. On a fast disk the others then decide while it is written; on a slow one nobody is left
/// for a sync of their own. It never waits for anybody who comes alone.
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

    /// Waits for those who are coming; on `queue` only.
    func gather() {
        let last = Int(committer.lastDuration / .nanoseconds(1))
        let start = DispatchTime.now()
        for (few, patience) in [(0, 1), (1, Self.patience)] {
            let end = start + .nanoseconds(last * patience)
            while state.withLock({ $0.holdBack(few) }) {
                guard arrivals.wait(timeout: end) == .timedOut else { continue }
                state.withLock { $0.expected = nil }
                break
            }
        }
    }
}

extension LogWriter.State {
    /// Whether a batch should wait for more: while more are coming than `few` times those who are
    /// there.
    fileprivate mutating func holdBack(_ few: Int) -> Bool {
        let isDue = coming <= submissions * few || !full.isEmpty || !hasWork || isClosed
        expected = isDue ? nil : few
        return !isDue
    }

    /// One of those who were coming is here, or will not come; whether a batch need wait no more.
    mutating func arrive() -> Bool {
        coming -= 1
        guard let few = expected, coming <= submissions * few else { return false }
        expected = nil
        return true
    }
}
