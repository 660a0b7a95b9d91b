import Dispatch
import Synchronization

/// Seals the full segments of a log, one after another, on a thread of low priority.
///
/// It shares nothing with the appends but the directory. A segment that fails is left as it is and
/// reported; it is not tried again until somebody asks. Only if the directory cannot be synced the
/// writer is poisoned, because that error may concern the name of a new segment as well.
final class Sealing: Sendable {
    private typealias Answer = CheckedContinuation<LogWriter.SealingReport, Never>

    private struct State: Sendable {
        var isRunning = false
        var isWanted = false
        var mustStop = false
        var requests: [Answer] = []
        var all = LogWriter.SealingReport()
        var poison: (@Sendable (LogError) -> Void)?

        /// Segments that are sealed, or failed.
        var done: Set<String> = []
        var failed: Set<String> = []
    }

    private let storage: any Storage
    private let logID: LogID
    private let describer: (any EntryDescriber)?

    /// Kept until the thread has ended, so that no other writer comes in between.
    private let lock: any StorageLock
    private let state = Mutex(State())
    private let running = DispatchGroup()

    init(
        _ storage: any Storage, _ lock: any StorageLock, _ logID: LogID,
        _ describer: (any EntryDescriber)?
    ) {
        self.storage = storage
        self.lock = lock
        self.logID = logID
        self.describer = describer
    }

    func onPoison(_ body: @escaping @Sendable (LogError) -> Void) {
        state.withLock { $0.poison = body }
    }

    /// Everything that was done since the writer was opened.
    var report: LogWriter.SealingReport { state.withLock { $0.all } }

    /// Starts a run, unless one is at work, which then looks again before it ends.
    func begin() {
        start { $0.isWanted = true }
    }

    /// Starts a run that tries failed segments too, and waits for its end.
    func run() async -> LogWriter.SealingReport {
        await withCheckedContinuation { answer in
            start { $0.requests.append(answer) }
        }
    }

    private func start(_ change: (inout State) -> Void) {
        let (mustStart, refused) = state.withLock { state -> (Bool, [Answer]) in
            change(&state)
            if state.mustStop {
                // A thread at work answers before it ends.
                guard !state.isRunning else { return (false, []) }
                defer { state.requests = [] }
                return (false, state.requests)
            }
            defer { state.isRunning = true }
            if !state.isRunning { running.enter() }
            return (!state.isRunning, [])
        }
        for answer in refused { answer.resume(returning: .init(wasStopped: true)) }
        if mustStart { Workers.startInBackground { [self] in work() } }
    }

    /// Gives up what is under way, soon, and starts nothing more.
    func stop() {
        state.withLock { $0.mustStop = true }
    }

    func waitUntilStopped() {
        running.wait()
    }

    private func work() {
        defer { running.leave() }
        while true {
            let next: [Answer]? = state.withLock { state in
                guard state.isWanted || !state.requests.isEmpty else {
                    state.isRunning = false
                    return nil
                }
                defer { state.requests = [] }
                state.isWanted = false
                if !state.requests.isEmpty { state.failed = [] }
                return state.requests
            }
            guard let answers = next else { return }
            var report = LogWriter.SealingReport()
            sealAll(&report)
            state.withLock { state in
                state.all.sealed += report.sealed
                state.all.failures += report.failures
            }
            for answer in answers { answer.resume(returning: report) }
        }
    }

    private var mustStop: Bool { state.withLock { $0.mustStop } }

    func sealAll(_ report: inout LogWriter.SealingReport) {
        let segments: [Inventory.Segment]
        do throws(LogError) {
            segments = try Inventory.take(of: storage).segments
        } catch {
            report.failures.append(.init(file: "", message: error.description))
            return
        }
        for (segment, next) in zip(segments, segments.dropFirst()) {
            if mustStop { break }
            let name = segment.name
            let isDone = state.withLock { $0.done.contains(name) || $0.failed.contains(name) }
            if isDone { continue }
            do throws(LogError) {
                try seal(name, before: next.name, &report)
            } catch {
                report.failures.append(.init(file: name, message: error.description))
                let poison = state.withLock { state in
                    state.failed.insert(name)
                    return state.poison
                }
                if error.code == .poisoned { poison?(error) }
            }
        }
        report.wasStopped = mustStop
    }

    private func seal(
        _ name: String, before next: String, _ report: inout LogWriter.SealingReport
    ) throws(LogError) {
        let header = try SegmentSource(name, in: storage, logID: logID).header()
        if header?.seal == nil {
            guard let after = try SegmentSource(next, in: storage, logID: logID).header() else {
                throw LogError(
                    .damaged, "the segment header is damaged.", file: next, offset: 0,
                    advice: "Verify names every damaged place.")
            }
            let sealer = Sealer(storage: storage, logID: logID, describer: describer) {
                self.mustStop
            }
            guard let sizes = try sealer.seal(name, next: after) else { return }
            report.sealed.append(
                .init(file: name, bytesBefore: sizes.before, bytesAfter: sizes.after))
        }
        state.withLock { _ = $0.done.insert(name) }
    }
}
