import Synchronization

extension LogWriter {
    /// Returns once the log holds more than `size` acknowledged entries, with the head that covers
    /// them.
    ///
    /// Whoever follows the log waits here, without asking again and again. Any number may.
    ///
    /// - Returns: the head; nil if the writer is closed or the task canceled before.
    /// - Throws: the error of a failed write or sync, after which the log grows no more.
    public func growth(beyond size: UInt64) async throws(LogError) -> TreeHead? {
        let number = watchers.number()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                watchers.wait(
                    Watchers.Watcher(size: size, continuation: continuation), as: number,
                    unlessKnown: { state.withLock { $0.durable } })
            }
        } onCancel: {
            watchers.cancel(number)
        }
        return try result.get()
    }
}
