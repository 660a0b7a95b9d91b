/// What a reader knows of one segment: its batches, found as far as they were asked for, or the
/// table of its blocks.
struct BatchMap: Sendable {
    /// A batch; 24 bytes each, so that a long log's index stays small.
    struct Row: Sendable {
        var first: UInt64
        var offset: UInt64
        var count: UInt32
        var bytes: UInt32

        var end: UInt64 { first + UInt64(count) }
    }

    let name: String
    let first: UInt64
    private(set) var rows: [Row] = []

    /// The table, if the segment is sealed.
    private(set) var table: SealedTable?

    /// The offset to look at next.
    private var scanned = UInt64(SegmentHeader.byteCount)

    /// The digest that stands in the header of the file this was made from; another one means that
    /// the segment was sealed since.
    private var stamp: [UInt8]?

    init(_ segment: Inventory.Segment) {
        name = segment.name
        first = segment.first
    }

    /// The position after the last batch found.
    var reached: UInt64 { table?.fields.end ?? rows.last?.end ?? first }

    /// Takes up a file that was just opened under the segment's name.
    mutating func adopt(_ source: SegmentSource, _ logID: LogID?) throws(LogError) {
        let sector = try source.file.read(at: 0, count: SegmentHeader.byteCount)
        let found = Array(sector.dropFirst(SegmentHeader.digestOffset))
        if let stamp, stamp == found { return }
        stamp = found
        rows = []
        scanned = UInt64(SegmentHeader.byteCount)
        let header = try SegmentHeader.parse(sector, file: name)
        table = try SealedSegment.find(
            name, source.file, size: source.size, header: header, logID: logID)?.table
        if table?.fields.first != first { table = nil }
    }

    /// Finds the batches up to `limit`, or up to the end of the file.
    mutating func extend(to limit: UInt64, _ source: SegmentSource) throws(LogError) {
        while table == nil, reached < limit {
            switch try source.piece(at: scanned) {
            case .batch(let fields):
                if fields.first >= reached, fields.end <= limit {
                    rows.append(
                        Row(
                            first: fields.first, offset: fields.offset, count: UInt32(fields.count),
                            bytes: UInt32(fields.paddedBytes)))
                }
                scanned = fields.endOffset
            case .gap(let next):
                scanned = next
            case .free, .rest, .end:
                return
            }
        }
    }

    /// What holds a position: a batch, so many blocks at most, or the run of positions that nothing
    /// holds, within the segment.
    func extent(
        at position: UInt64, limit: UInt64, blocks: Int, _ source: SegmentSource
    ) -> Extent {
        if let table { return extent(at: position, limit: limit, blocks: blocks, table, source) }
        var low = 0
        var high = rows.count
        while low < high {
            let middle = (low + high) / 2
            if rows[middle].end <= position { low = middle + 1 } else { high = middle }
        }
        let start = low > 0 ? rows[low - 1].end : first
        let offset =
            low > 0
            ? rows[low - 1].offset + UInt64(rows[low - 1].bytes) : UInt64(SegmentHeader.byteCount)
        guard low < rows.count else {
            return Extent(file: name, offset: offset, first: start, end: limit)
        }
        let row = rows[low]
        if row.first <= position {
            return Extent(
                file: name, offset: row.offset, first: row.first, end: row.end,
                bytes: Int(row.bytes), source: source.file)
        }
        return Extent(file: name, offset: offset, first: start, end: row.first)
    }

    private func extent(
        at position: UInt64, limit: UInt64, blocks: Int, _ table: SealedTable,
        _ source: SegmentSource
    ) -> Extent {
        guard position < table.fields.end else {
            return Extent(
                file: name, offset: table.fields.fileBytes, first: table.fields.end, end: limit)
        }
        let block = table.block(at: position)
        let segment = SealedSegment(name: name, file: source.file, table: table)
        let extent = Extent(
            file: name, offset: 0, first: first, end: min(limit, table.fields.end), bytes: 1,
            source: source.file, sealed: segment)
        return extent.part(block..<min(block + blocks, table.rows.count))
    }
}
