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
