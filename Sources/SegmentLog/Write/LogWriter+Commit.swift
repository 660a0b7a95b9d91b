import Dispatch
import Synchronization

extension LogWriter {
    /// Commits what is submitted if nobody is at it, and returns the head if that covers `end`.
    ///
    /// What has been submitted meanwhile is left to the queue, so that nobody works for others for
    /// long.
    func commitOnCaller(through end: Position) -> TreeHead? {
        let mustStart = state.withLock { state in
            guard !state.isCommitting, state.hasWork else { return false }
            state.isCommitting = true
            return true
        }
        guard mustStart else { return nil }
        // With one processor, whoever waits for the disk would keep the others from gathering.
        guard limits.commitsOnCaller, Workers.cores > 1 else {
            queue.async { self.commitAll() }
            return nil
        }
        // The block runs on this very thread; the queue only keeps others out.
        queue.sync {
            commit(atMost: 1)
            let hasMore = state.withLock { state in
                state.isCommitting = state.hasWork
                return state.isCommitting
            }
            if hasMore { queue.async { self.commitAll() } } else { planHeadSync() }
        }
        return state.withLock { end.rawValue <= $0.durable.size ? $0.durable : nil }
    }

    /// Writes batches until none is left; on `queue` only.
    func commitAll() {
        commit(atMost: .max)
        planHeadSync()
    }

    /// Writes batches until none is left, or so many are written; on `queue` only.
    private func commit(atMost limit: Int) {
        let rotations = committer.rotations
        defer {
            if limits.sealsInBackground, committer.rotations > rotations { sealing.begin() }
        }
        for _ in 0..<limit {
            if limit > 1 { gather() }
            guard var batch = state.withLock({ $0.takeBatch() }) else { return }
            batch.hashEntries()
            do throws(LogError) {
                let start = ContinuousClock.now
                let head = try committer.commit(batch)
                committer.lastDuration = .now - start
                let bytes = batch.content.count
                batch.removeAll()
                settle(head, bytes, batch)
            } catch {
                poison(error)
            }
        }
    }

    /// Acknowledges a batch to everyone who waited for it.
    private func settle(_ head: TreeHead, _ bytes: Int, _ spare: BatchBuffer) {
        let (answered, admitted) = state.withLock { state in
            state.durable = head
            state.batches += 1
            state.pendingBytes -= bytes
            if state.spare.count < 2 { state.spare.append(spare) }
            let answered = state.waiters.filter { $0.end <= head.size }
            state.waiters.removeAll { $0.end <= head.size }
            var admitted: [CheckedContinuation<Result<Void, LogError>, Never>] = []
            if state.pendingBytes <= limits.pendingBytes { swap(&admitted, &state.roomWaiters) }
            return (answered, admitted)
        }
        for waiter in answered { waiter.continuation.resume(returning: .success(head)) }
        watchers.announce(head)
        for continuation in admitted { continuation.resume(returning: .success(())) }
    }

    /// Refuses everything from now on.
    ///
    /// Those who wait get the error itself, later callers `poisoned`.
    func poison(_ error: LogError) {
        let (waiters, roomWaiters) = state.withLock { state in
            defer {
                state.waiters = []
                state.roomWaiters = []
                state.full = []
                state.filling = BatchBuffer()
            }
            if state.failure == nil {
                state.failure = LogError(
                    .poisoned, "an earlier write failed, so this writer accepts nothing more.",
                    file: error.file, advice: "Close it and open the log again.", cause: error)
                sealing.stop()
            }
            return (state.waiters, state.roomWaiters)
        }
        for waiter in waiters { waiter.continuation.resume(returning: .failure(error)) }
        for continuation in roomWaiters { continuation.resume(returning: .failure(error)) }
        watchers.end(.failure(error))
    }

    /// Syncs `head` once the writer has been idle for a while; on `queue` only.
    private func planHeadSync() {
        guard let delay = limits.idleHeadSync, committer.headIsDirty else { return }
        let planned: UInt64? = state.withLock { state in
            guard !state.headSyncIsPlanned, !state.isClosed, state.failure == nil else {
                return nil
            }
            state.headSyncIsPlanned = true
            return state.batches
        }
        guard let planned else { return }
        let nanoseconds = Int(delay / .nanoseconds(1))
        queue.asyncAfter(deadline: .now() + .nanoseconds(nanoseconds)) { [weak self] in
            self?.syncHead(ifStillAt: planned)
        }
    }

    private func syncHead(ifStillAt planned: UInt64) {
        let isIdle = state.withLock { state in
            state.headSyncIsPlanned = false
            return state.batches == planned && !state.isClosed && state.failure == nil
        }
        guard isIdle else { return planHeadSync() }
        do throws(LogError) {
            try committer.syncHead()
        } catch {
            poison(error)
        }
    }
}
