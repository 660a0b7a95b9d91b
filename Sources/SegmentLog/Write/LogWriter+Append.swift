import Dispatch
import Synchronization

extension LogWriter {
    /// Queues entries in order at the writer's next positions and returns these.
    ///
    /// Synchronous, thread-safe, and free of file operations: the entries are copied and left
    /// to the writer's queue. Nothing is durable yet; see `durable(through:)`. All entries go
    /// into one batch if they fit one. The queue has no bound here: wait for `room()` or call
    /// `throttle()` first where much is submitted at once.
    ///
    /// Where `durable(through:)` follows at once, `starting: false` leaves the entries to it, which
    /// may then write them on the caller's own thread.
    ///
    /// - Parameters:
    ///   - entries: at most 65,535 bytes each.
    ///   - expected: if given, the position the first entry must get.
    ///   - isStarting: whether the queue begins to write them now, and not only when somebody
    ///     waits for them, submits more, or closes the writer.
    /// - Returns: the positions of the entries.
    /// - Throws: `entryTooLarge`, `positionTaken`, `poisoned`, `closed`; then nothing was queued.
    /// - Complexity: one copy of each entry.
    @discardableResult
    public func submit(
        _ entries: [[UInt8]], at expected: Position? = nil, starting isStarting: Bool = true
    ) throws(LogError) -> Range<Position> {
        try submit(entries, at: expected, starting: isStarting, expected: false)
    }

    /// The same; with `isExpected` for who has called ``expect()``.
    ///
    /// Whichever way it ends, nobody waits for the caller any more.
    ///
    /// The queue begins to write what was expected only where others are coming: else it is left to
    /// `durable(through:)`.
    package func submit(
        _ entries: [[UInt8]], at expected: Position?, starting: Bool = false,
        expected isExpected: Bool
    ) throws(LogError) -> Range<Position> {
        for (index, entry) in entries.enumerated() where entry.count > LogLimits.entryBytes {
            if isExpected { unexpect() }
            throw LogError(
                .entryTooLarge,
                "entry \(index) of \(entries.count) has \(entry.count) bytes; 65,535 are the most.",
                advice: "Store the large part elsewhere and append its digest.")
        }
        let (result, mustStart, mustWake) = state.withLock { state in
            let result = state.admit(entries, expected, limits)
            let mustWake = isExpected && state.arrive()
            let isStarting = starting || isExpected && state.coming > 0
            let mustStart = isStarting && !state.isCommitting && !state.filling.isEmpty
            if mustStart { state.isCommitting = true }
            return (result, mustStart, mustWake)
        }
        if mustWake { arrivals.signal() }
        if mustStart { queue.async { self.commitAll() } }
        return try result.get()
    }

    /// Returns when every entry below `end` is synced, with the head that covers them.
    ///
    /// While nobody else is at work, the entries are written and synced on the caller's thread
    /// (`LogLimits.commitsOnCaller`).
    ///
    /// Canceling the task does not cut the wait short; it is as long as one or two syncs.
    ///
    /// - Throws: `outOfRange` if `end` is beyond `next`; the error of the failed write or sync.
    public func durable(through end: Position) async throws(LogError) -> TreeHead {
        if let head = commitOnCaller(through: end) { return head }
        let result = await withCheckedContinuation { continuation in
            let answer: Result<TreeHead, LogError>? = state.withLock { state in
                if end.rawValue <= state.durable.size { return .success(state.durable) }
                if let failure = state.failure, end.rawValue <= state.next {
                    return .failure(failure.cause as? LogError ?? failure)
                }
                if end.rawValue > state.next {
                    let error = LogError(
                        .outOfRange, "position \(end) is beyond the end \(state.next).")
                    return .failure(error)
                }
                state.waiters.append(.init(end: end.rawValue, continuation: continuation))
                return nil
            }
            if let answer { continuation.resume(returning: answer) }
        }
        return try result.get()
    }

    /// Waits for room, submits entries, and returns when they are synced.
    ///
    /// - Throws: as `submit` and `durable(through:)`.
    public func append(
        _ entries: [[UInt8]]
    ) async throws(LogError) -> (positions: Range<Position>, head: TreeHead) {
        try await room()
        let positions = try submit(entries, starting: false)
        let head = try await durable(through: positions.upperBound)
        return (positions, head)
    }

    /// Returns when no more than `LogLimits.pendingBytes` are queued.
    ///
    /// - Throws: the error of a failed write or sync; `poisoned`.
    public func room() async throws(LogError) {
        let hasRoom = state.withLock {
            $0.failure == nil && $0.pendingBytes <= limits.pendingBytes
        }
        if hasRoom { return }
        let result = await withCheckedContinuation { continuation in
            let answer: Result<Void, LogError>? = state.withLock { state in
                if let failure = state.failure { return .failure(failure) }
                if state.pendingBytes <= limits.pendingBytes { return .success(()) }
                state.roomWaiters.append(continuation)
                return nil
            }
            if let answer { continuation.resume(returning: answer) }
        }
        try result.get()
    }

    /// Keeps the calling thread until the queue has caught up, if more than
    /// `LogLimits.pendingBytes` are queued; `room()` for those who cannot wait for it.
    public func throttle() {
        let mustWait = state.withLock {
            $0.isCommitting && $0.pendingBytes > limits.pendingBytes
        }
        // What is to be written has its place in the queue already.
        if mustWait { queue.sync {} }
    }
}
