import Synchronization

extension LogReader {
    /// Calls `body` with each entry in order; its bytes are valid during the call only.
    ///
    /// ```swift
    /// try reader.forEach(in: 0..<Position(reader.size)) { position, bytes in … }
    /// ```
    ///
    /// A long range is read, checked and decompressed ahead on the other processors; `body` is
    /// called on the caller's thread, and when this returns or throws, no other is at work.
    ///
    /// - Parameters:
    ///   - range: the positions to read.
    ///   - body: gets each position and its entry.
    /// - Throws: `outOfRange`; `damaged` at the first damaged batch, after `body` has seen
    ///   everything before it; `io`; and whatever `body` throws.
    /// - Complexity: each batch is read, hashed and decompressed once; nothing is allocated per
    ///   entry.
    @inlinable
    public func forEach(
        in range: Range<Position>, _ body: (Position, UnsafeRawBufferPointer) throws -> Void
    ) throws {
        try unsafe visit(range, nil) { first, end, content, picks in
            try unsafe LogReader.walk(first, end, content, picks, body)
        }
    }

    /// Calls `body` with each entry that may match a filter, in order; others may be handed on too.
    ///
    /// Blocks of sealed segments in which nothing can match are not read, nor, where kinds are
    /// wanted, are entries of other kinds looked at.
    @inlinable
    package func forEach(
        in range: Range<Position>, matching filter: EntryFilter,
        _ body: (Position, UnsafeRawBufferPointer) throws -> Void
    ) throws {
        try unsafe visit(range, filter) { first, end, content, picks in
            try unsafe LogReader.walk(first, end, content, picks, body)
        }
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
    /// - Parameters:
    ///   - range: the positions to read.
    ///   - damaged: gets each run of entries that cannot be read.
    ///   - body: gets each position and its entry.
    /// - Throws: `outOfRange`; `io`; and whatever `body` throws. Never `damaged`.
    /// - Complexity: as `forEach`; a damaged batch may take about a second more when it is first
    ///   met. The few met last are kept.
    @inlinable
    public func forEachReadable(
        in range: Range<Position>, damaged: (Range<Position>) -> Void,
        _ body: (Position, UnsafeRawBufferPointer) throws -> Void
    ) throws {
        try unsafe visitReadable(range, nil, damaged) { first, end, content, picks in
            try unsafe LogReader.walk(first, end, content, picks, body)
        }
    }

    /// The same of the entries that may match a filter.
    @inlinable
    package func forEachReadable(
        in range: Range<Position>, matching filter: EntryFilter,
        damaged: (Range<Position>) -> Void,
        _ body: (Position, UnsafeRawBufferPointer) throws -> Void
    ) throws {
        try unsafe visitReadable(range, filter, damaged) { first, end, content, picks in
            try unsafe LogReader.walk(first, end, content, picks, body)
        }
    }

    /// The same as `forEach` for a body that cannot fail, and throws nothing but `LogError`.
    func read(
        _ range: Range<Position>, _ body: (Position, UnsafeRawBufferPointer) -> Void
    ) throws(LogError) {
        do {
            try unsafe forEach(in: range) { position, entry in unsafe body(position, entry) }
        } catch {
            throw error as? LogError ?? LogError(.io, "the log cannot be read.", cause: error)
        }
    }

    /// Gets the position of a first entry, the end, and content from that entry on, or the content
    /// of the chunk and the entries to pick from it; returns the position it came to.
    @usableFromInline
    typealias Visitor = (
        UInt64, UInt64, UnsafeRawBufferPointer, UnsafeBufferPointer<Pick>?
    ) throws -> UInt64

    /// Calls `body` with each entry of some content, or with those that were picked.
    @inlinable @inline(__always)
    static func walk(
        _ first: UInt64, _ end: UInt64, _ content: UnsafeRawBufferPointer,
        _ picks: UnsafeBufferPointer<Pick>?,
        _ body: (Position, UnsafeRawBufferPointer) throws -> Void
    ) throws -> UInt64 {
        if let picks = unsafe picks {
            for number in 0..<picks.count {
                let pick = unsafe picks[number]
                var run = unsafe EntryRun(content, at: Int(pick.offset))
                guard let entry = unsafe run.next() else { return first }
                try unsafe body(
                    Position(rawValue: first + UInt64(pick.index)),
                    UnsafeRawBufferPointer(rebasing: content[entry]))
            }
            return end
        }
        var run = unsafe EntryRun(content)
        var position = first
        while position < end, let entry = unsafe run.next() {
            try unsafe body(
                Position(rawValue: position), UnsafeRawBufferPointer(rebasing: content[entry]))
            position += 1
        }
        return position
    }

    /// Calls `visitor` with the part of each chunk that lies in the range.
    @usableFromInline
    func visit(
        _ range: Range<Position>, _ filter: EntryFilter?, _ visitor: Visitor
    ) throws {
        try unsafe visit(range, filter, isLenient: false, visitor) { _, failure in throw failure }
    }

    /// The same, and hands each piece that cannot be read, of a sealed segment each block, to
    /// `damaged`.
    func visit(
        _ range: Range<Position>, _ filter: EntryFilter?, isLenient: Bool, _ visitor: Visitor,
        damaged: (ReadPiece, LogError) throws -> Void
    ) throws {
        try check(range)
        let logID = logID
        let ahead = ReadAhead(
            ReadPlan(self, range, filter ?? .everything), logID: logID, isLenient: isLenient)
        defer { ahead.stop() }
        var last: Chunk?
        while var filled = try ahead.next(after: last.take()) {
            while true {
                let piece = filled.piece
                let reached: UInt64
                if let failure = filled.failure {
                    var bad = piece
                    let block = piece.extent.blocks.lowerBound
                    bad.extent = piece.extent.part(block..<block + 1)
                    reached = bad.extent.end
                    try damaged(bad, failure)
                } else {
                    reached = min(filled.chunk.end, piece.wanted.upperBound)
                    let came = try unsafe filled.chunk.hand(
                        from: piece.wanted.lowerBound, to: reached, visitor)
                    guard came == reached else { throw piece.extent.damage }
                }
                guard let rest = piece.rest(from: reached) else { break }
                filled.piece = rest
                filled.fill(logID, isLenient: isLenient)
            }
            last = filled.chunk
        }
    }
}
