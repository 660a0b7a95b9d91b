import Dispatch
import Synchronization

/// How a test decides which entries share a batch, and makes every file operation on its own thread.
extension LogWriter {
    /// Lets no batch be written except by `step` and `close`.
    ///
    /// Call it before the first `submit`.
    package func hold() {
        state.withLock { $0.isCommitting = true }
    }

    /// Writes all that was submitted, on the queue but before it returns.
    package func step() {
        queue.sync { commitAll() }
        hold()
    }

    /// Syncs `head` as the writer does when it has been idle.
    package func syncHeadNow() throws(LogError) {
        if let failure = state.withLock({ $0.failure }) { throw failure }
        let result: Result<Void, LogError> = queue.sync {
            do throws(LogError) {
                try committer.syncHead()
                return .success(())
            } catch {
                poison(error)
                return .failure(error)
            }
        }
        try result.get()
    }

    /// Seals what can be sealed, on this thread, as `seal` does on one of its own.
    package func sealNow(endingSegment: Bool) throws(LogError) -> SealingReport {
        if endingSegment { try queue.sync { endSegment() }.get() }
        var report = SealingReport()
        sealing.sealAll(&report)
        return report
    }
}
