/// A sealed segment that is open for reading.
///
///     0       sector 0: an empty LZ4 frame and the segment header, which holds the seal
///     4096    one LZ4 frame of independent blocks, each of whole entries
///     …       the table                                                    (SealedTable.swift)
///     …       the index, a cache; or nothing                               (BlockIndex.swift)
///     …       the table again, up to the end of the file
///
/// A block is read alone, compared with its XXH64 and decompressed; no other byte of the file is
/// needed for that but the table.
struct SealedSegment: Sendable {
    let name: String
    let file: any StorageFile
    let table: SealedTable

    /// Opens the sealed segment in a file whose header is `header`, or nil where it is damaged.
    ///
    /// Nil if the file is no sealed segment, or if the table is damaged so far that no copy of it
    /// can be found.
    static func find(
        _ name: String, _ file: any StorageFile, size: UInt64, header: SegmentHeader?,
        logID: LogID?
    ) throws(LogError) -> SealedSegment? {
        if let header {
            guard let seal = header.seal, seal.fileBytes <= size else { return nil }
            for offset in seal.tableOffsets {
                let table = try SealedTable.read(
                    file, at: offset, count: UInt64(seal.tableBytes))
                if let table, table.fields == seal {
                    return SealedSegment(name: name, file: file, table: table)
                }
            }
            return nil
        }
        guard let table = try lastTable(file, size), logID == nil || table.fields.logID == logID
        else { return nil }
        return SealedSegment(name: name, file: file, table: table)
    }

    /// The copy of the table that ends the file.
    private static func lastTable(
        _ file: any StorageFile, _ size: UInt64
    ) throws(LogError) -> SealedTable? {
        guard size > UInt64(SegmentHeader.byteCount) else { return nil }
        let word = try file.read(at: size - 4, count: 4)
        let total = unsafe word.withUnsafeBytes { bytes in
            bytes.count == 4 ? unsafe UInt64(bytes.integer(at: 0, as: UInt32.self)) : 0
        }
        guard total < size else { return nil }
        let table = try SealedTable.read(file, at: size - total, count: total)
        return table?.fields.fileBytes == size ? table : nil
    }

    /// Reads blocks, length words and all, to the front of `raw`; what the file lacks is zero.
    func read(_ blocks: Range<Int>, into raw: inout [UInt8]) throws(LogError) {
        try file.read(
            at: table.fileOffset(ofBlock: blocks.lowerBound), count: rawBytes(blocks), into: &raw)
    }

    /// The index, or nil if it is missing, damaged, or too large to be held.
    func index() throws(LogError) -> BlockIndex? {
        let range = table.fields.indexRange
        guard !range.isEmpty, range.count <= BlockIndex.maximumBytes else { return nil }
        return BlockIndex.parse(
            try file.read(at: range.lowerBound, count: range.count), table)
    }

    /// The bytes that blocks take in the file.
    func rawBytes(_ blocks: Range<Int>) -> Int {
        table.rows[blocks].reduce(0) { $0 + 4 + $1.bytes }
    }

    /// Checks and decompresses blocks that stand at the front of `raw`, until one is damaged.
    ///
    /// - Returns: the number of sound blocks, and of the bytes of their content at the front of
    ///   `content`.
    func decompress(
        _ blocks: Range<Int>, _ raw: [UInt8], into content: inout [UInt8]
    ) -> (blocks: Int, bytes: Int) {
        let room = table.rows[blocks].reduce(0) { $0 + Int($1.contentBytes) }
        if content.count < room { content = [UInt8](repeating: 0, count: room) }
        return unsafe raw.withUnsafeBytes { raw in
            unsafe content.withUnsafeMutableBytes { content in
                var done = (blocks: 0, bytes: 0)
                var offset = 0
                for row in table.rows[blocks] {
                    let source = unsafe raw.part(offset + 4..<offset + 4 + row.bytes)
                    let end = done.bytes + Int(row.contentBytes)
                    let target = unsafe UnsafeMutableRawBufferPointer(
                        rebasing: content[done.bytes..<end])
                    guard unsafe row.decompress(source, into: target) else { break }
                    offset += 4 + row.bytes
                    done = (done.blocks + 1, end)
                }
                return done
            }
        }
    }
}
