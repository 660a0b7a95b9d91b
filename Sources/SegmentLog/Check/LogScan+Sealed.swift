/// The rules for sealed segments.
extension LogScan {
    /// Judges a segment whose header has a seal, or whose header is damaged; false if it is none
    /// that is sealed.
    ///
    /// With depth `unvouched` the header is believed, which has a digest of its own: the segment was
    /// read back and checked before it took that name.
    mutating func scanSealed(
        _ source: SegmentSource, _ header: SegmentHeader?, _ number: UInt64, _ upper: UInt64?
    ) throws(LogError) -> Bool {
        let segment: SealedSegment?
        if depth != .unvouched || header == nil || upper == nil {
            segment = try SealedSegment.find(
                source.name, source.file, size: source.size, header: header, logID: logID)
        } else {
            segment = nil
        }
        guard let seal = header?.seal ?? segment?.table.fields else { return false }
        guard seal.first == chain.position, upper.map({ seal.end <= $0 }) ?? true else {
            report(
                source.name, 0, seal.first..<seal.end,
                "the segment's positions do not belong here.")
            return true
        }
        if source.size != seal.fileBytes, segment == nil {
            report(
                source.name, min(source.size, seal.fileBytes), seal.first..<seal.end,
                "the file has \(source.size) bytes and should have \(seal.fileBytes).")
        } else if segment == nil, depth != .unvouched {
            report(
                source.name, seal.tableOffsets[0], seal.first..<seal.end,
                "both copies of the table of blocks are damaged.")
        }
        let sizes = heads.slots.compactMap { $0?.tree.size }
        for size in sizes where size > seal.first && size < seal.end {
            withinSealed[size] = .some(nil)
        }
        var tree: MerkleTree?
        if let segment {
            let mustHash = depth == .everything || upper == nil
            var check = SealedCheck(
                segment, size: source.size, tree: mustHash ? chain.tree : nil,
                describer: describer, lanes: lanes)
            check.marks = sizes
            while try check.step() { advance(check.stepBytes) }
            damage += check.damage
            tree = check.tree
            withinSealed.merge(check.roots) { $1 }
        }
        chain.position = seal.end
        chain.batchNumber = seal.lastBatch + 1
        chain.digest = seal.digest
        chain.root = seal.root
        chain.tree = tree
        chain.batchSegment = number
        chain.batchEnd = seal.lastBatchEnd
        last?.end = source.size
        note(boundary: chain)
        return true
    }
}
