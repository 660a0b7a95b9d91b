/// The first 4096 bytes of a segment.
///
///     offset  bytes
///          0     11  the empty LZ4 frame
///         11      8  skippable frame header (0x184D2A50, 4077)
///         19      8  "slsegmt1"
///         27      4  format version
///         31      4  number of frontier hashes
///         35     16  log
///         51      8  number of this segment: 0, 1, 2, …
///         59      8  first position, which is the size of the tree before this segment
///         67     32  digest of the last batch before this segment; zeros if there is none
///         99   32·n  frontier of the tree before this segment, largest subtree first (n ≤ 64)
///                    zeros
///       2152      8  offset where the last batch before this segment ended in its file; 0 if there
///                    is none
///       2160    160  in a sealed segment, the seal (SealFields.swift); else zeros
///                    zeros
///       4064     32  SHA-256 of bytes 0..<4064
///
/// Valid if and only if the bytes up to the frontier are as listed, n is the number of set bits of
/// the first position, the seal is of the same log, segment and first position, and the SHA-256
/// matches.
struct SegmentHeader: Hashable {
    var logID: LogID
    var number: UInt64
    var tree: MerkleTree
    var previous: Hash

    /// Where the last batch before this segment ended in its file; 0 if there is none.
    var previousEnd: UInt64 = 0

    /// What the segment says of itself if it is sealed.
    var seal: SealFields?

    static let byteCount = LogLimits.sectorBytes
    private static let magic = Array("slsegmt1".utf8)
    static let digestOffset = byteCount - Hash.byteCount
    private static let previousEndOffset = 2_152
    private static let sealOffset = 2_160

    var first: UInt64 { tree.size }

    func encoded() -> [UInt8] {
        var writer = ByteWriter()
        writer.put(Format.emptyFrame)
        let frameBytes = SegmentHeader.byteCount - Format.emptyFrame.count
        writer.put(Format.skippable(.segmentHeader, totalBytes: frameBytes))
        writer.put(SegmentHeader.magic)
        writer.put(Format.version)
        writer.put(UInt32(tree.frontier.count))
        writer.put(logID)
        writer.put(number)
        writer.put(first)
        writer.put(previous)
        for hash in tree.frontier { writer.put(hash) }
        writer.pad(to: SegmentHeader.previousEndOffset)
        writer.put(previousEnd)
        if let seal { writer.put(seal.encoded()) }
        writer.pad(to: SegmentHeader.digestOffset)
        writer.putDigest()
        return writer.bytes
    }

    /// The header of the segment in a file, or nil if it is damaged.
    static func read(
        from file: any StorageFile, _ name: String
    ) throws(LogError) -> SegmentHeader? {
        try parse(try file.read(at: 0, count: byteCount), file: name)
    }

    /// The header in a segment's first sector, or nil if it is damaged.
    static func parse(_ sector: [UInt8], file: String) throws(LogError) -> SegmentHeader? {
        guard sector.count >= byteCount else { return nil }
        let version: UInt32? = unsafe sector.withUnsafeBytes { bytes in
            guard unsafe sha256(bytes.part(0..<digestOffset)) == bytes.hash(at: digestOffset),
                unsafe bytes.part(19..<27).elementsEqual(magic)
            else { return nil }
            return unsafe bytes.integer(at: 27, as: UInt32.self)
        }
        guard let version else { return nil }
        guard version == Format.version else { throw .unsupported(version, file: file) }
        return unsafe sector.withUnsafeBytes { bytes in
            let count = unsafe Int(bytes.integer(at: 31, as: UInt32.self))
            guard count <= 64 else { return nil }
            let frontier = (0..<count).map { unsafe bytes.hash(at: 99 + 32 * $0) }
            let first = unsafe bytes.integer(at: 59, as: UInt64.self)
            guard let tree = MerkleTree(size: first, frontier: frontier) else { return nil }
            let seal = unsafe bytes.part(sealOffset..<sealOffset + SealFields.byteCount)
            let header = unsafe SegmentHeader(
                logID: bytes.logID(at: 35), number: bytes.integer(at: 51, as: UInt64.self),
                tree: tree, previous: bytes.hash(at: 67),
                previousEnd: bytes.integer(at: previousEndOffset, as: UInt64.self),
                seal: SealFields.parse(seal))
            guard header.number < Format.numberLimit, header.previousEnd < Format.numberLimit else {
                return nil
            }
            if let seal = header.seal {
                guard seal.logID == header.logID, seal.segment == header.number,
                    seal.first == first
                else { return nil }
            }
            return header.encoded() == Array(sector.prefix(byteCount)) ? header : nil
        }
    }
}

extension LogError {
    static func unsupported(_ version: UInt32, file: String) -> LogError {
        LogError(
            .unsupportedVersion,
            "format version \(version) is not the version \(Format.version) this library reads.",
            file: file, advice: "Use the library that wrote the log.")
    }
}
