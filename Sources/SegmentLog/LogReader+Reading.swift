import Synchronization

extension LogReader {
    /// Calls `body` with each entry in order; its bytes are valid during the call only.
    ///
    /// - Parameters:
    ///   - range: the positions to read.
    ///   - filter: which entries are wanted; others may be handed on too.
    ///   - body: gets each position and its entry.
    /// - Throws: `outOfRange`; `damaged` at the first damaged batch, after `body` has seen
    ///   everything before it; `io`; and whatever `body` throws.
    /// - Complexity: each batch is read, hashed and decompressed once; nothing is allocated per
    ///   entry.
    @inlinable
    public func forEach(
        in range: Range<Position>, matching filter: EntryFilter = .everything,
        _ body: (Position, UnsafeRawBufferPointer) throws -> Void
    ) throws {
        try unsafe visit(range) { first, end, content in
            var offset = 0
            var position = first
            while position < end {
                guard offset + 2 <= content.count else { break }
                let length = unsafe Int(content[offset]) << 8 | Int(content[offset + 1])
                offset += 2
                guard offset + length <= content.count else { break }
                try unsafe body(
                    Position(rawValue: position),
                    UnsafeRawBufferPointer(rebasing: content[offset..<offset + length]))
                offset += length
                position += 1
            }
            return position
        }
    }

    /// Calls `visitor` with the part of each batch that lies in the range.
    ///
    /// It gets the position of the first entry, the end, and the content from that entry on, and
    /// returns the position it came to.
    @usableFromInline
    func visit(
        _ range: Range<Position>,
        _ visitor: (UInt64, UInt64, UnsafeRawBufferPointer) throws -> UInt64
    ) throws {
        try check(range)
        let logID = logID
        var position = range.lowerBound.rawValue
        var chunk = Chunk()
        while position < range.upperBound.rawValue {
            let extent = try extent(at: position, blocks: LogReader.blocksAtOnce)
            try chunk.fill(extent, logID: logID)
            let end = min(chunk.end, range.upperBound.rawValue)
            let reached = try unsafe chunk.withContent(from: position) { content in
                try unsafe visitor(position, end, content)
            }
            guard reached == end else { throw extent.damage }
            position = end
        }
    }

    /// The blocks of a sealed segment that are read and decompressed together.
    static let blocksAtOnce = 4

    /// Calls `body` with each entry that can be read, in order, and `damaged` with each run of
    /// those that cannot.
    ///
    /// Where one byte of a batch's compressed entries is wrong, it is found out what it was: with
    /// it, they have their SHA-256 again, so that all of them are proven and none is damaged. Only
    /// `verify` tells that the byte is wrong on the disk; nothing is written.
    ///
    /// Where more is wrong, an entry counts as readable if it decompresses to bytes whose leaf hash
    /// begins with the four bytes recorded for it. That recognizes accidents, not forgeries;
    /// `verify` tells which batches are concerned.
    ///
    /// - Parameters:
    ///   - range: the positions to read.
    ///   - filter: which entries are wanted; others may be handed on too.
    ///   - damaged: gets each run of entries that cannot be read.
    ///   - body: gets each position and its entry.
    /// - Throws: `outOfRange`; `io`; and whatever `body` throws. Never `damaged`.
    /// - Complexity: as `forEach`; a damaged batch may take about a second more when it is first
    ///   met. The few met last are kept.
    public func forEachReadable(
        in range: Range<Position>, matching filter: EntryFilter = .everything,
        damaged: (Range<Position>) -> Void,
        _ body: (Position, UnsafeRawBufferPointer) throws -> Void
    ) throws {
        try check(range)
        var position = range.lowerBound.rawValue
        var run: Range<Position>?
        func lose(_ lost: Range<Position>) {
            let part = lost.clamped(to: range)
            if part.isEmpty { return }
            if let open = run, open.upperBound == part.lowerBound {
                run = open.lowerBound..<part.upperBound
            } else {
                if let run { damaged(run) }
                run = part
            }
        }
        func deliver(_ position: UInt64, _ bytes: UnsafeRawBufferPointer) throws {
            guard range.contains(Position(position)) else { return }
            if let open = run {
                damaged(open)
                run = nil
            }
            try unsafe body(Position(position), bytes)
        }
        let logID = logID
        var batch: [UInt8] = []
        while position < range.upperBound.rawValue {
            let extent = try extent(at: position, blocks: 1)
            position = extent.end
            if extent.sealed != nil {
                try unsafe rescue(extent, lose, deliver)
                continue
            }
            guard let source = extent.source, extent.isReadable,
                let fields = try? Chunk.load(extent, source, logID, into: &batch)
            else {
                lose(Position(extent.first)..<Position(extent.end))
                continue
            }
            try unsafe salvage(fields, batch, extent, lose, deliver)
        }
        if let run { damaged(run) }
    }

    /// Hands on the entries of one batch, whatever state it is in.
    private func salvage(
        _ fields: BatchFields, _ batch: [UInt8], _ extent: Extent,
        _ lose: (Range<Position>) -> Void,
        _ deliver: (UInt64, UnsafeRawBufferPointer) throws -> Void
    ) throws {
        var content: [UInt8] = []
        if fields.decompress(batch, into: &content), content.count == fields.contentBytes,
            let entries = BatchFields.entries(in: content), entries.count == fields.count
        {
            return try unsafe content.withUnsafeBytes { bytes in
                for (index, range) in entries.enumerated() {
                    try unsafe deliver(fields.first + UInt64(index), bytes.part(range))
                }
            }
        }
        let salvage = salvage(fields, batch)
        if salvage.lost == 0 { noteMended(fields.positions) }
        try unsafe salvage.content.withUnsafeBytes { content in
            for (index, range) in salvage.entries.enumerated() {
                let position = fields.first + UInt64(index)
                if let range {
                    try unsafe deliver(position, content.part(range))
                } else {
                    lose(Position(position)..<Position(position + 1))
                }
            }
        }
    }

    /// What can be taken out of a damaged batch, kept for the next time.
    private func salvage(_ fields: BatchFields, _ batch: [UInt8]) -> Salvage {
        let (known, before) = state.withLock {
            ($0.salvaged.first { $0.first == fields.first }, $0.repairWork)
        }
        if let known { return known }
        var work = before
        let salvage = unsafe batch.withUnsafeBytes { bytes in
            unsafe Salvage(fields, in: bytes.part(0..<fields.paddedBytes), work: &work)
        }
        state.withLock { state in
            state.repairWork -= before - work
            if state.salvaged.count >= 4 { state.salvaged.removeFirst() }
            state.salvaged.append(salvage)
        }
        return salvage
    }

    /// Hands on the entries of one block of a sealed segment, whatever state it is in.
    private func rescue(
        _ extent: Extent, _ lose: (Range<Position>) -> Void,
        _ deliver: (UInt64, UnsafeRawBufferPointer) throws -> Void
    ) throws {
        var raw: [UInt8] = []
        var content: [UInt8] = []
        guard let sealed = extent.sealed, let row = sealed.table.rows[extent.blocks].first,
            (try? sealed.read(extent.blocks, into: &raw)) != nil
        else { return lose(Position(extent.first)..<Position(extent.end)) }
        var bytes = Array(raw[4..<4 + row.bytes])
        if unsafe !bytes.withUnsafeBytes({ unsafe row.matches($0) }) {
            if row.repair(&bytes) != nil {
                noteMended(Position(extent.first)..<Position(extent.end))
            }
        }
        content = [UInt8](repeating: 0, count: Int(row.contentBytes))
        let isSound = unsafe content.withUnsafeMutableBytes { content in
            unsafe bytes.withUnsafeBytes { unsafe row.decompress($0, into: content) }
        }
        guard isSound, let entries = BatchFields.entries(in: content),
            entries.count == Int(row.count)
        else { return lose(Position(extent.first)..<Position(extent.end)) }
        try unsafe content.withUnsafeBytes { content in
            for (index, range) in entries.enumerated() {
                let position = extent.first + UInt64(index)
                guard position < extent.end else { break }
                try unsafe deliver(position, content.part(range))
            }
        }
    }

    private func noteMended(_ range: Range<Position>) {
        state.withLock { state in
            guard state.mended.count < 1_000, !state.mended.contains(range) else { return }
            state.mended.append(range)
        }
    }

    /// The runs of entries that `forEachReadable` has handed out whole though the bytes that store
    /// them are damaged on the disk: at most the first thousand.
    ///
    /// Nothing is lost yet, and nothing warns of it but this and `verify`: copy the log while that
    /// is so.
    public var mended: [Range<Position>] {
        state.withLock { $0.mended }
    }
}
