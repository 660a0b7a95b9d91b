/// A run of entries taken out of the log, checked and decompressed, in memory that is used again.
struct Chunk: Sendable {
    /// The position of the first entry, and the one after the last.
    private(set) var first: UInt64 = 0
    private(set) var end: UInt64 = 0

    /// The entries, each behind its length; longer than `contentBytes` where an earlier one was.
    private(set) var content: [UInt8] = []
    private(set) var contentBytes = 0

    /// The entries that may match, in order; all of them may unless `isPicked`.
    private(set) var picks: [Pick] = []
    private(set) var isPicked = false

    /// What stood in the file.
    private var raw: [UInt8] = []

    init() {}

    /// Takes the entries of a piece, or, if a block of it is damaged, those before that block.
    ///
    /// - Throws: `damaged` if not even the first block can be had, or, where `isLenient`, if the
    ///   lengths of the entries do not lead from one to the next; `io`.
    mutating func fill(_ piece: ReadPiece, logID: LogID?, isLenient: Bool) throws(LogError) {
        picks.removeAll(keepingCapacity: true)
        isPicked = false
        try fill(piece.extent, logID: logID)
        if let selection = piece.selection, let wanted = selection.wanted {
            isPicked = true
            guard pick(piece, selection.index, wanted) else { throw piece.extent.damage }
        } else if isLenient {
            guard framing() == end - first else { throw piece.extent.damage }
        }
    }

    /// Finds the entries of wanted kinds; false if the lengths do not lead there.
    private mutating func pick(
        _ piece: ReadPiece, _ index: BlockIndex, _ wanted: [Bool]
    ) -> Bool {
        guard let rows = piece.extent.sealed?.table.rows[piece.extent.blocks] else { return false }
        var isWhole = true
        var base = 0
        var number = piece.extent.blocks.lowerBound
        unsafe content.withUnsafeBytes { content in
            for row in rows where base < contentBytes {
                let stop = base + Int(row.contentBytes)
                let before = row.first - rows[rows.startIndex].first
                var run = unsafe EntryRun(content.part(base..<stop))
                var at = 0
                index.forEach(wanted: wanted, inBlock: number) { entry in
                    guard unsafe run.skip(UInt64(entry - at)), let place = unsafe run.next() else {
                        isWhole = false
                        return
                    }
                    at = entry + 1
                    let pick = Pick(
                        index: before + UInt32(entry),
                        offset: UInt32(base + place.lowerBound - EntryRun.overhead))
                    if piece.wanted.contains(first + UInt64(pick.index)) { picks.append(pick) }
                }
                base = stop
                number += 1
            }
        }
        return isWhole
    }

    /// The number of entries, if the lengths lead from one to the next up to the end.
    private func framing() -> UInt64? {
        unsafe content.withUnsafeBytes { content in
            var run = unsafe EntryRun(content.part(0..<contentBytes))
            var count: UInt64 = 0
            while unsafe run.next() != nil { count += 1 }
            return unsafe run.isAtEnd ? count : nil
        }
    }

    /// Takes the entries of an extent, or, if a block of it is damaged, those before that block.
    ///
    /// - Throws: `damaged` if not even the first entry can be had; `io`.
    mutating func fill(_ extent: Extent, logID: LogID?) throws(LogError) {
        guard let source = extent.source, extent.isReadable else { throw extent.damage }
        if let sealed = extent.sealed {
            try sealed.read(extent.blocks, into: &raw)
            let done = sealed.decompress(extent.blocks, raw, into: &content)
            let start = extent.blocks.lowerBound
            guard done.blocks > 0 else { throw extent.part(start..<start + 1).damage }
            let part = extent.part(start..<start + done.blocks)
            (first, end, contentBytes) = (part.first, part.end, done.bytes)
            return
        }
        let fields = try Chunk.load(extent, source, logID, into: &raw)
        guard fields.decompress(raw, into: &content) else { throw extent.damage }
        (first, end, contentBytes) = (fields.first, fields.end, fields.contentBytes)
    }

    /// Reads a batch's bytes to the front of a buffer and finds its fields there.
    static func load(
        _ extent: Extent, _ source: any StorageFile, _ logID: LogID?, into buffer: inout [UInt8]
    ) throws(LogError) -> BatchFields {
        try source.read(at: extent.offset, count: extent.bytes, into: &buffer)
        let fields = unsafe buffer.withUnsafeBytes { bytes in
            unsafe BatchFields.find(
                in: bytes.part(0..<extent.bytes), offset: extent.offset, logID: logID)
        }
        guard let fields, fields.first == extent.first, fields.paddedBytes == extent.bytes else {
            throw extent.damage
        }
        return fields
    }

    /// Calls `body` with the content from the entry at `position` on; nil if the lengths do not
    /// lead there.
    func withContent<R>(
        from position: UInt64, _ body: (UnsafeRawBufferPointer) throws -> R
    ) rethrows -> R? {
        try unsafe content.withUnsafeBytes { bytes in
            let content = unsafe bytes.part(0..<contentBytes)
            var run = unsafe EntryRun(content)
            guard unsafe run.skip(max(first, position) - first) else { return nil }
            return try unsafe body(content.part(run.offset..<content.count))
        }
    }

    /// Gives a visitor the entries from one position up to another, and returns where it came; nil
    /// if the lengths do not lead there.
    func hand(
        from position: UInt64, to end: UInt64, _ visitor: LogReader.Visitor
    ) throws -> UInt64? {
        guard isPicked else {
            return try unsafe withContent(from: position) { content in
                try unsafe visitor(max(first, position), end, content, nil)
            }
        }
        return try unsafe content.withUnsafeBytes { content in
            try unsafe picks.withUnsafeBufferPointer { picks in
                try unsafe visitor(first, end, content.part(0..<contentBytes), picks)
            }
        }
    }

    /// One entry; nil if the lengths do not lead there.
    func entry(at position: UInt64) -> [UInt8]? {
        let found: [UInt8]?? = unsafe withContent(from: position) { content in
            var run = unsafe EntryRun(content)
            return unsafe run.next().map { unsafe Array(content.part($0)) }
        }
        return found ?? nil
    }

    func holds(_ position: UInt64) -> Bool { first..<end ~= position }
}
