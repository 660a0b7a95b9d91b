/// A run of entries taken out of the log, checked and decompressed, in memory that is used again.
struct Chunk: Sendable {
    /// The position of the first entry, and the one after the last.
    private(set) var first: UInt64 = 0
    private(set) var end: UInt64 = 0

    /// The entries, each behind its length; longer than `contentBytes` where an earlier one was.
    private(set) var content: [UInt8] = []
    private(set) var contentBytes = 0

    /// What stood in the file.
    private var raw: [UInt8] = []

    init() {}

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

    /// Calls `body` with the content from the entry at `position` on; false if the lengths do not
    /// lead there.
    func withContent<R>(
        from position: UInt64, _ body: (UnsafeRawBufferPointer) throws -> R
    ) rethrows -> R? {
        try unsafe content.withUnsafeBytes { bytes in
            let content = unsafe bytes.part(0..<contentBytes)
            var offset = 0
            for _ in first..<max(first, position) {
                guard offset + 2 <= content.count else { return nil }
                offset += unsafe 2 + (Int(content[offset]) << 8 | Int(content[offset + 1]))
            }
            guard offset <= content.count else { return nil }
            return try unsafe body(content.part(offset..<content.count))
        }
    }

    /// One entry; nil if the lengths do not lead there.
    func entry(at position: UInt64) -> [UInt8]? {
        let found: [UInt8]?? = unsafe withContent(from: position) { content in
            guard content.count >= 2 else { return nil }
            let length = unsafe Int(content[0]) << 8 | Int(content[1])
            guard 2 + length <= content.count else { return nil }
            return unsafe Array(content.part(2..<2 + length))
        }
        return found ?? nil
    }

    func holds(_ position: UInt64) -> Bool { first..<end ~= position }
}

/// The few chunks that single entries were read from last.
struct ChunkCache: Sendable {
    private static let capacity = 16

    /// The one used last stands at the end.
    private var chunks: [Chunk] = []

    init() {}

    mutating func find(_ position: UInt64) -> Chunk? {
        guard let index = chunks.lastIndex(where: { $0.holds(position) }) else { return nil }
        if index + 1 < chunks.count { chunks.append(chunks.remove(at: index)) }
        return chunks.last
    }

    mutating func insert(_ chunk: Chunk) {
        chunks.removeAll { $0.first == chunk.first }
        if chunks.count >= ChunkCache.capacity { chunks.removeFirst() }
        chunks.append(chunk)
    }
}
