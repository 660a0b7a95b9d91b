/// Finds out in memory what a damaged LZ4 frame was when its SHA-256 was taken.
///
/// The framing (header, block lengths, end mark) follows from the batch header and the block table,
/// and the checksum from the content. For one wrong byte in the blocks, see `FrameRepair.search`.
/// Whatever is tried counts only if the whole frame then has the SHA-256 that the batch header,
/// which carries a digest of its own, states for it. Files are never changed.
struct FrameRepair {
    /// What the search may cost for one batch: a unit is about a byte decompressed or hashed, so
    /// that this is about a second.
    static let workPerBatch = 2 << 30

    /// What all searches of one reader or one scan may cost.
    static let workInAll = 16 * workPerBatch

    let fields: BatchFields

    /// The batch, with what is known to have been otherwise.
    var batch: [UInt8]

    /// The content and the places of its entries, right if the repair succeeds.
    var content: [UInt8] = []
    var entries: [Range<Int>] = []

    init(_ fields: BatchFields, _ batch: UnsafeRawBufferPointer) {
        self.fields = fields
        self.batch = unsafe Array(batch)
    }

    /// Whether the frame could be made what it was.
    mutating func run(work: inout Int) -> Bool {
        let isTableSound = unsafe batch.withUnsafeBytes { batch in
            unsafe sha256(batch.part(0..<fields.digestOffset)) == fields.digest(in: batch)
        }
        if isTableSound { mendBlockLengths() }
        let salvage = unsafe batch.withUnsafeBytes { unsafe Salvage(finding: fields, in: $0) }
        guard let again = LZ4Frame.compress(salvage.content) else { return false }
        put(again[..<LZ4Frame.headerBytes], at: 0)
        if salvage.lost == 0 {
            // The same content again may come from another frame, say by a copy from elsewhere.
            if isRepaired { return finish() }
            put(again[(again.count - 4)...], at: fields.frameBytes - 4)
            if isRepaired { return finish() }
            guard again.count == fields.frameBytes else { return false }
            put(again[...], at: 0)
            return isRepaired && finish()
        }
        var left = min(work, FrameRepair.workPerBatch)
        let before = left
        defer { work -= before - left }
        return isRepaired || search(salvage, &left) ? finish() : false
    }

    /// Whether the frame has its SHA-256 again.
    var isRepaired: Bool {
        unsafe batch.withUnsafeBytes {
            unsafe sha256($0.part(fields.frameRange)) == fields.frameDigest
        }
    }

    private mutating func put(_ bytes: ArraySlice<UInt8>, at offset: Int) {
        let start = fields.frameOffset + offset
        batch.replaceSubrange(start..<start + bytes.count, with: bytes)
    }

    /// Writes the block lengths that follow from the block table, and the end mark.
    private mutating func mendBlockLengths() {
        let rows = unsafe batch.withUnsafeBytes { unsafe fields.blockTable(in: $0) }
        let end = fields.frameBytes - LZ4Frame.trailerBytes
        for (index, row) in rows.enumerated() {
            let next = index + 1 < rows.count ? rows[index + 1].block : end
            let bytes = next - row.block - 4
            let size = min(
                LZ4Frame.blockBytes, fields.contentBytes - index * LZ4Frame.blockBytes)
            guard row.block >= LZ4Frame.headerBytes, bytes > 0, bytes <= size, next <= end else {
                return
            }
            var word = ByteWriter()
            word.put(LZ4Frame.lengthWord(bytes: bytes, content: size))
            put(word.bytes[...], at: row.block)
        }
        put([0, 0, 0, 0], at: end)
    }

    /// Takes the entries out of the repaired frame; false if they are not as declared.
    private mutating func finish() -> Bool {
        guard let found = fields.entries(of: batch, into: &content) else { return false }
        entries = found
        return true
    }
}

/// What was changed, and whom it concerns.
extension FrameRepair {
    /// The bytes that a successful repair has changed.
    func changes(from stored: UnsafeRawBufferPointer) -> [RepairedByte] {
        fields.frameRange.compactMap { offset in
            let found = unsafe stored[offset]
            guard found != batch[offset] else { return nil }
            return RepairedByte(
                offset: offset, found: found, original: batch[offset],
                entries: owners(of: offset - fields.frameOffset, found ^ batch[offset]))
        }
    }

    /// The entries that a byte of the repaired frame takes part in storing; all of them for a byte
    /// of the framing.
    private func owners(of offset: Int, _ changed: UInt8) -> Range<Int> {
        let range: Range<Int>? = unsafe batch.withUnsafeBytes { batch in
            let frame = unsafe batch.part(fields.frameRange)
            let starts = unsafe LZ4Frame.blockOffsets(frame, contentBytes: fields.contentBytes)
            guard let starts, let index = starts.lastIndex(where: { $0 <= offset }),
                offset < frame.count - LZ4Frame.trailerBytes
            else { return nil }
            let start = index * LZ4Frame.blockBytes
            let end = min(start + LZ4Frame.blockBytes, fields.contentBytes)
            if offset < starts[index] + 4 { return start..<end }
            let sequences = unsafe LZ4Frame.sequences(
                ofBlock: index, at: starts[index], of: frame, upTo: end)
            return sequences.last { $0.start <= offset }?
                .output(ofByteAt: offset, changed: changed)
        }
        return RepairedByte.owners(of: range, among: entries)
    }
}
