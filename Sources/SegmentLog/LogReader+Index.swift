/// A run of positions: a batch, or a place where there should be some.
struct Extent: Sendable {
    var file: String
    var offset: UInt64
    var first: UInt64
    var end: UInt64

    /// The length of the batch with its padding; 0 if there is none that can be read.
    var bytes: Int

    var isReadable: Bool { bytes > 0 }

    var damage: LogError {
        LogError(
            .damaged,
            isReadable ? "the compressed entries are damaged." : "the entries are not there.",
            file: file, offset: offset, positions: Position(first)..<Position(end),
            advice: "Read the others with forEachReadable; verify names every damaged place.")
    }
}

/// The batches of one segment, found as far as they were asked for.
struct SegmentIndex: Sendable {
    /// A batch; 24 bytes each, so that a long log's index stays small.
    struct Row: Sendable {
        var first: UInt64
        var offset: UInt64
        var count: UInt32
        var bytes: UInt32

        var end: UInt64 { first + UInt64(count) }
    }

    var name: String
    var first: UInt64
    var rows: [Row] = []

    /// The offset to look at next.
    var scanned = UInt64(SegmentHeader.byteCount)

    init(_ segment: Inventory.Segment) {
        name = segment.name
        first = segment.first
    }

    /// The position after the last batch found.
    var reached: UInt64 { rows.last?.end ?? first }

    /// Finds the batches up to `limit`, or up to the end of the file.
    mutating func extend(to limit: UInt64, _ source: SegmentSource) throws(LogError) {
        while reached < limit {
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

    /// The batch that holds a position, or the run of positions that none holds, within the
    /// segment.
    func extent(at position: UInt64, limit: UInt64) -> Extent {
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
            return Extent(file: name, offset: offset, first: start, end: limit, bytes: 0)
        }
        let row = rows[low]
        if row.first <= position {
            return Extent(
                file: name, offset: row.offset, first: row.first, end: row.end,
                bytes: Int(row.bytes))
        }
        return Extent(file: name, offset: offset, first: start, end: row.first, bytes: 0)
    }
}

extension LogReader {
    /// What the reader knows, under its mutex.
    struct State: Sendable {
        var slot: HeadSlot?
        var logID: LogID?
        var size: UInt64 = 0
        var segments: [SegmentIndex] = []
        var cache = BatchCache()

        /// The damaged batches met last, and what the search for wrong bytes may still cost.
        var salvaged: [Salvage] = []
        var repairWork = FrameRepair.workInAll

        /// A few open files, the last used at the end.
        private var open: [SegmentSource] = []

        init() {}

        mutating func refresh(_ storage: any Storage) throws(LogError) {
            let heads = try HeadState.read(from: storage)
            let newest = heads.newest
            if let newest, let slot, newest.sequence <= slot.sequence { return }
            let mustList =
                segments.isEmpty || newest == nil || newest?.segment != slot?.segment
            slot = newest
            if mustList { try list(storage) }
            open.removeAll()
            if let newest {
                size = newest.tree.size
            } else if let last = segments.indices.last {
                try extend(last, to: UInt64.max, storage)
                size = segments[last].reached
            }
        }

        private mutating func list(_ storage: any Storage) throws(LogError) {
            let inventory = try Inventory.take(of: storage)
            guard try inventory.isLog(in: storage) else {
                throw LogError(.notALog, "there is no log in this place.", advice: "Create one.")
            }
            let known = Dictionary(
                segments.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
            segments = inventory.segments.map { known[$0.name] ?? SegmentIndex($0) }
            logID = slot?.logID
            for segment in segments where logID == nil {
                let sector = try storage.open(segment.name, .read)
                    .read(at: 0, count: SegmentHeader.byteCount)
                logID = try SegmentHeader.parse(sector, file: segment.name)?.logID
            }
            if let slot, UInt64(segments.count) > slot.segment + 1 { try dropStrangers(storage) }
        }

        /// Leaves out files that stand under another segment's name; needed only if there are too
        /// many.
        private mutating func dropStrangers(_ storage: any Storage) throws(LogError) {
            var kept: [SegmentIndex] = []
            for segment in segments {
                let sector = try storage.open(segment.name, .read)
                    .read(at: 0, count: SegmentHeader.byteCount)
                let header = try SegmentHeader.parse(sector, file: segment.name)
                let isStranger =
                    header.map { $0.first != segment.first || $0.logID != logID } ?? false
                if !isStranger { kept.append(segment) }
            }
            segments = kept
        }

        /// The open file of a segment.
        mutating func source(
            _ name: String, _ storage: any Storage
        ) throws(LogError) -> SegmentSource {
            if let index = open.firstIndex(where: { $0.name == name }) { return open[index] }
            let source = try SegmentSource(name, in: storage, logID: logID)
            if open.count >= 8 { open.removeFirst() }
            open.append(source)
            return source
        }

        private mutating func extend(
            _ index: Int, to limit: UInt64, _ storage: any Storage
        ) throws(LogError) {
            guard segments[index].reached < limit else { return }
            let source = try source(segments[index].name, storage)
            try segments[index].extend(to: limit, source)
        }

        mutating func extent(
            at position: UInt64, _ storage: any Storage
        ) throws(LogError) -> Extent {
            guard let index = segments.lastIndex(where: { $0.first <= position }) else {
                let end = min(segments.first?.first ?? size, size)
                return Extent(
                    file: Format.segmentName(0), offset: 0, first: 0, end: end, bytes: 0)
            }
            let next = index + 1 < segments.count ? segments[index + 1].first : size
            let limit = min(next, size)
            try extend(index, to: limit, storage)
            return segments[index].extent(at: position, limit: limit)
        }
    }
}
