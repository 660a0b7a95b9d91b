import SegmentLog
import SegmentLogTesting

extension LogLimits {
    /// Small enough that a few batches fill a segment; `head` is never synced by a clock.
    static let tiny = LogLimits(
        segmentBytes: 5 * 4096, growthBytes: 2 * 4096, idleHeadSync: nil,
        sealsInBackground: false)

    /// One segment that grows by 64 KiB.
    static let single = LogLimits(
        segmentBytes: 8 << 20, growthBytes: 64 << 10, idleHeadSync: nil,
        sealsInBackground: false)
}

extension LogLimits {
    /// The same, opening by the headers and the tail, or by every byte.
    func opening(_ opening: Opening) -> LogLimits {
        var limits = self
        limits.opening = opening
        return limits
    }
}

/// Entries of readable text, different for each number.
func texts(_ numbers: Range<Int>) -> [[UInt8]] {
    numbers.map {
        Array("entry \($0): \(String(repeating: "visited the family. ", count: $0 % 7))".utf8)
    }
}

/// Entries of random lengths and bytes, half of them compressible.
func noise(_ count: Int, upTo length: Int, using seed: inout Seed) -> [[UInt8]] {
    (0..<count).map { _ in
        let count = Int.random(in: 0...length, using: &seed)
        let isText = Bool.random(using: &seed)
        return (0..<count).map { _ in
            isText
                ? UInt8.random(in: 97...100, using: &seed) : UInt8.random(in: 0...255, using: &seed)
        }
    }
}

/// All entries a reader shows.
func contents(_ storage: any Storage) throws -> [[UInt8]] {
    let reader = try LogReader.open(in: storage)
    var entries: [[UInt8]] = []
    try reader.forEach(in: 0..<Position(reader.size)) { position, bytes in
        precondition(position.rawValue == UInt64(entries.count))
        entries.append(Array(bytes))
    }
    return entries
}

/// What a reader can save, and the runs it cannot.
func readable(
    _ storage: any Storage
) throws -> (entries: [UInt64: [UInt8]], damaged: [Range<Position>]) {
    let reader = try LogReader.open(in: storage)
    var entries: [UInt64: [UInt8]] = [:]
    var damaged: [Range<Position>] = []
    try reader.forEachReadable(
        in: 0..<Position(reader.size), damaged: { damaged.append($0) },
        { entries[$0.rawValue] = Array($1) })
    return (entries, damaged)
}

/// The root over entries, by the tree alone.
func root(of entries: [[UInt8]]) -> Hash {
    var tree = MerkleTree()
    for entry in entries { tree.append(MerkleTree.leafHash(entry)) }
    return tree.root
}

/// The code of the error a call throws; nil if it throws none.
func code(_ body: () throws -> Void) -> LogError.Code? {
    do {
        try body()
        return nil
    } catch {
        return (error as? LogError)?.code
    }
}

/// A log of these batches, each appended by itself.
func log(
    of batches: [[[UInt8]]], limits: LogLimits = .single, closing: Bool = true
) async throws -> MemoryStorage {
    let storage = MemoryStorage()
    let writer = try LogWriter.create(in: storage, limits: limits)
    for batch in batches { _ = try await writer.append(batch) }
    guard closing else { return storage.killed() }
    try writer.close()
    return storage
}
