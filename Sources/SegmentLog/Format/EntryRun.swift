/// The entries of some content, each behind its length in two bytes, big-endian: where each stands.
///
///     var run = EntryRun(content)
///     while let entry = run.next() { body(content.part(entry)) }
///     guard run.isAtEnd else { … }       // a length that leads nowhere
///
/// It is the one reader of this framing. It stops before the first entry that does not end within
/// the content.
@frozen @usableFromInline
@unsafe struct EntryRun: @unsafe Sequence, @unsafe IteratorProtocol {
    @usableFromInline let content: UnsafeRawBufferPointer

    /// Where the length of the next entry stands.
    @usableFromInline var offset: Int

    /// The bytes that an entry takes besides its own.
    @safe static let overhead = 2

    @inlinable @inline(__always)
    init(_ content: UnsafeRawBufferPointer, at offset: Int = 0) {
        unsafe self.content = unsafe content
        unsafe self.offset = offset
    }

    @inlinable @inline(__always)
    mutating func next() -> Range<Int>? {
        guard unsafe offset <= content.count - 2 else { return nil }
        let start = unsafe offset + 2
        let end =
            unsafe start
            + Int(
                UInt16(bigEndian: content.loadUnaligned(fromByteOffset: offset, as: UInt16.self)))
        guard unsafe end <= content.count else { return nil }
        unsafe offset = end
        return unsafe Range(uncheckedBounds: (start, end))
    }

    /// Whether the lengths have led to the end of the content.
    var isAtEnd: Bool { unsafe offset == content.count }

    /// Passes over so many entries; false if there are fewer.
    mutating func skip(_ count: UInt64) -> Bool {
        for _ in 0..<count {
            if unsafe next() == nil { return false }
        }
        return true
    }
}

extension EntryRun {
    /// The places of the entries in the first bytes of `content`; nil if the lengths do not lead to
    /// the end of these.
    @safe static func places(in content: [UInt8], bytes: Int) -> [Range<Int>]? {
        unsafe content.withUnsafeBytes { content in
            var run = unsafe EntryRun(content.part(0..<bytes))
            var places: [Range<Int>] = []
            while let entry = unsafe run.next() { places.append(entry) }
            return unsafe run.isAtEnd ? places : nil
        }
    }

    /// Calls `body` with the leaf hash of each entry and its place; whether the lengths lead to the
    /// end of the content.
    ///
    /// For a moment the leaf's zero byte stands in the place of the length's second one, so that
    /// nothing is copied.
    static func forEachLeaf(
        in content: UnsafeMutableRawBufferPointer, _ body: (Hash, Range<Int>) -> Void
    ) -> Bool {
        var run = unsafe EntryRun(UnsafeRawBufferPointer(content))
        while let entry = unsafe run.next() {
            let start = entry.lowerBound - 1
            let low = unsafe content[start]
            unsafe content[start] = 0
            let hash = unsafe sha256(
                UnsafeRawBufferPointer(rebasing: content[start..<entry.upperBound]))
            unsafe content[start] = low
            body(hash, entry)
        }
        return unsafe run.isAtEnd
    }
}

extension [UInt8] {
    /// Appends an entry behind its length.
    ///
    /// - Precondition: it has at most `LogLimits.entryBytes`.
    mutating func append(entry: UnsafeRawBufferPointer) {
        precondition(entry.count <= LogLimits.entryBytes)
        append(UInt8(truncatingIfNeeded: entry.count >> 8))
        append(UInt8(truncatingIfNeeded: entry.count))
        unsafe append(contentsOf: entry)
    }
}
