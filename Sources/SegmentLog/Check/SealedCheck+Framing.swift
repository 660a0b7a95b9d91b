/// What stands around the blocks of a sealed segment.
extension SealedCheck {
    mutating func checkFraming() throws(LogError) {
        if size != fields.fileBytes {
            report(
                min(size, fields.fileBytes), nil,
                "the file has \(size) bytes and should have \(fields.fileBytes).")
        }
        let table = segment.table.encoded()
        for offset in fields.tableOffsets {
            try compare(table, at: offset, "the table of the blocks")
        }
        try compare(
            try SealedFrame.header(contentBytes: fields.contentBytes),
            at: SealFields.frameOffset, "the LZ4 frame header")
        var end = ByteWriter()
        end.put(UInt32(0))
        end.put(fields.contentChecksum)
        let endOffset = SealFields.frameOffset + fields.frameBytes - UInt64(LZ4Frame.trailerBytes)
        try compare(end.bytes, at: endOffset, "the end of the LZ4 frame")
        try checkIndex()
    }

    private mutating func compare(
        _ expected: [UInt8], at offset: UInt64, _ what: String
    ) throws(LogError) {
        var found: [UInt8] = []
        try segment.file.read(at: offset, count: expected.count, into: &found)
        let wrong = expected.indices.filter { found[$0] != expected[$0] }
        guard let first = wrong.first else { return }
        guard wrong.count == 1 else {
            return report(
                offset + UInt64(first), fields.positions,
                "\(what) is damaged; no entry is lost by that.")
        }
        report(
            offset + UInt64(first), fields.positions,
            RepairedByte.describe(found[first], expected[first])
                + "; it belongs to \(what), and no entry is lost.")
    }

    private mutating func checkIndex() throws(LogError) {
        let range = fields.indexRange
        guard !range.isEmpty else { return }
        index = try segment.index()
        if index?.isConsistent != true {
            index = nil
            report(
                range.lowerBound, nil,
                "the index is damaged; no entry is lost, and readers pass over no block.")
        }
    }

    mutating func finish() {
        stepBytes = 0
        if let index, let builder, index.isOf(builder.describer),
            index.bytes != builder.encoded(root: fields.root)
        {
            report(
                fields.indexRange.lowerBound, nil,
                "the index is not what the entries give; readers that use it may pass over some.")
        }
        guard let tree else { return }
        if tree.size != fields.end || tree.root != fields.root {
            report(
                0, fields.positions, "the entries do not give the root in the segment header.")
            self.tree = nil
        }
    }
}
