import Dispatch
import Synchronization

extension LogWriter {
    /// Rewrites every full segment that is not sealed yet, so that it takes less space.
    ///
    /// The root does not change, readers read on, and appends go on meanwhile. Each segment is
    /// compressed with LZ4HC, read back and checked before it takes the place of the old one; a
    /// crash leaves either. With `LogLimits.sealsInBackground` this happens by itself.
    ///
    /// - Parameter endingSegment: whether the live segment is ended first, so that it is sealed
    ///   too.
    /// - Returns: what was sealed, and which segments could not be and why.
    /// - Throws: the error of a failed write; `poisoned`; `closed`.
    /// - Complexity: reads, hashes and compresses each such segment: about half a second for 8 MiB.
    public func seal(endingSegment: Bool = false) async throws(LogError) -> LogWriter.SealingReport
    {
        if endingSegment {
            let result = await withCheckedContinuation { continuation in
                queue.async { continuation.resume(returning: self.endSegment()) }
            }
            try result.get()
        }
        return await sealing.run()
    }

    /// What was sealed since the writer was opened, and which segments could not be and why.
    public var sealed: LogWriter.SealingReport { sealing.report }

    func endSegment() -> Result<Void, LogError> {
        let refusal: LogError? = state.withLock { state in
            if let failure = state.failure { return failure }
            guard state.isClosed else { return nil }
            return LogError(.closed, "the writer is closed.", advice: "Open it again.")
        }
        if let refusal { return .failure(refusal) }
        do throws(LogError) {
            try committer.rotate()
            return .success(())
        } catch {
            poison(error)
            return .failure(error)
        }
    }
}
