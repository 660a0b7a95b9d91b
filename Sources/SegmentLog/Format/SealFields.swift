/// What a sealed segment says of itself.
///
///     offset  bytes
///          0      8  "slsealed"
///          8     16  log
///         24      8  number of the segment
///         32      8  first position
///         40      8  end position
///         48      8  number of the last batch it was made from
///         56      8  offset where that batch ended
///         64     32  digest of that batch
///         96     32  root after it
///        128      8  bytes of this file
///        136      8  bytes of the LZ4 frame
///        144      8  bytes of content
///        152      4  blocks b
///        156      4  xxHash32 of the content, as the LZ4 frame ends with it
///
/// They stand in the segment header, so that a log opens by its headers, and in both copies of the
/// table, which carry digests of their own.
struct SealFields: Hashable, Sendable {
    var logID: LogID
    var segment: UInt64
    var first: UInt64
    var end: UInt64
    var lastBatch: UInt64
    var lastBatchEnd: UInt64
    var digest: Hash
    var root: Hash
    var fileBytes: UInt64 = 0
    var frameBytes: UInt64 = 0
    var contentBytes: UInt64 = 0
    var blocks = 0
    var contentChecksum: UInt32 = 0

    static let byteCount = 160
    private static let magic = Array("slsealed".utf8)

    /// Where the LZ4 frame begins.
    static let frameOffset = UInt64(SegmentHeader.byteCount)

    var positions: Range<Position> { Position(first)..<Position(end) }
    var tableBytes: Int { SealedTable.byteCount(blocks: blocks) }

    /// Where the first copy of the table begins; the second ends the file.
    var tableOffsets: [UInt64] {
        [SealFields.frameOffset + frameBytes, fileBytes - UInt64(tableBytes)]
    }

    /// Where the index may stand: between the copies of the table.
    var indexRange: Range<UInt64> {
        tableOffsets[0] + UInt64(tableBytes)..<tableOffsets[1]
    }

    /// Whether all sizes fit each other and the limits, so that memory may be reserved for them.
    var isPlausible: Bool {
        let limit: UInt64 = 1 << 40
        guard end > first, blocks > 0, UInt64(blocks) <= end - first, end - first <= 1 << 32,
            contentBytes >= 2 * (end - first), contentBytes < limit, frameBytes < limit,
            frameBytes > UInt64(LZ4Frame.headerBytes + LZ4Frame.trailerBytes),
            contentBytes <= 255 * frameBytes + 64, fileBytes < limit,
            [segment, lastBatch, lastBatchEnd].allSatisfy({ $0 < Format.numberLimit })
        else { return false }
        let tables = 2 * UInt64(tableBytes)
        return fileBytes >= SealFields.frameOffset + frameBytes + tables
    }

    func encoded() -> [UInt8] {
        var writer = ByteWriter()
        writer.put(SealFields.magic)
        writer.put(logID)
        writer.put(segment)
        writer.put(first)
        writer.put(end)
        writer.put(lastBatch)
        writer.put(lastBatchEnd)
        writer.put(digest)
        writer.put(root)
        writer.put(fileBytes)
        writer.put(frameBytes)
        writer.put(contentBytes)
        writer.put(UInt32(blocks))
        writer.put(contentChecksum)
        return writer.bytes
    }

    /// The fields in exactly 160 bytes whose digest was checked, or nil if they are none.
    static func parse(_ bytes: UnsafeRawBufferPointer) -> SealFields? {
        guard unsafe bytes.part(0..<8).elementsEqual(magic) else { return nil }
        func number(_ offset: Int) -> UInt64 {
            unsafe bytes.integer(at: offset, as: UInt64.self)
        }
        let fields = unsafe SealFields(
            logID: bytes.logID(at: 8), segment: number(24), first: number(32), end: number(40),
            lastBatch: number(48), lastBatchEnd: number(56), digest: bytes.hash(at: 64),
            root: bytes.hash(at: 96), fileBytes: number(128), frameBytes: number(136),
            contentBytes: number(144), blocks: Int(bytes.integer(at: 152, as: UInt32.self)),
            contentChecksum: bytes.integer(at: 156, as: UInt32.self))
        return fields.isPlausible ? fields : nil
    }
}
