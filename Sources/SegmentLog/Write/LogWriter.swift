import Dispatch
import Synchronization

/// The one writer of a log.
///
/// ```swift
/// let writer = try LogWriter.open(in: FileStorage(directory: "/var/lib/ledger"))
/// let (positions, head) = try await writer.append([Array("first".utf8), Array("second".utf8)])
/// try writer.close()
/// ```
///
/// **When data is safe.** An entry is durable when `append` or `durable(through:)` has returned:
/// its batch was written and synced (`fdatasync`; `F_FULLFSYNC` on Apple systems), and survives the
/// loss of the process, of the machine and of power. Entries of one `submit` share a batch, so they
/// are kept or lost together, unless they exceed `LogLimits.maximumBatchBytes` or
/// `maximumBatchEntries`; then a crash may keep the first ones.
///
/// **What `head` adds.** After each sync the acknowledged size is written to `head`, but `head`
/// itself is synced only at rotation, on close, and after `LogLimits.idleHeadSync` without work. A
/// killed process loses nothing of it. After a loss of *power* within that time `head` may state an
/// older size. The entries above it are still there and are accepted again; but should the disk
/// also have damaged the very last batch, or lost the last segment file, that cannot be told from a
/// torn write, and the loss would not be noticed here. A checkpoint kept elsewhere does notice.
///
/// **Order and grouping.** One batch is in flight at most; entries submitted meanwhile form the
/// next one. A batch waits for nobody who has not said that they are coming. Any error while writing or syncing poisons the writer for good:
/// later calls throw `poisoned`; open the log again, which re-reads the disk.
public final class LogWriter: Sendable {
    /// What opening found and did.
    public let recovery: LogWriter.RecoveryReport

    /// The identity drawn when the log was created.
    public let logID: LogID

    let limits: LogLimits
    let state: Mutex<State>

    /// All file operations happen on this serial queue.
    let queue = DispatchQueue(label: "SegmentLog.writer")

    /// Touched on `queue` only.
    let committer: Committer

    /// The rewriting of full segments, on a thread of its own.
    let sealing: Sealing

    /// Signaled when a batch that was held back need wait no more.
    let arrivals = DispatchSemaphore(value: 0)

    /// Those who wait for the log to grow.
    let watchers = Watchers()

    init(
        _ storage: any Storage, _ committer: Committer, _ recovery: LogWriter.RecoveryReport,
        _ limits: LogLimits, _ describer: (any EntryDescriber)?
    ) {
        sealing = Sealing(storage, committer.lock, committer.logID, describer)
        self.committer = committer
        self.recovery = recovery
        self.limits = limits
        logID = committer.logID
        state = Mutex(State(durable: committer.durable))
        sealing.onPoison { [weak self] in self?.poison($0) }
        if limits.sealsInBackground, committer.segmentNumber > 0 { sealing.begin() }
    }

    deinit {
        sealing.stop()
    }

    /// Makes a new log and opens it.
    ///
    /// The directory is made too if its parent exists.
    ///
    /// - Parameters:
    ///   - storage: where the log shall be.
    ///   - limits: the choices of this writer.
    ///   - describer: what sealed segments are indexed by; without it they have no index.
    /// - Returns: the writer.
    /// - Throws: `alreadyExists`, `locked`, `unknownFile`, `noSpace`, `io`.
    public static func create(
        in storage: any Storage, limits: LogLimits = .standard,
        describer: (any EntryDescriber)? = nil
    ) throws(LogError) -> LogWriter {
        let committer = try Creation.create(in: storage, limits: limits)
        return LogWriter(storage, committer, LogWriter.RecoveryReport(), limits, describer)
    }

    /// Opens a log for appending, after checking `head`, every segment header, and every stored byte
    /// from the segments on that `head` speaks of; with `LogLimits.Opening.everything`, all of them.
    ///
    /// A torn batch that was never acknowledged is copied to `quarantine/`, cut off, and told in `recovery`.
    /// Any other damage that is met refuses the opening and changes nothing. With
    /// `LogLimits.Opening.tail`, older entries that have rotted are not met: readers refuse them,
    /// and `LogScrub` and `verify` name them.
    ///
    /// - Parameters:
    ///   - storage: the log.
    ///   - limits: the choices of this writer.
    ///   - describer: what sealed segments are indexed by; without it they have no index.
    /// - Returns: the writer.
    /// - Throws: `notALog`, `locked` (naming the holder), `damaged` (naming file, offset and
    ///   positions), `unknownFile`, `unsupportedVersion`, `noSpace`, `io`.
    /// - Complexity: reads one sector of each segment and the last segment or two, or else the
    ///   whole log once; hashes the entries of the last segment.
    public static func open(
        in storage: any Storage, limits: LogLimits = .standard,
        describer: (any EntryDescriber)? = nil
    ) throws(LogError) -> LogWriter {
        let (committer, report) = try Recovery.open(storage, limits: limits)
        return LogWriter(storage, committer, report, limits, describer)
    }

    /// The position the next submitted entry gets.
    public var next: Position {
        state.withLock { Position($0.next) }
    }

    /// What is acknowledged as durable.
    public var durable: TreeHead {
        state.withLock { $0.durable }
    }

    /// Waits for all queued entries, cuts the reserved space off, syncs `head` and lets the lock
    /// go.
    ///
    /// The sealing of a segment that is under way is given up.
    ///
    /// Closing again does nothing. Do not call it on a thread that must not block.
    ///
    /// - Throws: `poisoned` if an earlier write failed; the lock is let go all the same.
    public func close() throws(LogError) {
        let isFirst = state.withLock { state in
            defer { state.isClosed = true }
            return !state.isClosed
        }
        guard isFirst else { return }
        arrivals.signal()
        sealing.stop()
        defer { watchers.end(.success(nil)) }
        let result: Result<Void, LogError> = queue.sync {
            commitAll()
            sealing.waitUntilStopped()
            return finish()
        }
        try result.get()
    }

    private func finish() -> Result<Void, LogError> {
        if let failure = state.withLock({ $0.failure }) {
            committer.abandon()
            return .failure(failure)
        }
        do throws(LogError) {
            try committer.close()
            return .success(())
        } catch {
            poison(error)
            return .failure(error)
        }
    }
}
