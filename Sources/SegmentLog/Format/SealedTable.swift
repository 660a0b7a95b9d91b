/// The blocks of a sealed segment: where each stands, what it holds, and what it must be.
///
/// Two copies of it stand in the file, behind the LZ4 frame and at the end of the file, so that no
/// single wrong place makes an entry unreadable.
///
///     offset       bytes
///          0           8  skippable frame header (0x184D2A54)
///          8         160  fields                                             (SealFields.swift)
///        168        24·b  for each block:
///                             0  4  its length word in the LZ4 frame
///                             4  4  bytes of content
///                             8  4  entries
///                            12  4  CRC-32 of its bytes
///                            16  8  XXH64 of its bytes (seed 0)
///                     32  SHA-256 of everything before it
///                      4  length of this table; its last copy is found from the end of the file
///
/// A table is valid if and only if its SHA-256 matches, its lengths are its own, and the bytes,
/// content and entries of its blocks add up to those of the fields.
struct SealedTable: Sendable {
    /// One block: whole entries, compressed by themselves.
    struct Row: Hashable, Sendable {
        /// Where its length word stands in the LZ4 frame.
        var offset: UInt64
        /// Its first entry, counted within the segment, and the number of entries.
        var first: UInt32
        var count: UInt32
        var contentBytes: UInt32
        var word: UInt32
        var crc32: UInt32
        var xxh64: UInt64

        /// The number of its bytes in the file.
        var bytes: Int { Int(word & ~LZ4Frame.storedBit) }
        var isStored: Bool { word & LZ4Frame.storedBit != 0 }
    }

    var fields: SealFields
    var rows: [Row]

    private static let rowBytes = 24
    private static let rowsOffset = Format.skippableHeaderBytes + SealFields.byteCount
    private static let tailBytes = Hash.byteCount + 4

    static func byteCount(blocks: Int) -> Int { rowsOffset + rowBytes * blocks + tailBytes }

    /// The most content a block may hold: one entry of the greatest length, or whole entries up to
    /// 64 KiB.
    static let maximumContent = 2 + LogLimits.entryBytes

    func encoded() -> [UInt8] {
        var writer = ByteWriter()
        let total = SealedTable.byteCount(blocks: rows.count)
        writer.put(Format.skippable(.table, totalBytes: total))
        writer.put(fields.encoded())
        for row in rows {
            writer.put(row.word)
            writer.put(row.contentBytes)
            writer.put(row.count)
            writer.put(row.crc32)
            writer.put(row.xxh64)
        }
        writer.putDigest()
        writer.put(UInt32(total))
        return writer.bytes
    }

    /// The table in these bytes, or nil if anything of it is damaged.
    static func parse(_ bytes: UnsafeRawBufferPointer) -> SealedTable? {
        guard bytes.count >= byteCount(blocks: 1) else { return nil }
        let digestOffset = bytes.count - tailBytes
        let header = Format.skippable(.table, totalBytes: bytes.count)
        guard unsafe bytes.part(0..<header.count).elementsEqual(header),
            unsafe bytes.integer(at: bytes.count - 4, as: UInt32.self) == UInt32(bytes.count),
            unsafe sha256(bytes.part(0..<digestOffset)) == bytes.hash(at: digestOffset),
            let fields = unsafe SealFields.parse(bytes.part(header.count..<rowsOffset)),
            byteCount(blocks: fields.blocks) == bytes.count
        else { return nil }
        var table = SealedTable(fields: fields, rows: [])
        table.rows.reserveCapacity(fields.blocks)
        var offset = UInt64(LZ4Frame.headerBytes)
        var entries: UInt64 = 0
        var content: UInt64 = 0
        for index in 0..<fields.blocks {
            let at = rowsOffset + rowBytes * index
            let row = unsafe Row(
                offset: offset, first: UInt32(truncatingIfNeeded: entries),
                count: bytes.integer(at: at + 8, as: UInt32.self),
                contentBytes: bytes.integer(at: at + 4, as: UInt32.self),
                word: bytes.integer(at: at, as: UInt32.self),
                crc32: bytes.integer(at: at + 12, as: UInt32.self),
                xxh64: bytes.integer(at: at + 16, as: UInt64.self))
            guard row.isPlausible else { return nil }
            offset += 4 + UInt64(row.bytes)
            entries += UInt64(row.count)
            content += UInt64(row.contentBytes)
            table.rows.append(row)
        }
        guard entries == fields.end - fields.first, content == fields.contentBytes,
            offset + UInt64(LZ4Frame.trailerBytes) == fields.frameBytes
        else { return nil }
        return table
    }

    /// The block that holds a position.
    func block(at position: UInt64) -> Int {
        let entry = UInt32(position - fields.first)
        var low = 0
        var high = rows.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if rows[middle].first <= entry { low = middle } else { high = middle }
        }
        return low
    }

    /// The positions of a block.
    func positions(ofBlock block: Int) -> Range<UInt64> {
        let start = fields.first + UInt64(rows[block].first)
        return start..<start + UInt64(rows[block].count)
    }

    /// Where the length word of a block stands in the file.
    func fileOffset(ofBlock block: Int) -> UInt64 {
        SealFields.frameOffset + rows[block].offset
    }
}

extension SealedTable.Row {
    /// Whether these are the bytes of the block.
    func matches(_ bytes: UnsafeRawBufferPointer) -> Bool {
        unsafe bytes.count == self.bytes && Checksum.xxh64(bytes) == xxh64
    }

    /// Checks the bytes of the block and decompresses them; false unless they are the right ones
    /// and yield exactly the content.
    func decompress(
        _ bytes: UnsafeRawBufferPointer, into content: UnsafeMutableRawBufferPointer
    ) -> Bool {
        guard unsafe matches(bytes), content.count == Int(contentBytes) else { return false }
        return unsafe LZ4Frame.decompress(block: bytes, isStored: isStored, into: content)
    }

    /// Whether the sizes can be those of a block, so that memory may be reserved for them.
    fileprivate var isPlausible: Bool {
        count >= 1 && contentBytes <= UInt32(SealedTable.maximumContent)
            && count <= contentBytes / 2 && bytes >= 1 && bytes <= Int(contentBytes)
            && Int(contentBytes) <= 255 * bytes + 64 && isStored == (bytes == Int(contentBytes))
    }
}
