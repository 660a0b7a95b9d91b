/// Gathers entries into blocks and writes them as a sealed segment.
///
/// Its system calls, between which nothing of the log changes:
///
///     open(SEGMENT.tmp, O_EXCL)  pwrite …  pwrite(sector 0)  fdatasync
struct SealWriter {
    private let file: any StorageFile
    private let frame: SealedFrame
    private var content: [UInt8] = []
    private var count: UInt32 = 0
    private var rows: [SealedTable.Row] = []
    private var entries: UInt32 = 0
    private var contentBytes: UInt64 = 0
    private var index: BlockIndexBuilder?

    /// What is to be written next, and where.
    private var pending: [UInt8] = []
    private var offset = SealFields.frameOffset
    private var frameBytes: UInt64 = 0

    private static let writeBytes = 1 << 19

    init(
        _ file: any StorageFile, contentBytes: UInt64, _ describer: (any EntryDescriber)?
    ) throws(LogError) {
        self.file = file
        index = describer.map { BlockIndexBuilder($0) }
        frame = try SealedFrame(contentBytes: contentBytes)
        try put(frame: try frame.begin())
    }

    /// Takes in one entry.
    mutating func add(_ entry: UnsafeRawBufferPointer) throws(LogError) {
        let bytes = EntryRun.overhead + entry.count
        if content.count + bytes > SealedFrame.blockBytes { try endBlock() }
        unsafe content.append(entry: entry)
        unsafe index?.add(entry)
        count += 1
    }

    private mutating func endBlock() throws(LogError) {
        guard count > 0 else { return }
        let block = try frame.block(content)
        let (crc32, xxh64) = unsafe block.withUnsafeBytes { bytes in
            let bytes = unsafe bytes.part(4..<block.count)
            return unsafe (Checksum.crc32(bytes), Checksum.xxh64(bytes))
        }
        let word = unsafe block.withUnsafeBytes { unsafe $0.integer(at: 0, as: UInt32.self) }
        rows.append(
            SealedTable.Row(
                offset: frameBytes, first: entries, count: count,
                contentBytes: UInt32(content.count), word: word, crc32: crc32, xxh64: xxh64))
        index?.endBlock(bytes: block.count - 4)
        entries += count
        contentBytes += UInt64(content.count)
        content.removeAll(keepingCapacity: true)
        count = 0
        try put(frame: block)
    }

    private mutating func put(frame bytes: [UInt8]) throws(LogError) {
        frameBytes += UInt64(bytes.count)
        try put(bytes)
    }

    private mutating func put(_ bytes: [UInt8]) throws(LogError) {
        pending += bytes
        if pending.count >= SealWriter.writeBytes { try flush() }
    }

    private mutating func flush() throws(LogError) {
        guard !pending.isEmpty else { return }
        try file.write(pending, at: offset)
        offset += UInt64(pending.count)
        pending.removeAll(keepingCapacity: true)
    }

    /// Writes what follows the blocks, then sector 0, and syncs the file.
    ///
    /// It takes the header of the segment as it was and what is known of the seal; it gives the
    /// seal, complete.
    mutating func finish(
        _ header: SegmentHeader, _ seal: SealFields
    ) throws(LogError) -> SealFields {
        try endBlock()
        let end = try frame.end()
        try put(frame: end)
        precondition(
            UInt64(entries) == seal.end - seal.first && end.count == LZ4Frame.trailerBytes)
        var seal = seal
        seal.frameBytes = frameBytes
        seal.contentBytes = contentBytes
        seal.blocks = rows.count
        seal.contentChecksum = unsafe end.withUnsafeBytes {
            unsafe $0.integer(at: 4, as: UInt32.self)
        }
        let index = index?.encoded(root: seal.root) ?? []
        seal.fileBytes =
            SealFields.frameOffset + frameBytes + UInt64(2 * seal.tableBytes + index.count)
        let table = SealedTable(fields: seal, rows: rows).encoded()
        try put(table)
        try put(index)
        try put(table)
        try flush()
        precondition(offset == seal.fileBytes && seal.isPlausible)
        var header = header
        header.seal = seal
        try file.write(header.encoded(), at: 0)
        try file.sync()
        return seal
    }
}
