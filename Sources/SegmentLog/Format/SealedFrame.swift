import CLZ4

/// The LZ4 frame of a sealed segment: independent blocks of whole entries, LZ4HC, content size,
/// content checksum.
///
///     0   4  magic 0x184D2204
///     4   1  FLG 0x6C: version 01, independent blocks, content size, content checksum
///     5   1  BD 0x50: blocks of at most 256 KiB (an entry of 65,535 bytes and its length exceed
///            64 KiB)
///     6   8  content size
///    14   1  header checksum
///    15      blocks: UInt32 length (bit 31: stored uncompressed), bytes
///         4  zero
///         4  xxHash32 of the content
///
/// - SeeAlso: LZ4 frame format 1.6.4.
@safe final class SealedFrame {
    private var context: OpaquePointer?
    private var preferences: LZ4F_preferences_t
    private var output: [UInt8] = []
    private var check: [UInt8] = []

    /// Content is gathered up to this many bytes into one block.
    static let blockBytes = 65_536

    /// LZ4HC's level, that of `lz4 -9`.
    ///
    /// Level 12 gives half a percent for twice the time.
    private static let level: CInt = 9

    init(contentBytes: UInt64) throws(LogError) {
        preferences = SealedFrame.preferences(contentBytes)
        let code = unsafe LZ4F_createCompressionContext(&context, UInt32(LZ4F_VERSION))
        guard LZ4F_isError(code) == 0 else { throw SealedFrame.refusal }
        let room = unsafe LZ4F_compressBound(SealedTable.maximumContent, &preferences)
        output = [UInt8](repeating: 0, count: Int(room) + 64)
    }

    deinit {
        unsafe LZ4F_freeCompressionContext(context)
    }

    private static func preferences(_ contentBytes: UInt64) -> LZ4F_preferences_t {
        var preferences = LZ4Frame.preferences(contentBytes, LZ4F_max256KB)
        preferences.compressionLevel = level
        preferences.autoFlush = 1
        return preferences
    }

    private static let refusal = LogError(.io, "LZ4 refused to compress a block.")

    private func produced(_ count: Int) throws(LogError) -> [UInt8] {
        guard LZ4F_isError(count) == 0 else { throw SealedFrame.refusal }
        return Array(output[..<count])
    }

    /// The first bytes of the frame.
    func begin() throws(LogError) -> [UInt8] {
        let count = unsafe output.withUnsafeMutableBytes {
            unsafe LZ4F_compressBegin(context, $0.baseAddress, $0.count, &preferences)
        }
        return try produced(count)
    }

    /// One block with its length word, decompressed again and compared before it counts.
    func block(_ content: [UInt8]) throws(LogError) -> [UInt8] {
        precondition(!content.isEmpty && content.count <= SealedTable.maximumContent)
        let count = unsafe output.withUnsafeMutableBytes { output in
            unsafe content.withUnsafeBytes { content in
                unsafe LZ4F_compressUpdate(
                    context, output.baseAddress, output.count, content.baseAddress, content.count,
                    nil)
            }
        }
        let bytes = try produced(count)
        check = [UInt8](repeating: 0, count: content.count)
        let isWhole = unsafe bytes.withUnsafeBytes { bytes in
            guard let (range, isStored) = unsafe LZ4Frame.blockData(at: 0, of: bytes),
                range.upperBound == bytes.count
            else { return false }
            return unsafe check.withUnsafeMutableBytes {
                unsafe LZ4Frame.decompress(block: bytes.part(range), isStored: isStored, into: $0)
            }
        }
        guard isWhole, check == content else {
            throw LogError(.io, "LZ4 compressed a block that does not decompress to what it was.")
        }
        return bytes
    }

    /// The last bytes of the frame: the end mark and the content's checksum.
    func end() throws(LogError) -> [UInt8] {
        let count = unsafe output.withUnsafeMutableBytes {
            unsafe LZ4F_compressEnd(context, $0.baseAddress, $0.count, nil)
        }
        return try produced(count)
    }

    /// The first bytes of a frame of so much content.
    static func header(contentBytes: UInt64) throws(LogError) -> [UInt8] {
        try SealedFrame(contentBytes: contentBytes).begin()
    }
}
