/// A decompressed batch whose entries can be found by position.
struct CachedBatch: Sendable {
    let first: UInt64
    private let content: [UInt8]
    private let entries: [Range<Int>]

    /// Checks and decompresses the batch at the front of `batch`.
    init(_ fields: BatchFields, _ batch: [UInt8], _ extent: Extent) throws(LogError) {
        var content = [UInt8](repeating: 0, count: fields.contentBytes)
        guard fields.decompress(batch, into: &content) else { throw extent.damage }
        guard let entries = BatchFields.entries(in: content), entries.count == fields.count else {
            throw extent.damage
        }
        first = fields.first
        self.content = content
        self.entries = entries
    }

    func holds(_ position: UInt64) -> Bool {
        position >= first && position - first < UInt64(entries.count)
    }

    func forEach(_ body: (UInt64, UnsafeRawBufferPointer) throws -> Void) rethrows {
        try unsafe content.withUnsafeBytes { bytes in
            for (index, range) in entries.enumerated() {
                try unsafe body(first + UInt64(index), bytes.part(range))
            }
        }
    }

    func entry(at position: UInt64) -> [UInt8] {
        Array(content[entries[Int(position - first)]])
    }
}

/// The few batches that were used last.
struct BatchCache: Sendable {
    private static let capacity = 8

    /// The one used last stands at the end.
    private var batches: [CachedBatch] = []

    init() {}

    mutating func find(_ position: UInt64) -> CachedBatch? {
        guard let index = batches.lastIndex(where: { $0.holds(position) }) else { return nil }
        if index + 1 < batches.count { batches.append(batches.remove(at: index)) }
        return batches.last
    }

    mutating func insert(_ batch: CachedBatch) {
        batches.removeAll { $0.first == batch.first }
        if batches.count >= BatchCache.capacity { batches.removeFirst() }
        batches.append(batch)
    }
}

extension BatchFields {
    /// The places of the entries in the content of a batch; nil if the lengths do not lead to its
    /// end.
    static func entries(in content: [UInt8]) -> [Range<Int>]? {
        var entries: [Range<Int>] = []
        var offset = 0
        while offset + 2 <= content.count {
            let end = offset + 2 + (Int(content[offset]) << 8 | Int(content[offset + 1]))
            guard end <= content.count else { return nil }
            entries.append(offset + 2..<end)
            offset = end
        }
        return offset == content.count ? entries : nil
    }

    /// Compares the compressed entries with their SHA-256 and decompresses them to the front of
    /// `content`, which grows as needed; false if they are damaged.
    func decompress(_ batch: [UInt8], into content: inout [UInt8]) -> Bool {
        if content.count < contentBytes { content = [UInt8](repeating: 0, count: contentBytes) }
        return unsafe batch.withUnsafeBytes { batch in
            let frame = unsafe batch.part(frameRange)
            guard unsafe sha256(frame) == frameDigest else { return false }
            return unsafe content.withUnsafeMutableBytes { target in
                unsafe LZ4Frame.decompress(
                    frame,
                    into: UnsafeMutableRawBufferPointer(rebasing: target[..<contentBytes]))
            }
        }
    }
}
