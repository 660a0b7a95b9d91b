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
/// Every batch is compared with its SHA-256 before it is decompressed. If both slots of `head` are
/// damaged, the reader shows all sound batches.
public final class LogReader: Sendable {
    let storage: any Storage
    let state: Mutex<State>

    private init(_ storage: any Storage) {
        self.storage = storage
        state = Mutex(State())
    }

    /// Opens a log for reading.
    ///
    /// - Throws: `notALog`, `unsupportedVersion`, `io`.
    /// - Complexity: reads `head` and the directory.
    public static func open(in storage: any Storage) throws(LogError) -> LogReader {
        let reader = LogReader(storage)
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
        let cached = state.withLock { $0.cache.find(position.rawValue) }
        if let cached { return cached.entry(at: position.rawValue) }
        let extent = try extent(at: position.rawValue)
        guard extent.isReadable else { throw extent.damage }
        var batch: [UInt8] = []
        let fields = try load(extent, into: &batch)
        let loaded = try CachedBatch(fields, batch, extent)
        state.withLock { $0.cache.insert(loaded) }
        return loaded.entry(at: position.rawValue)
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

    /// What holds a position.
    func extent(at position: UInt64) throws(LogError) -> Extent {
        try state.withLock { (state) throws(LogError) in
            try state.extent(at: position, storage)
        }
    }

    /// Reads a batch's bytes to the front of a buffer and finds its fields there.
    func load(_ extent: Extent, into buffer: inout [UInt8]) throws(LogError) -> BatchFields {
        let file = try state.withLock { (state) throws(LogError) in
            try state.source(extent.file, storage).file
        }
        try file.read(at: extent.offset, count: extent.bytes, into: &buffer)
        let fields = unsafe buffer.withUnsafeBytes { bytes in
            unsafe BatchFields.find(
                in: bytes.part(0..<extent.bytes), offset: extent.offset, logID: nil)
        }
        guard let fields, fields.first == extent.first, fields.paddedBytes == extent.bytes else {
            throw extent.damage
        }
        return fields
    }
}
