import Synchronization

/// Those who wait for a log to grow.
///
/// The writer tells it of every acknowledged batch after its own state has it; its own lock is
/// never held while a continuation is resumed.
final class Watchers: Sendable {
    typealias Answer = Result<TreeHead?, LogError>

    struct Watcher: Sendable {
        var size: UInt64
        var continuation: CheckedContinuation<Answer, Never>
    }

    private struct State: Sendable {
        var waiting: [UInt64: Watcher] = [:]
        var lastNumber: UInt64 = 0
        var end: Answer?
    }

    private let state = Mutex(State())

    /// A number to wait under.
    func number() -> UInt64 {
        state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
    }

    /// Takes a watcher in, unless the answer is known.
    func wait(_ watcher: Watcher, as number: UInt64, unlessKnown durable: () -> TreeHead) {
        let answer: Answer? = state.withLock { state in
            // Asked under the lock, so that no batch is acknowledged unheard in between.
            let head = durable()
            if head.size > watcher.size { return .success(head) }
            if let end = state.end { return end }
            if Task.isCancelled { return .success(nil) }
            state.waiting[number] = watcher
            return nil
        }
        if let answer { watcher.continuation.resume(returning: answer) }
    }

    /// Answers those who waited for what is acknowledged now.
    func announce(_ head: TreeHead) {
        let answered = state.withLock { state in
            guard !state.waiting.isEmpty else { return [Watcher]() }
            let answered = state.waiting.filter { $0.value.size < head.size }
            for number in answered.keys { state.waiting[number] = nil }
            return Array(answered.values)
        }
        for watcher in answered { watcher.continuation.resume(returning: .success(head)) }
    }

    /// Answers everybody, and whoever comes later: the log grows no more.
    func end(_ answer: Answer) {
        let answered = state.withLock { state in
            state.end = state.end ?? answer
            defer { state.waiting = [:] }
            return Array(state.waiting.values)
        }
        for watcher in answered { watcher.continuation.resume(returning: answer) }
    }

    /// Answers one who waits no longer.
    func cancel(_ number: UInt64) {
        let watcher = state.withLock { $0.waiting.removeValue(forKey: number) }
        watcher?.continuation.resume(returning: .success(nil))
    }
}
