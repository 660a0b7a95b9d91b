import Synchronization

/// Reading what can still be read of damaged batches and blocks.
extension LogReader {
    /// Calls `visitor` with the part of each chunk that lies in the range, and with what can be
    /// taken out of damaged ones; `damaged` gets each run of entries that cannot.
    @usableFromInline
    func visitReadable(
        _ range: Range<Position>, _ filter: EntryFilter?, _ damaged: (Range<Position>) -> Void,
        _ visitor: Visitor
    ) throws {
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
        func flush() {
            if let open = run { damaged(open) }
            run = nil
        }
        func deliver(_ position: UInt64, _ bytes: UnsafeRawBufferPointer) throws {
            guard range.contains(Position(position)) else { return }
            flush()
            var framed: [UInt8] = []
            unsafe framed.append(entry: bytes)
            _ = try unsafe framed.withUnsafeBytes {
                try unsafe visitor(position, position + 1, $0, nil)
            }
        }
        try unsafe visit(range, filter, isLenient: true) { first, end, content, picks in
            flush()
            return try unsafe visitor(first, end, content, picks)
        } damaged: { piece, _ in
            let extent = piece.extent
            if extent.sealed != nil { return try unsafe rescue(extent, lose, deliver) }
            var batch: [UInt8] = []
            guard let source = extent.source, extent.isReadable,
                let fields = try? Chunk.load(extent, source, logID, into: &batch)
            else { return lose(Position(extent.first)..<Position(extent.end)) }
            try unsafe salvage(fields, batch, extent, lose, deliver)
        }
        flush()
    }

    /// Hands on the entries of one batch, whatever state it is in.
    private func salvage(
        _ fields: BatchFields, _ batch: [UInt8], _ extent: Extent,
        _ lose: (Range<Position>) -> Void,
        _ deliver: (UInt64, UnsafeRawBufferPointer) throws -> Void
    ) throws {
        var content: [UInt8] = []
        if let entries = fields.entries(of: batch, into: &content) {
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
        guard isSound, let entries = EntryRun.places(in: content, bytes: content.count),
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
