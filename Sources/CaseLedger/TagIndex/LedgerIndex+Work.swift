import Dispatch
import SegmentLog
import Synchronization

extension LedgerIndex {
    /// Has full tails written, as far as their entries are synced.
    func flush(durable: UInt64) {
        let isDue = state.withLock { state in
            guard isWriting, !state.isFlushing, let oldest = state.frozen.first,
                oldest.end <= durable
            else { return false }
            state.isFlushing = true
            return true
        }
        guard isDue else { return }
        run(on: flushes) {
            while self.flushOldest(durable: durable) {}
            self.state.withLock { $0.isFlushing = false }
        }
    }

    /// Waits while too much is in memory that could be written.
    ///
    /// Not to be called with the index's mutex.
    func throttle() {
        let mustWait = state.withLock {
            $0.isFlushing && $0.frozen.count >= limits.mostTails
        }
        if mustWait { flushes.sync {} }
    }

    private func run(on queue: DispatchQueue, _ body: @escaping @Sendable () -> Void) {
        if limits.isInBackground { queue.async(execute: body) } else { body() }
    }

    /// Writes the oldest full tail; false if there is none, or it cannot be written now.
    private func flushOldest(durable: UInt64) -> Bool {
        let oldest = state.withLock { $0.frozen.first }
        guard let oldest, oldest.end <= durable, let run = write(oldest) else { return false }
        let (isAdopted, isCrowded) = state.withLock { state in
            guard state.written == run.from, state.frozen.first?.end == run.to else {
                return (false, false)
            }
            state.adopt(run)
            mergeIfDue(&state)
            return (true, state.runs.count > limits.mostRuns)
        }
        if isAdopted { vouch(for: run) } else { try? storage.remove(run.header.name) }
        if isCrowded { merges.sync {} }
        return isAdopted
    }

    /// The same for who holds the mutex; false if nothing more can be written.
    func writeOldest(_ state: inout State) -> Bool {
        guard let oldest = state.frozen.first, let run = write(oldest) else { return false }
        state.adopt(run)
        vouch(for: run)
        return true
    }

    // MARK: - Vouching

    /// Has a run believed, in the place of others.
    private func vouch(for run: IndexRun, insteadOf old: [IndexRun] = []) {
        let names = old.map(\.header.name)
        sums.change(adding: [run.header.name: run.sum]) { names.contains($0) }
    }

    /// Does away with runs.
    func discard(_ runs: [IndexRun]) {
        let names = runs.map(\.header.name)
        sums.change { names.contains($0) }
        for name in names { try? storage.remove(name) }
    }

    // MARK: - Merging

    /// Begins to merge if there are too many small runs.
    func mergeIfDue(_ state: inout State) {
        guard isWriting, !state.isMerging, !state.isClosing, !due(state).isEmpty else { return }
        state.isMerging = true
        // Without the mutex, which its caller holds.
        if limits.isInBackground { merges.async { self.mergeAll() } } else { mergeAll(&state) }
    }

    private func mergeAll() {
        while true {
            let runs = state.withLock { state in
                let runs = state.isClosing ? [] : due(state)
                state.isMerging = !runs.isEmpty
                return runs
            }
            if runs.isEmpty { return }
            let result = Result { () throws(LogError) in
                try merge(runs) { state.withLock { $0.isClosing } }
            }
            let merged = (try? result.get()) ?? nil
            let isTaken = state.withLock { state in
                if let merged, state.replace(runs, with: merged) { return true }
                state.note(result)
                state.isMerging = false
                return false
            }
            guard isTaken, let merged else {
                if let merged { discard([merged]) }
                return
            }
            vouch(for: merged, insteadOf: runs)
            discard(runs)
        }
    }

    private func mergeAll(_ state: inout State) {
        while true {
            let runs = due(state)
            if runs.isEmpty { break }
            let result = Result { () throws(LogError) in try merge(runs, until: { false }) }
            guard let merged = (try? result.get()) ?? nil, state.replace(runs, with: merged) else {
                state.note(result)
                break
            }
            vouch(for: merged, insteadOf: runs)
            discard(runs)
        }
        state.isMerging = false
    }

    /// The last runs, which are to become one; none while each is large beside those after it.
    private func due(_ state: State) -> [IndexRun] {
        guard var after = state.runs.last?.bytes else { return [] }
        var first = state.runs.count - 1
        while first > 0, state.runs[first - 1].bytes <= limits.growth * after {
            first -= 1
            after += state.runs[first].bytes
        }
        return first < state.runs.count - 1 ? Array(state.runs[first...]) : []
    }

    // MARK: - Closing

    /// Ends what is under way and writes what is in memory, if it is synced and worth a file.
    func close(durable: UInt64) {
        guard isWriting else { return }
        state.withLock { $0.isClosing = true }
        flushes.sync {}
        merges.sync {}
        state.withLock { state in
            if state.tail.keys >= limits.closingKeys { state.freeze() }
            while let oldest = state.frozen.first, oldest.end <= durable, writeOldest(&state) {}
            let runs = due(state)
            let bytes = runs.reduce(0) { $0 + $1.bytes }
            if bytes <= limits.closingBytes || state.runs.count > limits.mostRuns {
                mergeAll(&state)
            }
        }
    }
}

extension LedgerIndex.State {
    /// Remembers that a run is damaged.
    mutating func note(_ result: Result<IndexRun?, LogError>) {
        if case .failure(let error) = result, error.code == .damaged { isDamaged = true }
    }

    /// Puts one run in the place of several; false if these are not there any more.
    mutating func replace(_ old: [IndexRun], with run: IndexRun) -> Bool {
        guard let first = runs.firstIndex(where: { $0 === old.first }),
            first + old.count <= runs.count,
            zip(runs[first...], old).allSatisfy({ $0 === $1 })
        else { return false }
        runs.replaceSubrange(first..<first + old.count, with: [run])
        return true
    }
}
