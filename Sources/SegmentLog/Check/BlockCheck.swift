/// What a sound block of a sealed segment gives.
struct BlockCheck: Sendable {
    /// The hashes of its entries; one run, or one up to each mark in it and one behind the last.
    private(set) var runs: [MerkleRun]

    /// What the describer says of each, if there is one.
    private(set) var descriptions: [EntryDescription?] = []

    /// Compares a block with its row, decompresses it to the front of `content`, which grows as
    /// needed, and hashes its entries; nil if anything is not as the row says.
    ///
    /// - Parameters:
    ///   - row: the block's row in the table.
    ///   - bytes: the block, without its length word.
    ///   - start: the position of its first entry.
    ///   - marks: the sizes at which the root is wanted.
    ///   - describer: what the index is made by.
    ///   - isHashing: whether the entries are looked at, and not only the bytes that store them.
    ///   - content: memory to decompress into.
    init?(
        _ row: SealedTable.Row, _ bytes: UnsafeRawBufferPointer, start: UInt64, marks: [UInt64],
        _ describer: (any EntryDescriber)?, isHashing: Bool = true, into content: inout [UInt8]
    ) {
        let end = start + UInt64(row.count)
        let marks = marks.filter { $0 > start && $0 < end }
        let room = Int(row.contentBytes)
        if content.count < room { content = [UInt8](repeating: 0, count: room) }
        (runs, descriptions) = ([], [])
        var run = MerkleRun(start: start)
        let isWhole = unsafe content.withUnsafeMutableBytes { content in
            let content = unsafe UnsafeMutableRawBufferPointer(rebasing: content[..<room])
            guard unsafe row.decompress(bytes, into: content) else { return false }
            guard isHashing else { return true }
            return unsafe EntryRun.forEachLeaf(in: content) { hash, place in
                if marks.contains(run.end) {
                    runs.append(run)
                    run = MerkleRun(start: run.end)
                }
                run.append(hash)
                guard let describer else { return }
                let entry = unsafe UnsafeRawBufferPointer(content).part(place)
                unsafe descriptions.append(describer.describe(entry))
            }
        }
        guard isWhole, !isHashing || run.end == end else { return nil }
        if isHashing { runs.append(run) }
    }
}
