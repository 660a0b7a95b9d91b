/// Takes the entries out of a batch whose compressed bytes are damaged.
///
/// First it is tried to find what the frame was (`FrameRepair`). If the frame, so repaired in
/// memory, has its SHA-256 again, nothing is lost.
///
/// Else, blocks that decompress, fully or not, are searched from the first entry that begins in
/// each, as the block table tells; an entry counts as sound only if its leaf hash begins with its
/// fingerprint.
struct Salvage: Sendable {
    /// The position of the first entry of the batch.
    let first: UInt64

    /// The content, wrong where it is damaged.
    private(set) var content: [UInt8]

    /// For each entry of the batch, where its bytes stand in `content`; nil if it is damaged.
    private(set) var entries: [Range<Int>?]

    /// The bytes that were wrong, if they could all be found; then all entries are there.
    private(set) var changes: [RepairedByte] = []

    /// Salvages what is in `batch`; `work` is what the search for the wrong byte may still cost.
    init(_ fields: BatchFields, in batch: UnsafeRawBufferPointer, work: inout Int) {
        unsafe self.init(finding: fields, in: batch)
        var repair = unsafe FrameRepair(fields, batch)
        guard repair.run(work: &work) else {
            // Its framing may be better than the one that is stored.
            let mended = unsafe repair.batch.withUnsafeBytes {
                unsafe Salvage(finding: fields, in: $0)
            }
            if mended.lost < lost { self = mended }
            return
        }
        content = repair.content
        entries = repair.entries
        changes = unsafe repair.changes(from: batch)
    }

    /// Takes out the entries that match their fingerprints.
    init(finding fields: BatchFields, in batch: UnsafeRawBufferPointer) {
        first = fields.first
        content = [UInt8](repeating: 0, count: fields.contentBytes)
        entries = [Range<Int>?](repeating: nil, count: fields.count)
        let frame = unsafe batch.part(fields.frameRange)
        let rows = unsafe fields.blockTable(in: batch)
        unsafe content.withUnsafeMutableBytes { bytes in
            for (index, row) in rows.enumerated() {
                _ = unsafe LZ4Frame.decompressBlock(index, at: row.block, of: frame, into: bytes)
            }
        }
        for row in rows where row.entry < fields.count && row.offset < fields.contentBytes {
            unsafe search(fields, batch, from: row.entry, at: row.offset)
        }
    }

    /// Follows the length prefixes until an earlier search's path is met, or to the end.
    ///
    /// A path that damage has led astray may find an entry that is like the right one, an empty one
    /// say; so only the same place counts as the same path.
    private mutating func search(
        _ fields: BatchFields, _ batch: UnsafeRawBufferPointer, from first: Int, at start: Int
    ) {
        unsafe content.withUnsafeBytes { content in
            var run = unsafe EntryRun(content, at: start)
            for index in first..<fields.count {
                guard let range = unsafe run.next(), entries[index] != range else { return }
                let hash = unsafe MerkleTree.leafHash(content.part(range))
                if unsafe hash.fingerprint == fields.fingerprint(index, in: batch) {
                    entries[index] = range
                }
            }
        }
    }

    /// Whether the frame was found out, so that all entries are proven.
    var isRepaired: Bool { !changes.isEmpty }

    /// The number of damaged entries.
    var lost: Int { entries.count { $0 == nil } }

    /// The leaf hashes of the sound entries, in order.
    var hashes: [Hash] {
        entries.compactMap { $0 }.map { MerkleTree.leafHash(Array(content[$0])) }
    }

    /// The contiguous runs of damaged entries.
    var damaged: [Range<Position>] {
        var runs: [Range<Position>] = []
        for (index, entry) in entries.enumerated() where entry == nil {
            let position = Position(first + UInt64(index))
            if let last = runs.last, last.upperBound == position {
                runs[runs.count - 1] = last.lowerBound..<position.advanced(by: 1)
            } else {
                runs.append(position..<position.advanced(by: 1))
            }
        }
        return runs
    }
}

extension BatchFields {
    /// A row of the block table.
    struct BlockRow: Hashable {
        /// Where the block's length word stands in the frame.
        var block: Int
        /// The first entry that begins in it, and where that begins in the content.
        var entry: Int
        var offset: Int
    }

    /// The block table, as stored.
    func blockTable(in batch: UnsafeRawBufferPointer) -> [BlockRow] {
        (0..<blocks).map { block in
            let row = BatchFields.tableOffset + BatchFields.tableRowBytes * block
            return unsafe BlockRow(
                block: Int(batch.integer(at: row, as: UInt32.self)),
                entry: Int(batch.integer(at: row + 4, as: UInt32.self)),
                offset: Int(batch.integer(at: row + 8, as: UInt32.self)))
        }
    }
}
