// The format, version 1
// =====================
//
// A log is a directory:
//
//     00000000000000000000.lz4     a segment, named by its first position in 20 digits
//     00000000000000001024.lz4     …
//     head                         what was last acknowledged, in two slots (HeadSlot.swift)
//     lock                         held by the writer, names it
//     quarantine/                  copies of torn batches that recovery removed
//     cache/                       what can be derived again; may be deleted at any time
//     *.lz4.tmp, head.tmp          files being created; renamed when complete, else removed
//
// A segment is an LZ4 file: `lz4 -dc` prints its entries, each as a big-endian UInt16 length and
// the bytes. All else stands in skippable frames. Integers are little-endian but for that length.
//
//     0        sector 0: an empty LZ4 frame (11 bytes), then the segment header
//              in a skippable frame                                        (SegmentHeader.swift)
//     4096·k   a batch: [header frame][LZ4 frame][padding frame]           (BatchFields.swift)
//     …
//     end      filler: skippable frames of zeros, one to a sector, that the next batches replace;
//              cut off by a clean close
//
// A segment is valid if and only if
//
//  1. its name is its first position, and the segments' positions follow on without gap or overlap;
//  2. sector 0 is a valid segment header of this log, numbered one more than the segment before,
//     whose `previous` is the digest of the last batch before it (zeros if none) and whose frontier
//     folds to the root after that batch;
//  3. batches follow one another from offset 4096, each starting where the padding before it ends;
//  4. each batch is valid, see below;
//  5. what follows the last batch is nothing, or zeros, or filler frames with zeros in them.
//
// A batch is valid if and only if
//
//  1. its header names this log, this segment, its own offset, the next batch number and the next
//     position;
//  2. `previous` is the digest of the batch before it in the log (zeros for the first);
//  3. both copies of its fields are equal and its header digest matches;
//  4. the SHA-256 of the LZ4 frame matches, and the frame is one of independent 64 KiB blocks with
//     content size and content checksum that yields exactly the declared number of bytes and
//     entries;
//  5. each fingerprint is the start of its entry's leaf hash, and the RFC 6962 root over all
//     entries up to the end of the batch is the one declared;
//  6. its padding reaches to the next 4096-byte boundary (or, where fewer than 8 bytes remain, to
//     the one after it) and is zero.

/// The constants of the format.
enum Format {
    static let version: UInt32 = 1
    /// Numbers of segments and batches, sequences and offsets are below this, so that each has a
    /// next one.
    static let numberLimit: UInt64 = 1 << 63
    static let headName = "head"
    static let lockName = "lock"
    static let quarantineName = "quarantine"

    /// A complete LZ4 frame of no content, so that the file is recognized as LZ4 from its first
    /// bytes.
    static let emptyFrame: [UInt8] = [0x04, 0x22, 0x4D, 0x18, 0x60, 0x40, 0x82, 0, 0, 0, 0]

    /// The magic numbers of the skippable frames, one per purpose.
    enum Skippable: UInt32 {
        case segmentHeader = 0x184D_2A50
        case batchHeader = 0x184D_2A51
        case padding = 0x184D_2A52
        case filler = 0x184D_2A53
        case table = 0x184D_2A54
        case index = 0x184D_2A55
    }

    /// The length of the header of a skippable frame.
    static let skippableHeaderBytes = 8

    /// The 8 bytes that make an LZ4 reader pass over this many bytes, themselves included.
    static func skippable(_ purpose: Skippable, totalBytes: Int) -> [UInt8] {
        var writer = ByteWriter()
        writer.put(purpose.rawValue)
        writer.put(UInt32(totalBytes - skippableHeaderBytes))
        return writer.bytes
    }

    /// Sectors that hold nothing, each a skippable frame of its own.
    static func filler(sectors: Int) -> [UInt8] {
        let header = skippable(.filler, totalBytes: LogLimits.sectorBytes)
        var bytes = [UInt8](repeating: 0, count: sectors * LogLimits.sectorBytes)
        for start in stride(from: 0, to: bytes.count, by: LogLimits.sectorBytes) {
            bytes.replaceSubrange(start..<start + header.count, with: header)
        }
        return bytes
    }

    /// Where a batch that fills `length` bytes ends with its padding.
    static func paddedLength(_ length: Int) -> Int {
        let rounded = roundedUpToSector(length)
        let rest = rounded - length
        return rest > 0 && rest < skippableHeaderBytes ? rounded + LogLimits.sectorBytes : rounded
    }

    /// The name of the segment that begins at a position.
    static func segmentName(_ first: UInt64) -> String {
        String(first, width: 20) + ".lz4"
    }

    /// The first position of a segment of this name, or nil if it is no segment's name.
    static func firstPosition(ofSegment name: String) -> UInt64? {
        guard name.utf8.count == 24, name.hasSuffix(".lz4") else { return nil }
        let digits = name.utf8.prefix(20)
        guard digits.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }) else {
            return nil
        }
        return UInt64(name.prefix(20))
    }
}

/// The next multiple of the sector size.
func roundedUpToSector(_ offset: Int) -> Int {
    (offset + LogLimits.sectorBytes - 1) / LogLimits.sectorBytes * LogLimits.sectorBytes
}
