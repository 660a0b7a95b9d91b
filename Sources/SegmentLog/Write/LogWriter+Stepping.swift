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

    /// Makes a log with an identity that is not drawn, for files that are the same each time.
    package static func create(
        in storage: any Storage, limits: LogLimits, describer: (any EntryDescriber)?,
        logID high: UInt64, _ low: UInt64
    ) throws(LogError) -> LogWriter {
        let committer = try Creation.create(
            in: storage, limits: limits, logID: LogID(high: high, low: low))
        return LogWriter(storage, committer, LogWriter.RecoveryReport(), limits, describer)
    }

    /// Seals what can be sealed, on this thread, as `seal` does on one of its own.
    package func sealNow(endingSegment: Bool) throws(LogError) -> LogWriter.SealingReport {
        if endingSegment { try queue.sync { endSegment() }.get() }
        var report = LogWriter.SealingReport()
        sealing.sealAll(&report)
        return report
    }
}
