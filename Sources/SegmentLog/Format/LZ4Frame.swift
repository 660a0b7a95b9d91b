import CLZ4

/// LZ4 frames of the one kind a log holds: independent 64 KiB blocks, content size, content
/// checksum.
///
///     0   4  magic 0x184D2204
///     4   1  FLG 0x6C: version 01, independent blocks, content size, content checksum
///     5   1  BD 0x40: blocks of at most 64 KiB
///     6   8  content size
///    14   1  header checksum
///    15      blocks: UInt32 length (bit 31: stored uncompressed), bytes
///         4  zero
///         4  xxHash32 of the content (for other readers; here SHA-256 has been checked before)
///
/// - SeeAlso: LZ4 frame format 1.6.4.
enum LZ4Frame {
    static let blockBytes = 65_536
    static let headerBytes = 15
    static let trailerBytes = 8
    static let storedBit: UInt32 = 0x8000_0000

    static func blockCount(_ contentBytes: Int) -> Int {
        (contentBytes + blockBytes - 1) / blockBytes
    }

    /// The most bytes a frame of this much content takes, since a block that grows is stored as it
    /// is.
    static func maximumBytes(_ contentBytes: Int) -> Int {
        headerBytes + trailerBytes + contentBytes + 4 * blockCount(contentBytes)
    }

    /// Whether content of this size can come from a frame of that size; LZ4 expands by less than
    /// 255.
    static func isPlausible(frameBytes: Int, contentBytes: Int) -> Bool {
        frameBytes >= headerBytes + trailerBytes + 5
            && frameBytes <= maximumBytes(contentBytes) && contentBytes <= 255 * frameBytes + 64
    }

    /// The room that `compress` wants.
    static func capacity(for contentBytes: Int) -> Int {
        var preferences = preferences(UInt64(contentBytes))
        return unsafe Int(LZ4F_compressFrameBound(contentBytes, &preferences))
    }

    /// Writes a frame and returns its length, or nil if the library refuses.
    static func compress(
        _ content: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer
    ) -> Int? {
        var preferences = preferences(UInt64(content.count))
        let length = unsafe LZ4F_compressFrame(
            target.baseAddress, target.count, content.baseAddress, content.count, &preferences)
        return LZ4F_isError(length) == 0 ? Int(length) : nil
    }

    /// The frame of the content, or nil if the library refuses.
    static func compress(_ content: [UInt8]) -> [UInt8]? {
        var target = [UInt8](repeating: 0, count: capacity(for: content.count))
        let length = unsafe content.withUnsafeBytes { source in
            unsafe target.withUnsafeMutableBytes { unsafe compress(source, into: $0) }
        }
        return length.map { Array(target[..<$0]) }
    }

    /// What makes a frame of independent blocks of at most a size, with the content's size and
    /// checksum.
    static func preferences(
        _ contentBytes: UInt64, _ blocks: LZ4F_blockSizeID_t = LZ4F_max64KB
    ) -> LZ4F_preferences_t {
        var preferences = LZ4F_preferences_t()
        preferences.frameInfo.blockSizeID = blocks
        preferences.frameInfo.blockMode = LZ4F_blockIndependent
        preferences.frameInfo.contentChecksumFlag = LZ4F_contentChecksumEnabled
        preferences.frameInfo.contentSize = contentBytes
        return preferences
    }

    /// Whether the fixed part is that of a frame with this much content.
    private static func hasValidStart(_ frame: UnsafeRawBufferPointer, _ contentBytes: Int) -> Bool
    {
        guard frame.count >= headerBytes + trailerBytes else { return false }
        return unsafe frame.integer(at: 0, as: UInt32.self) == 0x184D_2204 && frame[4] == 0x6C
            && frame[5] == 0x40 && frame.integer(at: 6, as: UInt64.self) == UInt64(contentBytes)
    }

    /// The offset of each block's length, or nil if the frame is not exactly as it should be.
    static func blockOffsets(_ frame: UnsafeRawBufferPointer, contentBytes: Int) -> [Int]? {
        guard unsafe hasValidStart(frame, contentBytes) else { return nil }
        var offsets: [Int] = []
        var offset = headerBytes
        for _ in 0..<blockCount(contentBytes) {
            guard offset + 4 <= frame.count - trailerBytes else { return nil }
            let length = unsafe Int(frame.integer(at: offset, as: UInt32.self) & ~storedBit)
            guard length > 0, length <= frame.count - trailerBytes - offset - 4 else { return nil }
            offsets.append(offset)
            offset += 4 + length
        }
        guard offset == frame.count - trailerBytes,
            unsafe frame.integer(at: offset, as: UInt32.self) == 0
        else { return nil }
        return offsets
    }

    /// The bytes of a block that follow its length word, nil if they cannot be there; and whether
    /// they are stored as they are.
    static func blockData(
        at offset: Int, of frame: UnsafeRawBufferPointer
    ) -> (range: Range<Int>, isStored: Bool)? {
        guard offset >= 0, offset <= frame.count - 4 else { return nil }
        let word = unsafe frame.integer(at: offset, as: UInt32.self)
        let length = Int(word & ~storedBit)
        guard length > 0, length <= SealedTable.maximumContent, length <= frame.count - offset - 4
        else {
            return nil
        }
        return (offset + 4..<offset + 4 + length, word & storedBit != 0)
    }

    /// Decompresses the frame; false unless it yields exactly `content.count` bytes and nothing is
    /// left over.
    static func decompress(
        _ frame: UnsafeRawBufferPointer, into content: UnsafeMutableRawBufferPointer
    ) -> Bool {
        guard let offsets = unsafe blockOffsets(frame, contentBytes: content.count) else {
            return false
        }
        for (index, offset) in offsets.enumerated() {
            guard unsafe decompressBlock(index, at: offset, of: frame, into: content) else {
                return false
            }
        }
        return true
    }

    /// Decompresses one block to its place; false unless it yields exactly the bytes that belong
    /// there.
    ///
    /// After false, that place holds anything.
    static func decompressBlock(
        _ index: Int, at offset: Int, of frame: UnsafeRawBufferPointer,
        into content: UnsafeMutableRawBufferPointer
    ) -> Bool {
        let start = index * blockBytes
        guard start < content.count else { return false }
        let expected = min(blockBytes, content.count - start)
        guard let (range, isStored) = unsafe blockData(at: offset, of: frame) else { return false }
        let target = unsafe UnsafeMutableRawBufferPointer(
            rebasing: content[start..<start + expected])
        return unsafe decompress(block: frame.part(range), isStored: isStored, into: target)
    }

    /// Decompresses one block; false unless it yields exactly the bytes that are expected.
    static func decompress(
        block source: UnsafeRawBufferPointer, isStored: Bool,
        into target: UnsafeMutableRawBufferPointer
    ) -> Bool {
        if isStored {
            guard source.count == target.count else { return false }
            unsafe target.copyMemory(from: source)
            return true
        }
        let produced = unsafe LZ4_decompress_safe(
            source.baseAddress?.assumingMemoryBound(to: CChar.self),
            target.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(source.count),
            Int32(target.count))
        return Int(produced) == target.count
    }
}
