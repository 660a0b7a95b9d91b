/// The fixed fields of a batch header.
///
/// A batch, from a 4096-byte boundary (offsets relative to it):
///
///     offset       bytes
///          0           8  skippable frame header (0x184D2A51)
///          8         200  fields
///        208         200  the same fields again: one bad byte in a header costs no entry
///        408        12·b  block table, for each 64 KiB block: offset of its length word in the
///                         LZ4 frame; index of the first entry that begins in it; offset of that
///                         entry in the content (both 2³²−1 if none begins there). Salvage starts
///                         anew at each block.
///                    4·n  fingerprints: the first 4 bytes of each entry's RFC 6962 leaf hash
///                     32  SHA-256 of everything before it: the *digest* of the batch
///                         LZ4 frame
///                         padding: skippable frame header (0x184D2A52) and zeros, unless nothing
///                         remains
///
/// The fields:
///
///     offset  bytes                            offset  bytes
///          0      8  "slbatch1"                    60      4  blocks b
///          8     16  log                           64      4  bytes of the LZ4 frame
///         24      8  number of the segment         68      4  bytes of content
///         32      8  own offset in the segment     72     32  SHA-256 of the LZ4 frame
///         40      8  number of the batch          104     32  digest of the batch before it
///         48      8  first position               136     32  root after this batch
///         56      4  entries n                    168     32  SHA-256 of fields 0..<168
struct BatchFields: Hashable, Sendable {
    var logID: LogID
    var segment: UInt64
    var offset: UInt64
    var number: UInt64
    var first: UInt64
    var count: Int
    var frameBytes: Int
    var contentBytes: Int
    var frameDigest: Hash
    var previous: Hash
    var root: Hash

    static let byteCount = 200
    static let copyOffsets = [8, 208]
    static let tableOffset = 408
    static let tableRowBytes = 12
    static let noEntry = UInt32.max
    private static let magic = Array("slbatch1".utf8)
    private static let digestOffset = 168

    var end: UInt64 { first + UInt64(count) }
    var positions: Range<Position> { Position(first)..<Position(end) }
    var blocks: Int { LZ4Frame.blockCount(contentBytes) }
    var fingerprintsOffset: Int {
        BatchFields.tableOffset + BatchFields.tableRowBytes * blocks
    }
    var digestOffset: Int { fingerprintsOffset + 4 * count }
    var frameOffset: Int { digestOffset + Hash.byteCount }
    var frameRange: Range<Int> { frameOffset..<frameOffset + frameBytes }
    var paddedBytes: Int { Format.paddedLength(frameOffset + frameBytes) }
    var endOffset: UInt64 { offset + UInt64(paddedBytes) }

    /// The most bytes any batch takes in a file.
    static let maximumBytes = Format.paddedLength(
        tableOffset + tableRowBytes * LZ4Frame.blockCount(LogLimits.maximumBatchBytes)
            + 4 * LogLimits.maximumBatchEntries + Hash.byteCount
            + LZ4Frame.maximumBytes(LogLimits.maximumBatchBytes))

    /// Whether all sizes are within the limits, so that memory may be reserved for them.
    var isPlausible: Bool {
        count >= 1 && count <= LogLimits.maximumBatchEntries
            && contentBytes >= 2 * count && contentBytes <= LogLimits.maximumBatchBytes
            && contentBytes <= count * (2 + LogLimits.entryBytes)
            && LZ4Frame.isPlausible(frameBytes: frameBytes, contentBytes: contentBytes)
            && offset >= UInt64(SegmentHeader.byteCount)
            && offset.isMultiple(of: UInt64(LogLimits.sectorBytes)) && offset < 1 << 48
            && first < UInt64.max - UInt64(count)
            && segment < Format.numberLimit && number < Format.numberLimit
    }

    func encoded() -> [UInt8] {
        var writer = ByteWriter()
        writer.put(BatchFields.magic)
        writer.put(logID)
        writer.put(segment)
        writer.put(offset)
        writer.put(number)
        writer.put(first)
        writer.put(UInt32(count))
        writer.put(UInt32(blocks))
        writer.put(UInt32(frameBytes))
        writer.put(UInt32(contentBytes))
        writer.put(frameDigest)
        writer.put(previous)
        writer.put(root)
        writer.putDigest()
        return writer.bytes
    }

    /// The fields in exactly 200 bytes, or nil if they are damaged or impossible.
    private static func parse(_ bytes: UnsafeRawBufferPointer) -> BatchFields? {
        guard unsafe bytes.part(0..<8).elementsEqual(magic),
            unsafe sha256(bytes.part(0..<digestOffset)) == bytes.hash(at: digestOffset)
        else { return nil }
        let fields = unsafe BatchFields(
            logID: bytes.logID(at: 8), segment: bytes.integer(at: 24, as: UInt64.self),
            offset: bytes.integer(at: 32, as: UInt64.self),
            number: bytes.integer(at: 40, as: UInt64.self),
            first: bytes.integer(at: 48, as: UInt64.self),
            count: Int(bytes.integer(at: 56, as: UInt32.self)),
            frameBytes: Int(bytes.integer(at: 64, as: UInt32.self)),
            contentBytes: Int(bytes.integer(at: 68, as: UInt32.self)),
            frameDigest: bytes.hash(at: 72), previous: bytes.hash(at: 104),
            root: bytes.hash(at: 136))
        guard fields.isPlausible,
            unsafe bytes.integer(at: 60, as: UInt32.self) == UInt32(fields.blocks)
        else { return nil }
        return fields
    }

    /// The fields of the batch that begins with these bytes and stands at `offset`, from either
    /// copy.
    static func find(
        in bytes: UnsafeRawBufferPointer, offset: UInt64, logID: LogID?
    ) -> BatchFields? {
        for start in copyOffsets where bytes.count >= start + byteCount {
            if let fields = unsafe parse(bytes.part(start..<start + byteCount)),
                fields.offset == offset, logID == nil || fields.logID == logID
            {
                return fields
            }
        }
        return nil
    }
}
