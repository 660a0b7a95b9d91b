import Crypto

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

    /// The rows that are read at once.
    private static let rowsAtOnce = 1 << 14

    /// The table of so many bytes at an offset of a file, or nil if anything of it is damaged.
    ///
    /// No more memory is taken than rows that can be are there, whatever the table claims: a hole in
    /// a file takes none.
    static func read(
        _ file: any StorageFile, at start: UInt64, count total: UInt64
    ) throws(LogError) -> SealedTable? {
        guard total >= UInt64(byteCount(blocks: 1)), total <= UInt64(UInt32.max) else { return nil }
        var bytes = try file.read(at: start, count: rowsOffset)
        let header = Format.skippable(.table, totalBytes: Int(total))
        guard bytes.count == rowsOffset, bytes.starts(with: header),
            let fields = unsafe bytes.withUnsafeBytes({
                unsafe SealFields.parse($0.part(header.count..<rowsOffset))
            }), byteCount(blocks: fields.blocks) == Int(total)
        else { return nil }
        var digest = SHA256()
        digest.update(data: bytes)
        var table = SealedTable(fields: fields, rows: [])
        var sums = (offset: UInt64(LZ4Frame.headerBytes), entries: UInt64(0), content: UInt64(0))
        while table.rows.count < fields.blocks {
            let done = table.rows.count
            let count = min(rowsAtOnce, fields.blocks - done)
            bytes = try file.read(
                at: start + UInt64(rowsOffset + rowBytes * done), count: rowBytes * count)
            guard bytes.count == rowBytes * count, table.take(bytes, &sums) else { return nil }
            digest.update(data: bytes)
        }
        let tail = try file.read(at: start + total - UInt64(tailBytes), count: tailBytes)
        guard tail.count == tailBytes, digest.finalize().elementsEqual(tail.prefix(Hash.byteCount)),
            unsafe tail.withUnsafeBytes({
                unsafe $0.integer(at: Hash.byteCount, as: UInt32.self) == UInt32(total)
            }),
            sums.entries == fields.end - fields.first, sums.content == fields.contentBytes,
            sums.offset + UInt64(LZ4Frame.trailerBytes) == fields.frameBytes
        else { return nil }
        return table
    }

    /// Adds the rows in these bytes; false where one cannot be.
    private mutating func take(
        _ bytes: [UInt8], _ sums: inout (offset: UInt64, entries: UInt64, content: UInt64)
    ) -> Bool {
        unsafe bytes.withUnsafeBytes { bytes in
            for at in stride(from: 0, to: bytes.count, by: Self.rowBytes) {
                let row = unsafe Row(
                    offset: sums.offset, first: UInt32(truncatingIfNeeded: sums.entries),
                    count: bytes.integer(at: at + 8, as: UInt32.self),
                    contentBytes: bytes.integer(at: at + 4, as: UInt32.self),
                    word: bytes.integer(at: at, as: UInt32.self),
                    crc32: bytes.integer(at: at + 12, as: UInt32.self),
                    xxh64: bytes.integer(at: at + 16, as: UInt64.self))
                guard row.isPlausible else { return false }
                sums.offset += 4 + UInt64(row.bytes)
                sums.entries += UInt64(row.count)
                sums.content += UInt64(row.contentBytes)
                rows.append(row)
            }
            return true
        }
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
