import Dispatch
import Synchronization

/// Reads a log again and again while it is in use, and tells of damage when it happens.
///
/// Bytes rot unread. Found at the next start, damage is old, and so may be the backup; found within
/// a day, it is one file to restore.
///
/// ```swift
/// let scrub = LogScrub(of: storage, bytesPerSecond: 4 << 20)
/// for try await event in scrub.events() {
///     if case .damage(let damage) = event { alert(damage) }
/// }
/// ```
///
/// Each segment is read from the disk where the storage can forget what memory holds, all its
/// hashes are derived, and it is held against the one before. It takes no lock, writes nothing but
/// its mark (`cache/scrub`, which may be deleted), and judges only what is acknowledged.
public struct LogScrub: Sendable {
    /// What a scrub tells.
    public enum Event: Hashable, Sendable {
        /// Stored bytes are not what was written.
        case damage(Log.Damage)
        /// A segment has been read, up to this position.
        case segment(file: String, through: Position)
        /// Everything has been read once.
        case finished
    }

    private let storage: any Storage
    private let bytesPerSecond: Int
    private let pause: @Sendable (Duration) -> Void

    private static let folder = "cache"
    private static let markName = "cache/scrub"

    /// A scrub of a log.
    ///
    /// - Precondition: `bytesPerSecond` is positive.
    public init(of storage: any Storage, bytesPerSecond: Int = 8 << 20) {
        self.init(of: storage, bytesPerSecond: bytesPerSecond) { duration in
            // On a thread of its own, which may block.
            let time = DispatchTime.now() + .nanoseconds(Int(duration / .nanoseconds(1)))
            _ = DispatchSemaphore(value: 0).wait(timeout: time)
        }
    }

    /// A scrub that is told how to pause.
    init(
        of storage: any Storage, bytesPerSecond: Int, pause: @escaping @Sendable (Duration) -> Void
    ) {
        precondition(bytesPerSecond > 0)
        self.storage = storage
        self.bytesPerSecond = bytesPerSecond
        self.pause = pause
    }

    /// Reads the rest of the log once, from where an earlier pass stopped, or else all of it.
    ///
    /// Blocks the thread for as long as the budget makes it take.
    ///
    /// - Parameters:
    ///   - isStopped: asked between reads; once true, the pass ends and can be resumed.
    ///   - tell: called with each event, in order.
    /// - Returns: whether the end was reached.
    /// - Throws: `notALog`, `unsupportedVersion`, `io`. Damage is told, not thrown.
    /// - Complexity: as `verify`, in the time that the budget allows.
    @discardableResult
    public func pass(
        isStopped: @escaping () -> Bool = { false }, _ tell: (Event) -> Void
    ) throws(LogError) -> Bool {
        let inventory = try Inventory.take(of: storage)
        try inventory.requireLog(in: storage)
        let heads = try HeadState.read(from: storage)
        for damage in heads.damage { tell(.damage(damage)) }
        let start = mark()
        var pacer = Pacer(bytesPerSecond: bytesPerSecond, pause: pause)
        var before: UInt64 = 0
        var scan = LogScan(
            storage, inventory, heads, depth: .everything, limit: heads.newest?.tree.size,
            lanes: Lanes(1),
            progress: { done, _ in
                pacer.spend(Int(done - before))
                before = done
            })
        try scan.identify()
        for slot in scan.heads.foreign {
            tell(.damage(slot.damage("the slot belongs to another log.")))
        }
        for (index, segment) in inventory.segments.enumerated() where segment.first >= start {
            if isStopped() { return false }
            if let size = heads.newest?.tree.size, segment.first >= size, index > 0 { break }
            if scan.chain.position < segment.first { scan.lose(upTo: segment.first) }
            try storage.open(segment.name, .read).dropCached()
            let known = scan.damage.count
            try scan.scan(index)
            for damage in scan.damage[known...] { tell(.damage(damage)) }
            tell(.segment(file: segment.name, through: Position(scan.chain.position)))
            setMark(scan.chain.position)
        }
        setMark(nil)
        tell(.finished)
        return true
    }

    /// All events of pass after pass, until the task that reads them is canceled.
    ///
    /// It runs on a thread of its own. An error ends it.
    public func events() -> AsyncThrowingStream<Event, any Error> {
        AsyncThrowingStream { continuation in
            let isStopped = Flag()
            continuation.onTermination = { _ in isStopped.raise() }
            DispatchQueue(label: "SegmentLog.scrub", qos: .background).async {
                do throws(LogError) {
                    while !isStopped.isRaised {
                        try pass(isStopped: { isStopped.isRaised }) { continuation.yield($0) }
                    }
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
        }
    }

    // MARK: - Where to go on

    /// The position an earlier pass has come to; 0 if none was cut short.
    ///
    /// A wrong mark costs a segment's delay, nothing else.
    private func mark() -> UInt64 {
        guard let bytes = try? storage.open(Self.markName, .read).read(at: 0, count: 64) else {
            return 0
        }
        return UInt64(String(decoding: bytes.prefix { $0 != 10 }, as: UTF8.self)) ?? 0
    }

    private func setMark(_ position: UInt64?) {
        // Where it fails, the next pass begins at the front.
        guard let position else {
            try? storage.remove(Self.markName)
            return
        }
        try? storage.makeDirectory(Self.folder)
        try? storage.replaceUnsynced(Self.markName, with: Array("\(position)\n".utf8))
    }
}

/// Keeps a stream of reads to so many bytes a second.
private struct Pacer {
    let bytesPerSecond: Int
    let pause: @Sendable (Duration) -> Void
    private var spent = 0

    init(bytesPerSecond: Int, pause: @escaping @Sendable (Duration) -> Void) {
        self.bytesPerSecond = bytesPerSecond
        self.pause = pause
    }

    /// Pauses for as long as these bytes may take, a tenth of a second's worth at a time.
    mutating func spend(_ bytes: Int) {
        spent += bytes
        guard spent >= bytesPerSecond / 10 else { return }
        pause(.seconds(1) * (Double(spent) / Double(bytesPerSecond)))
        spent = 0
    }
}

/// Something that is raised once, by any thread.
private final class Flag: Sendable {
    private let state = Atomic(false)

    var isRaised: Bool { state.load(ordering: .acquiring) }

    func raise() { state.store(true, ordering: .releasing) }
}
