import Dispatch
import Synchronization

/// Reads, checks and decompresses ahead of the one who consumes the entries.
///
/// The pieces of the plan are numbered. Whoever has nothing to do, a helper or the consumer itself,
/// takes the next piece that nobody has taken, fills a chunk from it and puts it into the ring; the
/// consumer gets the chunks in the order of their numbers. So it never waits for a helper that does
/// not run, and comes to the same entries, and the same error, however many there are.
///
/// Helpers begin with the third large piece: who reads little never starts one. `stop` returns when
/// none is at work any more; one that has not begun by then ends at once and touches nothing.
///
/// All that is shared is in `state`: a chunk belongs to the thread that has taken it out.
final class ReadAhead: Sendable {
    /// A piece, and what came of reading it.
    struct Filled: Sendable {
        var piece: ReadPiece
        var chunk: Chunk
        var failure: LogError?

        mutating func fill(_ logID: LogID?, isLenient: Bool) {
            failure = nil
            do throws(LogError) {
                try chunk.fill(piece, logID: logID, isLenient: isLenient)
            } catch {
                failure = error
            }
        }
    }

    fileprivate struct State: Sendable {
        var plan: ReadPlan

        /// Pieces so far taken from the plan, and handed to the consumer.
        var taken = 0
        var consumed = 0

        /// What is filled and not consumed, by number modulo the capacity.
        var ring: [Filled?]

        /// Chunks to be filled again.
        var spare: [Chunk] = []

        /// Whether the plan has come to its end, and why before it.
        var isAtEnd = false
        var failure: LogError?

        var isStopped = false
        var hasHelpers = false
        var largePieces = 0

        /// Helpers that have begun and not ended; how many of them wait for room.
        var helpers = 0
        var waiting = 0

        /// The piece the consumer waits for; whether it waits for the last helper to end.
        var awaited: Int?
        var awaitsEnd = false
    }

    fileprivate enum Step {
        case filled(Filled)
        case fill(Int, Filled)
        case wait
        case end
    }

    private let state: Mutex<State>
    private let logID: LogID?
    private let isLenient: Bool

    /// Signalled when there is room in the ring; when the awaited piece is filled, or the last
    /// helper has ended.
    private let room = DispatchSemaphore(value: 0)
    private let done = DispatchSemaphore(value: 0)

    /// As many as there are other processors, up to this number.
    private static let mostHelpers = 3
    private static let helpers = min(mostHelpers, Workers.cores - 1)
    private static let capacity = 2 + 2 * helpers

    /// A piece of so many bytes of content is worth a change of thread.
    private static let largeBytes = 1 << 16

    init(_ plan: ReadPlan, logID: LogID?, isLenient: Bool) {
        self.logID = logID
        self.isLenient = isLenient
        state = Mutex(
            State(plan: plan, ring: Array(repeating: nil, count: ReadAhead.capacity)))
    }

    /// What comes next, or nil at the end; takes the chunk before it back.
    ///
    /// - Throws: what kept the plan from going on, after all that came before.
    func next(after last: consuming Chunk?) throws(LogError) -> Filled? {
        var last = last
        while true {
            let step = state.withLock { state in
                if let chunk = last.take() { state.spare.append(chunk) }
                return state.step()
            }
            switch step {
            case .filled(let filled):
                wakeHelpers(for: filled)
                return filled
            case .fill(let number, var filled):
                filled.fill(logID, isLenient: isLenient)
                put(filled, number)
            case .wait:
                done.wait()
            case .end:
                if let failure = state.withLock({ $0.failure }) { throw failure }
                return nil
            }
        }
    }

    /// Ends the helpers and waits for those at work.
    func stop() {
        let (waiting, mustWait) = state.withLock { state in
            state.isStopped = true
            state.awaitsEnd = state.helpers > 0
            defer { state.waiting = 0 }
            return (state.waiting, state.awaitsEnd)
        }
        for _ in 0..<waiting { room.signal() }
        if mustWait { done.wait() }
    }

    private func put(_ filled: consuming Filled, _ number: Int) {
        let filled = filled
        let isAwaited = state.withLock { state in
            state.ring[number % ReadAhead.capacity] = filled
            guard state.awaited == number else { return false }
            state.awaited = nil
            return true
        }
        if isAwaited { done.signal() }
    }

    // MARK: - Helpers

    /// Starts the helpers, or wakes those that wait once half of the ring is free.
    private func wakeHelpers(for filled: borrowing Filled) {
        let isLarge = filled.chunk.contentBytes >= ReadAhead.largeBytes
        let (starting, waking) = state.withLock { state in
            if isLarge { state.largePieces += 1 }
            if !state.hasHelpers, state.largePieces > 2, !state.isAtEnd {
                state.hasHelpers = true
                return (ReadAhead.helpers, 0)
            }
            guard 2 * (state.taken - state.consumed) <= ReadAhead.capacity else { return (0, 0) }
            defer { state.waiting = 0 }
            return (0, state.waiting)
        }
        for _ in 0..<starting {
            DispatchQueue.global().async { [self] in help() }
        }
        for _ in 0..<waking { room.signal() }
    }

    private func help() {
        let isWanted = state.withLock { state in
            if state.isStopped { return false }
            state.helpers += 1
            return true
        }
        guard isWanted else { return }
        while true {
            let step = state.withLock { $0.helperStep() }
            switch step {
            case .fill(let number, var filled):
                filled.fill(logID, isLenient: isLenient)
                put(filled, number)
            case .wait:
                room.wait()
            case .filled, .end:
                let isLast = state.withLock { state in
                    state.helpers -= 1
                    return state.helpers == 0 && state.awaitsEnd
                }
                if isLast { done.signal() }
                return
            }
        }
    }
}

extension ReadAhead.State {
    /// What the consumer does next.
    fileprivate mutating func step() -> ReadAhead.Step {
        let slot = consumed % ring.count
        if let filled = ring[slot].take() {
            consumed += 1
            return .filled(filled)
        }
        if let work = take() { return work }
        if taken == consumed { return .end }
        awaited = consumed
        return .wait
    }

    /// What a helper does next.
    fileprivate mutating func helperStep() -> ReadAhead.Step {
        if isStopped { return .end }
        if let work = take() { return work }
        if isAtEnd { return .end }
        waiting += 1
        return .wait
    }

    /// The next piece that nobody has taken, if there is room for it.
    private mutating func take() -> ReadAhead.Step? {
        guard !isAtEnd, taken - consumed < ring.count else { return nil }
        do throws(LogError) {
            guard let piece = try plan.next() else {
                isAtEnd = true
                return nil
            }
            defer { taken += 1 }
            return .fill(taken, ReadAhead.Filled(piece: piece, chunk: spare.popLast() ?? Chunk()))
        } catch {
            isAtEnd = true
            failure = error
            return nil
        }
    }
}
