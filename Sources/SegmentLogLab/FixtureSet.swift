import SegmentLog
import SegmentLogTesting

/// The frozen logs of version 1, made anew: the same bytes each time, but for what a later LZ4 might
/// compress in another way.
struct FixtureSet {
    /// A log, what it is, and whether it may be opened for writing.
    struct Log {
        var name: String
        var about: String
        var opens: Bool
        var storage: MemoryStorage
    }

    /// Every segment is read when a frozen log is opened for writing.
    static let opening = LogLimits(
        segmentBytes: 4 * 4096, growthBytes: 4096, idleHeadSync: nil, sealsInBackground: false,
        opening: .everything)

    private static let writing = LogLimits(
        segmentBytes: 4 * 4096, growthBytes: 3 * 4096, idleHeadSync: nil,
        sealsInBackground: false)

    private(set) var logs: [Log] = []

    /// Makes all of them.
    init() throws {
        try addHealthy()
        try addTails()
        try addDamaged()
        try addFileSets()
    }

    private static func segment(_ first: Int) -> String {
        let digits = String(first)
        return String(repeating: "0", count: 20 - digits.count) + digits + ".lz4"
    }

    private mutating func add(
        _ name: String, _ about: String, opens: Bool, _ storage: MemoryStorage,
        _ change: (MemoryStorage) -> Void = { _ in }
    ) {
        let copy = storage.copy()
        change(copy)
        logs.append(Log(name: name, about: about, opens: opens, storage: copy))
    }

    /// A log of so many batches of four entries, three batches to a segment.
    private static func log(
        _ batches: Int, closing: Bool = true, sealing: Bool = false, number: UInt64 = 1
    ) throws -> MemoryStorage {
        let storage = MemoryStorage()
        let writer = try LogWriter.create(
            in: storage, limits: writing, describer: SimpleDescriber(),
            logID: 0x7365_676D_656E_746C, 0x6F67_2D76_312D_0000 | number)
        try append(batches, to: writer)
        if sealing { _ = try writer.sealNow(endingSegment: false) }
        guard closing else { return storage.killed() }
        try writer.close()
        return storage
    }

    private static func append(_ batches: Int, to writer: LogWriter) throws {
        writer.hold()
        for _ in 0..<batches {
            let next = writer.next.rawValue
            try writer.submit((next..<next + 4).map(LabEntry.bytes))
            writer.step()
        }
    }

    // MARK: - The logs

    private mutating func addHealthy() throws {
        add("empty", "a log without entries, closed", opens: true, try Self.log(0))
        add("healthy", "two hot segments of four batches, closed", opens: true, try Self.log(4))
        let live = try Self.log(2, closing: false)
        add("live", "left by a killed writer, with filler behind the batches", opens: true, live)
        add(
            "zeroed-filler", "the same after a loss of power took the filler", opens: true, live
        ) { log in
            let name = Self.segment(0)
            log[name] = log[name].map { $0[..<(3 * 4096)] + [UInt8](repeating: 0, count: 4096) }
        }
        add(
            "sealed", "two sealed segments with an index, and a hot one, closed", opens: true,
            try Self.log(8, sealing: true))
        add(
            "leftover", "a segment that was being created when the writer died", opens: true,
            try Self.log(1)
        ) { $0[Self.segment(4) + ".tmp"] = [1, 2, 3] }
    }

    /// A log of one batch, and the segment as it is after a second that `head` does not know.
    private mutating func addTails() throws {
        let storage = try Self.log(1)
        let after = storage.copy()
        let writer = try LogWriter.open(in: after, limits: Self.writing)
        try Self.append(1, to: writer)
        try writer.close()
        let name = Self.segment(0)
        let bytes = after[name] ?? []
        add("unacknowledged", "a whole batch above what head states", opens: true, storage) {
            $0[name] = bytes
        }
        add("torn", "half a batch above what head states", opens: true, storage) {
            $0[name] = Array(bytes[..<(2 * 4096 + 300)])
        }
        add("torn-with-bad-slot", "the same, and slot 0 of head is damaged", opens: false, storage)
        {
            $0[name] = Array(bytes[..<(2 * 4096 + 300)])
            $0.flip("head", at: 40)
        }
        add("cut", "the last batch, which was acknowledged, is gone", opens: false, after) {
            $0[name] = Array(bytes[..<(2 * 4096)])
        }
    }

    private mutating func addDamaged() throws {
        let hot = try Self.log(2)
        let sealed = try Self.log(8, sealing: true)
        let (last, first) = (Self.segment(0), Self.segment(12))
        add("flipped", "one bit of the last batch's compressed entries", opens: false, hot) {
            $0.flip(last, at: 2 * 4096 + 510, mask: 4)
        }
        add("flipped-twice", "two bytes of the last batch's entries", opens: false, hot) {
            for place in [500, 530] { $0.flip(last, at: 2 * 4096 + place) }
        }
        add("flipped-header", "one bit of a batch header", opens: false, hot) {
            $0.flip(last, at: 4096 + 60, mask: 1)
        }
        add("flipped-padding", "one bit of the zeros behind a batch", opens: false, hot) {
            $0.flip(last, at: 2 * 4096 - 9, mask: 1)
        }
        add("flipped-segment-header", "one bit of a segment header", opens: false, hot) {
            $0.flip(last, at: 700, mask: 1)
        }
        add("flipped-sealed", "one bit of a sealed segment's block", opens: false, sealed) {
            $0.flip(first, at: 4096 + 40, mask: 16)
        }
        add("flipped-table", "one bit of the last copy of a table", opens: false, sealed) { log in
            log.flip(first, at: (log[first]?.count ?? 0) - 50, mask: 16)
        }
        add("flipped-index", "one bit of a sealed segment's index", opens: true, sealed) { log in
            log.flip(first, at: (log[first]?.count ?? 0) - 228 - 20, mask: 16)
        }
        add("head-slot", "one slot of head is damaged", opens: true, hot) {
            $0.flip("head", at: 4096 + 50)
        }
        add("headless", "there is no head", opens: false, hot) { $0["head"] = nil }
        add("headless-slots", "both slots of head are damaged", opens: false, hot) {
            for slot in 0..<2 { $0.flip("head", at: 4096 * slot + 50) }
        }
    }

    private mutating func addFileSets() throws {
        let hot = try Self.log(8)
        let sealed = try Self.log(8, sealing: true)
        let other = try Self.log(8, number: 2)
        let (first, middle) = (Self.segment(0), Self.segment(12))
        add("missing", "the middle segment is gone", opens: false, hot) { $0[middle] = nil }
        add("missing-sealed", "the first, sealed segment is gone", opens: false, sealed) {
            $0[first] = nil
        }
        add("swapped", "two segments have each other's names", opens: false, hot) {
            let bytes = $0[first]
            $0[first] = $0[middle]
            $0[middle] = bytes
        }
        add("foreign", "the middle segment is another log's", opens: false, hot) {
            $0[middle] = other[middle]
        }
        add("unknown-file", "a file that is no part of a log", opens: false, hot) {
            $0["notes.txt"] = Array("hello\n".utf8)
        }
    }
}
