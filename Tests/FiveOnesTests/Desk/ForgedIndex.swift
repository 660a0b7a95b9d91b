import SegmentLog
import SegmentLogTesting

@testable import CaseLedger

/// Index files changed by somebody who knows their format, and who makes every hash in them right
/// again.
enum ForgedIndex {
    /// One key of a run with what stands behind it.
    struct Record {
        var key: [UInt8]
        var entries: TaggedEntries
    }

    /// What a run says.
    struct Content {
        var maps: [[Record]]
        var amending: [UInt64]
        var recorded: Instant
        let to: UInt64
    }

    /// What may be done to the content of a run.
    enum Change: CaseIterable {
        case dropTag, addTag, earlierTag, laterTag, firstOfType, lastOfType, dropType, swapType
        case dropEvent, addEvent, moveEvent, dropAmendment, addAmendment, time

        func apply(to content: inout Content, _ seed: inout Seed) {
            func some(_ map: IndexMap) -> Int {
                Int.random(in: content.maps[map.rawValue].indices, using: &seed)
            }
            let (tag, id) = (some(.tags), some(.ids))
            let typed = content.maps[0].indices.filter {
                content.maps[0][$0].entries.types.all != nil
            }
            let place = typed.randomElement(using: &seed) ?? tag
            func change(_ body: (inout [TypeRange], inout UInt64) -> Void) {
                var entries = content.maps[0][place].entries
                guard var ranges = entries.types.all else { return }
                body(&ranges, &entries.last)
                entries.types = ranges.count == 1 ? .one(ranges[0]) : .many(ranges)
                content.maps[0][place].entries = entries
            }
            switch self {
            case .dropTag: content.maps[0].remove(at: tag)
            case .addTag:
                var record = content.maps[0][tag]
                record.key = Array("family:F-never".utf8)
                content.maps[0].append(record)
            case .earlierTag:
                content.maps[0][tag].entries.last -= min(content.maps[0][tag].entries.last, 7)
            case .laterTag: content.maps[0][tag].entries.last = content.to - 1
            case .firstOfType: change { ranges, last in ranges[0].first = last }
            case .lastOfType: change { ranges, _ in ranges[0].last = ranges[0].first }
            case .dropType: change { ranges, _ in if ranges.count > 1 { ranges.removeLast() } }
            case .swapType:
                change { ranges, _ in
                    ranges[0] = TypeRange(
                        code: TypeCode(EventType("no.type")), first: ranges[0].first,
                        last: ranges[0].last)
                }
            case .dropEvent: content.maps[1].remove(at: id)
            case .addEvent:
                var record = content.maps[1][id]
                record.key = EventID.named("never", in: "forged").bytes
                content.maps[1].append(record)
            case .moveEvent:
                content.maps[1][id].entries.last = content.maps[1][some(.ids)].entries.last
            case .dropAmendment: content.amending = Array(content.amending.dropLast())
            case .addAmendment: content.amending.append(content.to - 1)
            case .time: content.recorded = Instant(microseconds: 1 << 55)
            }
        }
    }

    static let hash = KeyHash(bits: 64)

    /// Reads a run, changes it and writes it anew, with right hashes; returns its file and the hash
    /// by which it would be known.
    static func rewrite(
        _ name: String, in storage: MemoryStorage, _ change: (inout Content) -> Void
    ) throws -> (bytes: [UInt8], sum: Hash) {
        let sums = CacheSums(in: storage, isWriting: false)
        sums.refresh()
        let run = try IndexRun(name, in: storage, knownBy: sums[name] ?? .zero)
        guard let run else { throw LogError(.damaged, "no run", file: name) }
        var maps: [[Record]] = []
        for map in IndexMap.allCases {
            var records: [Record] = []
            var cursor = try IndexCursor(run, map, hash)
            while cursor.present != nil {
                cursor.withRecord {
                    records.append(Record(key: Array($0.key), entries: $0.entries))
                }
                try cursor.advance()
            }
            maps.append(records)
        }
        var content = Content(
            maps: maps, amending: run.amending, recorded: run.header.lastRecorded, to: run.to)
        change(&content)
        let header = IndexRunHeader(
            hashBits: 64, log: run.header.log, from: run.from, to: run.to, leaf: run.header.leaf,
            lastRecorded: content.recorded)
        let target = MemoryStorage()
        var writer = try IndexRunWriter(
            header, atMost: content.maps.map { UInt64($0.count) }, in: target)
        for map in IndexMap.allCases {
            let sorted = content.maps[map.rawValue].map { (hash($0.key), $0) }
                .sorted { ($0.0, $0.1.key.count) < ($1.0, $1.1.key.count) }
            for (hash, record) in sorted {
                try record.key.withUnsafeBytes { key in
                    try writer.add(key, hash, record.entries, to: map)
                }
            }
        }
        let written = try writer.finish(amending: content.amending)
        return (target[name] ?? [], written?.sum ?? .zero)
    }

    /// Flips some bits of a run and makes its hashes right.
    static func scramble(_ bytes: [UInt8], _ seed: inout Seed) -> (bytes: [UInt8], sum: Hash) {
        var bytes = bytes
        guard let header = bytes[..<4096].withUnsafeBytes({ IndexRunHeader($0) }) else {
            return (bytes, .zero)
        }
        let end = Int(header.pages) * IndexPage.bytes
        let sums = (Int(header.pages) - 1) * Hash.byteCount
        for _ in 0..<Int.random(in: 1...6, using: &seed) {
            var place = Int.random(in: IndexPage.bytes..<bytes.count - sums, using: &seed)
            if place >= end { place += sums }
            bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &seed)
        }
        func sum(_ range: Range<Int>) -> [UInt8] {
            bytes[range].withUnsafeBytes { IndexPage.sum($0) }.bytes
        }
        for page in 1..<Int(header.pages) {
            let start = end + (page - 1) * Hash.byteCount
            bytes.replaceSubrange(
                start..<start + Hash.byteCount,
                with: sum(page * IndexPage.bytes..<(page + 1) * IndexPage.bytes))
        }
        bytes.replaceSubrange(168..<200, with: sum(end..<bytes.count))
        return (bytes, Hash(sum(0..<IndexPage.bytes)) ?? .zero)
    }
}

extension KeyHash {
    fileprivate func callAsFunction(_ key: [UInt8]) -> UInt64 { key.withUnsafeBytes { self($0) } }
}
