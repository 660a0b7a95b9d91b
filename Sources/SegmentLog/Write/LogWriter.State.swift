extension LogWriter {
    /// Everything that callers and the queue share, under the writer's mutex.
    struct State: Sendable {
        /// A caller that waits for entries to become durable.
        struct Waiter: Sendable {
            var end: UInt64
            var continuation: CheckedContinuation<Result<TreeHead, LogError>, Never>
        }

        /// The position of the next entry.
        var next: UInt64

        /// What is acknowledged.
        var durable: TreeHead

        /// Full buffers, oldest first.
        var full: [BatchBuffer] = []

        /// The buffer that is being filled.
        var filling = BatchBuffer()

        /// Empty buffers with memory to use again.
        var spare: [BatchBuffer] = []

        /// The bytes of all buffers that are not durable yet.
        var pendingBytes = 0

        /// How many submissions wait for the next batch.
        var submissions = 0

        /// How many callers have said that they are about to submit.
        var coming = 0

        /// The next batch is held back while more are coming than so many times those who are there.
        var expected: Int?

        /// Whether the queue is at work or about to be.
        var isCommitting = false

        /// Whether a sync of `head` is planned.
        var headSyncIsPlanned = false

        /// Counts batches, so that a planned sync sees whether the writer was idle.
        var batches: UInt64 = 0

        var failure: LogError?
        var isClosed = false
        var waiters: [Waiter] = []
        var roomWaiters: [CheckedContinuation<Result<Void, LogError>, Never>] = []

        init(durable: TreeHead) {
            next = durable.size
            self.durable = durable
        }

        /// Closes the buffer that is being filled.
        mutating func turnOver() {
            full.append(filling)
            filling = spare.popLast() ?? BatchBuffer()
        }

        /// Whether there is something to write.
        var hasWork: Bool { failure == nil && !(full.isEmpty && filling.isEmpty) }

        /// The next batch to write; nil, and no longer committing, if there is none.
        mutating func takeBatch() -> BatchBuffer? {
            guard hasWork else {
                isCommitting = false
                return nil
            }
            if full.isEmpty { turnOver() }
            submissions = 0
            return full.removeFirst()
        }
    }
}

extension LogWriter.State {
    /// Takes entries in, or says why not.
    mutating func admit(
        _ entries: [[UInt8]], _ expected: Position?, _ limits: LogLimits
    ) -> Result<Range<Position>, LogError> {
        if let failure { return .failure(failure) }
        if isClosed {
            return .failure(LogError(.closed, "the writer is closed.", advice: "Open it again."))
        }
        if let expected, expected.rawValue != next {
            let error = LogError(
                .positionTaken, "the next position is \(next), not \(expected).",
                advice: "Read the entries in between and decide again.")
            return .failure(error)
        }
        let bytes = entries.reduce(0) { $0 + BatchBuffer.contentBytes($1) }
        let fits = filling.hasRoom(
            entries: entries.count, bytes: bytes, limits.batchEntries, limits.batchBytes)
        if !fits, !filling.isEmpty { turnOver() }
        for entry in entries {
            let isPossible = filling.hasRoom(
                entries: 1, bytes: BatchBuffer.contentBytes(entry), LogLimits.maximumBatchEntries,
                LogLimits.maximumBatchBytes)
            if !isPossible { turnOver() }
            filling.append(entry)
        }
        pendingBytes += bytes
        submissions += 1
        let start = next
        next += UInt64(entries.count)
        return .success(Position(start)..<Position(next))
    }
}
