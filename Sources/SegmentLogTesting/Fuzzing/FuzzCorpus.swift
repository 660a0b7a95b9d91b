import SegmentLog

/// Small sound logs to begin with.
enum FuzzCorpus {
    /// What stands at each position of all of them.
    static let entries: [[UInt8]] = {
        var seed = Seed(2)
        return (0..<200).map { index in
            switch index % 11 {
            case 3: return []
            case 5: return (0..<60).map { _ in UInt8.random(in: 0...255, using: &seed) }
            default:
                let words = String(repeating: "seen. ", count: index % 4)
                return Array("entry \(index): \(words)".utf8)
            }
        }
    }()

    private static let limits = LogLimits(
        segmentBytes: 6 * 4096, growthBytes: 4096, idleHeadSync: nil, sealsInBackground: false)

    /// An empty log, a hot one, one left without closing, and a partly sealed one with a cache.
    static func logs() throws -> [MemoryStorage] {
        let empty = MemoryStorage()
        try LogWriter.create(in: empty, limits: limits).close()
        let hot = MemoryStorage()
        let writer = try LogWriter.create(in: hot, limits: limits)
        try append(0..<9, to: writer, inBatchesOf: 3)
        let killed = hot.killed()
        try writer.close()
        let sealed = MemoryStorage()
        let other = try LogWriter.create(
            in: sealed, limits: limits, describer: SimpleDescriber())
        try append(0..<120, to: other, inBatchesOf: 8)
        _ = try other.sealNow(endingSegment: false)
        try append(120..<126, to: other, inBatchesOf: 2)
        try other.close()
        _ = try LogProver(try LogReader.open(in: sealed), persisting: true)
        return [empty, hot, killed, sealed, sealed]
    }

    private static func append(
        _ range: Range<Int>, to writer: LogWriter, inBatchesOf count: Int
    ) throws {
        writer.hold()
        for start in stride(from: range.lowerBound, to: range.upperBound, by: count) {
            try writer.submit(Array(entries[start..<min(start + count, range.upperBound)]))
            writer.step()
        }
    }
}
