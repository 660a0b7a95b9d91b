import Synchronization

extension LogReader {
    /// Calls `body` with each entry in order; its bytes are valid during the call only.
    ///
    /// - Throws: `outOfRange`; `damaged` at the first damaged batch, after `body` has seen
    ///   everything before it; `io`; and whatever `body` throws.
    /// - Complexity: each batch is read, hashed and decompressed once; nothing is allocated per
    ///   entry.
    @inlinable
    public func forEach(
        in range: Range<Position>, _ body: (Position, UnsafeRawBufferPointer) throws -> Void
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
        var position = range.lowerBound.rawValue
        var batch: [UInt8] = []
        var content: [UInt8] = []
        while position < range.upperBound.rawValue {
            let extent = try extent(at: position)
            guard extent.isReadable else { throw extent.damage }
            let fields = try load(extent, into: &batch)
            guard fields.decompress(batch, into: &content) else { throw extent.damage }
            let end = min(extent.end, range.upperBound.rawValue)
            let reached = try unsafe content.withUnsafeBytes { bytes in
                let content = unsafe bytes.part(0..<fields.contentBytes)
                let start = unsafe offset(of: Int(position - extent.first), in: content)
                guard let start else { return position }
                return try unsafe visitor(
                    position, end, content.part(start..<fields.contentBytes))
            }
            guard reached == end else { throw extent.damage }
            position = end
        }
    }

    /// Where an entry's length stands, or nil if the lengths do not lead there.
    private func offset(of index: Int, in content: UnsafeRawBufferPointer) -> Int? {
        var offset = 0
        for _ in 0..<index {
            guard offset + 2 <= content.count else { return nil }
            offset += unsafe 2 + (Int(content[offset]) << 8 | Int(content[offset + 1]))
        }
        return offset <= content.count ? offset : nil
    }

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
    /// - Throws: `outOfRange`; `io`; and whatever `body` throws. Never `damaged`.
    /// - Complexity: as `forEach`; a damaged batch may take about a second more when it is first
    ///   met. The few met last are kept.
    public func forEachReadable(
        in range: Range<Position>, damaged: (Range<Position>) -> Void,
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
        var batch: [UInt8] = []
        while position < range.upperBound.rawValue {
            let extent = try extent(at: position)
            position = extent.end
            guard extent.isReadable, let fields = try? load(extent, into: &batch) else {
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
        if let sound = try? CachedBatch(fields, batch, extent) {
            return try unsafe sound.forEach(deliver)
        }
        let salvage = salvage(fields, batch)
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
}
