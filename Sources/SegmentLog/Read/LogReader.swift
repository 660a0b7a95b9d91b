import Synchronization

/// A reader of a log, which never writes and needs no lock.
///
/// Any number may read, in any process, while one writer appends. A reader sees the entries that
/// were acknowledged when it was opened or last refreshed, never one that is still being written.
///
/// ```swift
/// let reader = try LogReader.open(in: storage)
/// try reader.forEach(in: 0..<Position(reader.size)) { position, bytes in … }
/// ```
///
/// Every batch is compared with its SHA-256, every block of a sealed segment with its XXH64, before
/// it is decompressed. If both slots of `head` are
/// damaged, the reader shows all sound batches.
public final class LogReader: Sendable {
    let storage: any Storage
    let describer: (any EntryDescriber)?
    let state: Mutex<State>

    private init(_ storage: any Storage, _ describer: (any EntryDescriber)?) {
        self.storage = storage
        self.describer = describer
        state = Mutex(State())
    }

    /// Opens a log for reading.
    ///
    /// - Parameters:
    ///   - storage: the log.
    ///   - describer: whose indexes are used when entries are asked for by a filter.
    /// - Returns: the reader.
    /// - Throws: `notALog`, `unsupportedVersion`, `io`.
    /// - Complexity: reads `head` and the directory.
    public static func open(
        in storage: any Storage, describer: (any EntryDescriber)? = nil
    ) throws(LogError) -> LogReader {
        let reader = LogReader(storage, describer)
        try reader.refresh()
        return reader
    }

    /// Looks for newly acknowledged entries and returns the number of all.
    @discardableResult
    public func refresh() throws(LogError) -> UInt64 {
        try state.withLock { (state) throws(LogError) in
            try state.refresh(storage)
            return state.size
        }
    }

    /// The identity of the log, or nil if no part of it that can be read tells it.
    public var id: LogID? {
        state.withLock { $0.logID }
    }

    /// The number of entries seen at the last refresh.
    public var size: UInt64 {
        state.withLock { $0.size }
    }

    /// The acknowledged size and root, or nil if `head` cannot be read.
    public var head: TreeHead? {
        state.withLock { $0.slot?.tree }
    }

    /// One entry.
    ///
    /// - Throws: `outOfRange`; `damaged` if the batch it stands in is damaged, though
    ///   `forEachReadable` may still find it; `io`.
    /// - Complexity: one batch is read and decompressed, unless it is one of the few used last.
    public func entry(at position: Position) throws(LogError) -> [UInt8] {
        try check(position..<position.advanced(by: 1))
        let number = position.rawValue
        if let entry = state.withLock({ $0.cache.find(number)?.entry(at: number) }) {
            return entry
        }
        let extent = try extent(at: number, blocks: 1)
        var chunk = Chunk()
        try chunk.fill(extent, logID: logID)
        guard let entry = chunk.entry(at: number) else { throw extent.damage }
        state.withLock { $0.cache.insert(chunk) }
        return entry
    }

    /// Refuses positions that are not there.
    func check(_ range: Range<Position>) throws(LogError) {
        let size = size
        guard range.upperBound.rawValue <= size else {
            throw LogError(
                .outOfRange, "the log has \(size) entries.", positions: range,
                advice: "Refresh the reader, or ask for less.")
        }
    }

    /// What holds a position; of a sealed segment, so many blocks at most.
    func extent(at position: UInt64, blocks: Int) throws(LogError) -> Extent {
        try state.withLock { (state) throws(LogError) in
            try state.extent(at: position, blocks: blocks, storage)
        }
    }

    /// The log's identity, if anything tells it.
    var logID: LogID? { state.withLock { $0.logID } }
}
