import Testing

/// Where the parts of a batch stand in its file, read here from the format's description alone.
struct StoredBatch {
    let file: String
    let whole: Range<Int>
    let positions: Range<Int>
    let fields: Range<Int>
    let copyOfFields: Range<Int>
    let tables: Range<Int>
    let digest: Range<Int>
    let frame: Range<Int>
    let padding: Range<Int>

    static var regions: [KeyPath<StoredBatch, Range<Int>>] {
        [\.fields, \.copyOfFields, \.tables, \.digest, \.frame, \.padding]
    }

    /// Every batch of a closed log, in order.
    static func all(in files: [String: [UInt8]]) throws -> [StoredBatch] {
        try files.keys.filter { $0.hasSuffix(".lz4") }.sorted().flatMap { file in
            try all(in: try #require(files[file]), of: file)
        }
    }

    private static func all(in bytes: [UInt8], of file: String) throws -> [StoredBatch] {
        func number(_ offset: Int, _ count: Int) -> Int {
            bytes[offset..<offset + count].reversed().reduce(0) { $0 << 8 | Int($1) }
        }
        var batches: [StoredBatch] = []
        var offset = 4096
        while offset < bytes.count {
            try #require(number(offset, 4) == 0x184D_2A51)
            let frame = offset + 8 + number(offset + 4, 4)
            let padding = frame + number(offset + 8 + 64, 4)
            var end = padding
            if !padding.isMultiple(of: 4096) {
                try #require(number(padding, 4) == 0x184D_2A52)
                end += 8 + number(padding + 4, 4)
            }
            let first = number(offset + 8 + 48, 8)
            batches.append(
                StoredBatch(
                    file: file, whole: offset..<end,
                    positions: first..<first + number(offset + 8 + 56, 4),
                    fields: offset..<offset + 208, copyOfFields: offset + 208..<offset + 408,
                    tables: offset + 408..<frame - 32, digest: frame - 32..<frame,
                    frame: frame..<padding, padding: padding..<end))
            offset = end
        }
        return batches
    }
}
