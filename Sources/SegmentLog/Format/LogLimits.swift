/// Every size a log is bound by, in one place.
///
/// The static sizes belong to the format: a file that exceeds them is damaged. The others are
/// choices of a writer and may differ each time a log is opened.
public struct LogLimits: Hashable, Sendable {
    /// The most bytes one entry may have (its length is written in 16 bits).
    public static let entryBytes = 65_535

    /// The most entries one batch may have.
    public static let maximumBatchEntries = 8_192

    /// The most uncompressed bytes one batch may have, length prefixes included.
    public static let maximumBatchBytes = 1 << 20

    /// The boundary on which batches begin; no two batches share such a sector.
    public static let sectorBytes = 4_096

    /// The writer stops gathering entries into a batch at this many uncompressed bytes.
    public var batchBytes: Int

    /// The writer stops gathering entries into a batch at this many.
    public var batchEntries: Int

    /// A new segment begins when a batch would make the file longer than this.
    public var segmentBytes: Int

    /// The live segment is filled ahead by this many bytes at a time.
    public var growthBytes: Int

    /// Asynchronous appends wait while more than this many bytes are queued.
    public var pendingBytes: Int

    /// How long the writer is idle before `head` is synced; nil leaves that to rotation and close.
    public var idleHeadSync: Duration?

    /// Whether full segments are sealed in the background while the writer is open; else only
    /// `LogWriter.seal` does it.
    public var sealsInBackground: Bool

    /// Whether a caller that waits for its entries writes and syncs them on its own thread while
    /// nobody else is at work; else the writer's queue always does, two changes of thread later.
    public var commitsOnCaller: Bool

    /// How much of a log is read and compared with its hashes when it is opened for writing.
    public var opening: Opening

    /// How much of a log is read and compared with its hashes when it is opened for writing.
    ///
    /// Either way `head`, every segment header and the order of the segments are checked, only a
    /// torn batch that was never acknowledged is removed, and any damage that is met refuses the
    /// opening.
    public enum Opening: Hashable, Sendable {
        /// The segments that `head` speaks of and whatever follows them, so that the time does not
        /// grow with the log.
        ///
        /// Every older segment was synced, and `head` after it, before the next one was made, so no
        /// crash can have changed it. Rot in it does not refuse the opening. Readers refuse what it
        /// damaged; `LogScrub` and `verify` name it. For a service that scrubs while it runs.
        case tail
        /// Every segment. For a tool that opens a log once and must not add to a damaged one.
        case everything
    }

    /// What a service should use.
    public static let standard = LogLimits()

    /// Limits with the given choices.
    ///
    /// - Precondition: every choice lies within the static sizes and leaves room for a batch.
    public init(
        batchBytes: Int = 256 << 10, batchEntries: Int = LogLimits.maximumBatchEntries,
        segmentBytes: Int = 8 << 20, growthBytes: Int = 1 << 20, pendingBytes: Int = 8 << 20,
        idleHeadSync: Duration? = .milliseconds(200), sealsInBackground: Bool = true,
        commitsOnCaller: Bool = true, opening: Opening = .tail
    ) {
        precondition(batchBytes > 0 && batchBytes <= LogLimits.maximumBatchBytes)
        precondition(batchEntries > 0 && batchEntries <= LogLimits.maximumBatchEntries)
        precondition(segmentBytes >= 2 * LogLimits.sectorBytes && segmentBytes <= 1 << 30)
        precondition(growthBytes > 0 && growthBytes.isMultiple(of: LogLimits.sectorBytes))
        precondition(pendingBytes > 0)
        self.batchBytes = batchBytes
        self.batchEntries = batchEntries
        self.segmentBytes = segmentBytes
        self.growthBytes = growthBytes
        self.pendingBytes = pendingBytes
        self.idleHeadSync = idleHeadSync
        self.sealsInBackground = sealsInBackground
        self.commitsOnCaller = commitsOnCaller
        self.opening = opening
    }
}
