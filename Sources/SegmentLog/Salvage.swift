/// Takes the sound entries out of a batch whose compressed bytes are damaged.
///
/// Blocks that decompress, fully or not, are searched from the first entry that begins in each, as
/// the block table tells; an entry counts as sound only if its leaf hash begins with its
/// fingerprint.
struct Salvage {
    /// The content, wrong where it is damaged.
    private(set) var content: [UInt8]

    /// For each entry of the batch, where its bytes stand in `content`; nil if it is damaged.
    private(set) var entries: [Range<Int>?]

    /// The leaf hashes of the sound entries, in order.
    private(set) var hashes: [Hash] = []

    init(_ fields: BatchFields, in batch: UnsafeRawBufferPointer) {
        content = [UInt8](repeating: 0, count: fields.contentBytes)
        entries = [Range<Int>?](repeating: nil, count: fields.count)
        let frame = unsafe batch.part(fields.frameRange)
        var rows: [(block: Int, entry: Int, offset: Int)] = []
        for block in 0..<fields.blocks {
            let row = BatchFields.tableOffset + BatchFields.tableRowBytes * block
            rows.append(
                unsafe (
                    Int(batch.integer(at: row, as: UInt32.self)),
                    Int(batch.integer(at: row + 4, as: UInt32.self)),
                    Int(batch.integer(at: row + 8, as: UInt32.self))
                ))
        }
        unsafe content.withUnsafeMutableBytes { bytes in
            for (index, row) in rows.enumerated() {
                _ = unsafe LZ4Frame.decompressBlock(index, at: row.block, of: frame, into: bytes)
            }
        }
        for row in rows where row.entry < fields.count && row.offset < fields.contentBytes {
            unsafe search(fields, batch, from: row.entry, at: row.offset)
        }
        hashes = entries.compactMap { $0 }.map { MerkleTree.leafHash(Array(content[$0])) }
    }

    /// Follows the length prefixes until an earlier search's path is met, or to the end.
    ///
    /// A path that damage has led astray may find an entry that is like the right one, an empty one
    /// say; so only the same place counts as the same path.
    private mutating func search(
        _ fields: BatchFields, _ batch: UnsafeRawBufferPointer, from first: Int, at start: Int
    ) {
        var offset = start
        for index in first..<fields.count {
            guard offset + 2 <= content.count else { return }
            let length = Int(content[offset]) << 8 | Int(content[offset + 1])
            let range = offset + 2..<offset + 2 + length
            guard range.upperBound <= content.count, entries[index] != range else { return }
            let hash = unsafe content.withUnsafeBytes {
                unsafe MerkleTree.leafHash($0.part(range))
            }
            if unsafe hash.fingerprint == fields.fingerprint(index, in: batch) {
                entries[index] = range
            }
            offset = range.upperBound
        }
    }

    /// The contiguous runs of damaged entries.
    func damaged(_ fields: BatchFields) -> [Range<Position>] {
        var runs: [Range<Position>] = []
        for (index, entry) in entries.enumerated() where entry == nil {
            let position = Position(fields.first + UInt64(index))
            if let last = runs.last, last.upperBound == position {
                runs[runs.count - 1] = last.lowerBound..<position.advanced(by: 1)
            } else {
                runs.append(position..<position.advanced(by: 1))
            }
        }
        return runs
    }
}
