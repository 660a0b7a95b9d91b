import SegmentLog
import SegmentLogTesting

/// Reads the first bytes of an entry: kind, time (two bytes), number of labels, labels; an entry of
/// kind 255 cannot be described.
struct Stamped: EntryDescriber {
    var name = "stamped"
    var version: UInt32 = 3

    /// What is added to every kind it tells; a liar adds something.
    var lie: UInt64 = 0

    func describe(_ entry: UnsafeRawBufferPointer) -> EntryDescription? {
        Self.plain(Array(entry)).map {
            EntryDescription(kind: $0.kind &+ lie, time: $0.time, labels: $0.labels)
        }
    }

    static func plain(_ entry: [UInt8]) -> EntryDescription? {
        guard entry.count >= 4, entry[0] != 255, entry.count >= 4 + Int(entry[3]) else {
            return nil
        }
        return EntryDescription(
            kind: kind(entry[0]), time: Int64(entry[1]) << 8 | Int64(entry[2]),
            labels: entry[4...].prefix(Int(entry[3])).map { label($0) })
    }

    static func kind(_ byte: UInt8) -> UInt64 { EntryDescription.hash("kind \(byte)") }
    static func label(_ byte: UInt8) -> UInt64 { EntryDescription.hash("label \(byte)") }

    static func entry(
        _ kind: UInt8, time: Int, labels: [UInt8], padding: Int
    ) -> [UInt8] {
        [kind, UInt8(time >> 8), UInt8(time & 255), UInt8(labels.count)] + labels
            + (0..<padding).map { UInt8(97 + ($0 * $0 + time) % 11) }
    }

    /// Entries whose times rise, of so many kinds that are not equally frequent; one in a thousand
    /// cannot be described.
    static func entries(_ count: Int, kinds: Int, using seed: inout Seed) -> [[UInt8]] {
        (0..<count).map { number in
            if Int.random(in: 0..<1_000, using: &seed) == 0 { return [255] }
            let kind = Int.random(in: 0..<kinds * kinds, using: &seed) % kinds
            let rare = Int.random(in: 0...kind, using: &seed)
            let labels = (0..<Int.random(in: 0...4, using: &seed)).map { _ in
                UInt8.random(in: 0...250, using: &seed)
            }
            return entry(
                UInt8(rare), time: number * 60_000 / max(1, count), labels: labels,
                padding: Int.random(in: 0...300, using: &seed))
        }
    }
}

extension EntryFilter {
    /// Whether it lets an entry pass: the rule, without any index.
    func matches(_ entry: [UInt8]) -> Bool {
        guard let description = Stamped.plain(entry) else { return true }
        if let kinds, !kinds.contains(description.kind) { return false }
        if let labels, labels.isDisjoint(with: description.labels) { return false }
        return times?.contains(description.time) ?? true
    }

    /// A filter with some conditions.
    static func random(kinds: Int, using seed: inout Seed) -> EntryFilter {
        var filter = EntryFilter()
        if Int.random(in: 0..<3, using: &seed) > 0 {
            filter.kinds = Set(
                (0..<Int.random(in: 0...3, using: &seed)).map { _ in
                    Stamped.kind(UInt8.random(in: 0...UInt8(kinds), using: &seed))
                })
        }
        if Int.random(in: 0..<3, using: &seed) == 0 {
            filter.labels = Set(
                (0..<Int.random(in: 0...2, using: &seed)).map { _ in
                    Stamped.label(UInt8.random(in: 0...255, using: &seed))
                })
        }
        if Int.random(in: 0..<3, using: &seed) == 0 {
            let first = Int64.random(in: -10...60_000, using: &seed)
            filter.times = first...first + Int64.random(in: 0...9_000, using: &seed)
        }
        return filter
    }
}

/// A log of these entries in segments of about so many bytes, sealed but for the last.
func stampedLog(
    _ entries: [[UInt8]], segmentBytes: Int, batch: Int = 150,
    describer: (any EntryDescriber)? = Stamped(), sealingAll: Bool = false
) async throws -> MemoryStorage {
    let storage = MemoryStorage()
    let limits = LogLimits(
        segmentBytes: segmentBytes, growthBytes: 64 << 10, idleHeadSync: nil,
        sealsInBackground: false)
    let writer = try LogWriter.create(in: storage, limits: limits, describer: describer)
    for start in stride(from: 0, to: entries.count, by: batch) {
        _ = try await writer.append(Array(entries[start..<min(start + batch, entries.count)]))
    }
    let report = try await writer.seal(endingSegment: sealingAll)
    precondition(report.failures.isEmpty && (!sealingAll || !report.sealed.isEmpty))
    try writer.close()
    return storage
}

/// What a reader hands on for a filter.
func filtered(
    _ storage: any Storage, _ range: Range<Int>, _ filter: EntryFilter,
    describer: (any EntryDescriber)? = Stamped(), readable: Bool = false
) throws -> [Int: [UInt8]] {
    let reader = try LogReader.open(in: storage, describer: describer)
    var found: [Int: [UInt8]] = [:]
    var last = -1
    let positions = Position(UInt64(range.lowerBound))..<Position(UInt64(range.upperBound))
    func take(_ position: Position, _ bytes: UnsafeRawBufferPointer) {
        precondition(Int(position.rawValue) > last, "out of order")
        last = Int(position.rawValue)
        found[last] = Array(bytes)
    }
    if readable {
        try reader.forEachReadable(in: positions, matching: filter, damaged: { _ in }, take)
    } else {
        try reader.forEach(in: positions, matching: filter, take)
    }
    return found
}
