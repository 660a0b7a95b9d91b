import SegmentLogTesting
import Testing

@testable import SegmentLog

/// The last batch, torn in every way a disk can tear it.
@Suite struct TornTests {
    static let name = Format.segmentName(0)
    static let kept = texts(0..<20)

    /// The segment before and after one more batch of five sectors, with `head` as before it.
    private func tear() async throws -> (before: MemoryStorage, after: [UInt8], sectors: Range<Int>)
    {
        var seed = Seed(5)
        let storage = MemoryStorage()
        let writer = try LogWriter.create(in: storage, limits: .single)
        _ = try await writer.append(Array(Self.kept[..<10]))
        _ = try await writer.append(Array(Self.kept[10...]))
        let before = storage.killed()
        let batch = (0..<40).map { _ in
            (0..<400).map { _ in UInt8.random(in: 0...255, using: &seed) }
        }
        _ = try await writer.append(batch)
        let after = try #require(storage[Self.name])
        return (before, after, 3..<9)
    }

    /// Whether these bytes are zeros but for the filler headers of sectors.
    private func isFree(_ bytes: ArraySlice<UInt8>) -> Bool {
        let header = Format.filler(sectors: 1)
        return bytes.indices.allSatisfy { index in
            let place = index % 4096
            return bytes[index] == 0 || (place < 8 && bytes[index] == header[place])
        }
    }

    private func judge(
        _ storage: MemoryStorage, _ what: String, isComplete: Bool, isUntouched: Bool
    ) throws {
        let segment = try #require(storage[Self.name])
        let acknowledged = try contents(storage)
        #expect(acknowledged == Self.kept, "\(what)")
        let writer = try LogWriter.open(in: storage, limits: .single)
        let report = writer.recovery
        if isComplete {
            #expect(report.accepted == 20..<60 && report.dropped == nil, "\(what)")
            #expect(writer.next == 60)
        } else {
            #expect(writer.next == 20 && report.accepted == nil, "\(what)")
            #expect((report.dropped == nil) == isUntouched, "\(what)")
            if let dropped = report.dropped {
                let copy = try #require(storage[dropped.copy])
                let start = Int(dropped.offset)
                #expect(dropped.file == Self.name && start == 3 * 4096, "\(what)")
                #expect(copy == Array(segment[start..<start + copy.count]), "\(what)")
                #expect(
                    isFree(segment[(start + copy.count)...]) || dropped.positions != nil, "\(what)")
                #expect(storage.crashed()[dropped.copy] == copy, "\(what)")
            }
        }
        try writer.close()
        #expect(try Array(contents(storage).prefix(20)) == Self.kept, "\(what)")
        let result = try Log.verify(storage)
        #expect(result.isSound && result.size == writer.next.rawValue, "\(what)")
        #expect(result.quarantined.count == (report.dropped == nil ? 0 : 1))
    }

    @Test(arguments: ["stale", "zero", "garbage"])
    func everySubsetOfSectorsOfATornBatchIsQuarantined(missing: String) async throws {
        let (before, after, sectors) = try await tear()
        let old = try #require(before[Self.name])
        for subset in 0..<1 << sectors.count {
            var bytes = old
            var isUntouched = true
            for (bit, sector) in sectors.enumerated() {
                let range = sector * 4096..<(sector + 1) * 4096
                if subset >> bit & 1 == 1 {
                    bytes.replaceSubrange(range, with: after[range])
                } else if missing == "zero" {
                    bytes.replaceSubrange(range, with: repeatElement(0, count: 4096))
                } else if missing == "garbage", sector < 8 {
                    bytes.replaceSubrange(
                        range, with: repeatElement(UInt8(subset + 1), count: 4096))
                }
                if bytes[range] != old[range], bytes[range].contains(where: { $0 != 0 }) {
                    isUntouched = false
                }
            }
            let storage = before.copy()
            storage[Self.name] = bytes
            let isComplete = subset & 0b11111 == 0b11111
            try judge(
                storage, "\(missing) \(subset)", isComplete: isComplete, isUntouched: isUntouched)
        }
    }

    @Test func everyPrefixOfATornBatchIsQuarantined() async throws {
        let (before, after, sectors) = try await tear()
        let old = try #require(before[Self.name])
        let start = sectors.lowerBound * 4096
        let lengths = Array(0..<20) + Array(stride(from: 20, to: 5 * 4096, by: 211))
        for length in lengths + [4095, 4096, 4097, 5 * 4096 - 1, 5 * 4096, 5 * 4096 + 8] {
            let storage = before.copy()
            var bytes = old
            bytes.replaceSubrange(start..<start + length, with: after[start..<start + length])
            storage[Self.name] = bytes
            let isUntouched = bytes == old
            try judge(
                storage, "prefix \(length)",
                isComplete: bytes[start..<start + 5 * 4096] == after[start..<start + 5 * 4096],
                isUntouched: isUntouched)
            // The same, but the file ends there.
            storage["head"] = before["head"]
            storage[Self.name] = Array(bytes[..<(start + length)])
            for name in storage.paths where name.hasPrefix("quarantine") { storage[name] = nil }
            let isFiller = length <= 5
            try judge(
                storage, "cut \(length)", isComplete: length >= 5 * 4096,
                isUntouched: length == 0 || (isFiller && isUntouched))
        }
    }

    @Test func anAcknowledgedLastBatchThatRotsRefuses() async throws {
        let storage = try await log(of: [texts(0..<5), texts(5..<8)])
        let before = storage.files
        for offset in [2 * 4096, 2 * 4096 + 700, 3 * 4096 - 1] {
            storage.flip(Self.name, at: offset)
            do {
                _ = try LogWriter.open(in: storage)
                Issue.record("a writer opened it")
            } catch let error {
                #expect(error.code == .damaged && error.positions == 5..<8)
                #expect(error.file == Self.name && error.offset == 2 * 4096)
            }
            storage.flip(Self.name, at: offset)
            #expect(storage.files == before)
        }
        // Lost altogether.
        storage[Self.name] = storage[Self.name].map { Array($0[..<(2 * 4096)]) }
        #expect(code { _ = try LogWriter.open(in: storage) } == .damaged)
        #expect(try readable(storage).damaged == [5..<8])
        #expect(try Log.verify(storage).damage.map(\.positions) == [5..<8])
    }

    @Test func aTornBatchBesideADamagedSlotRefuses() async throws {
        let (before, after, _) = try await tear()
        var bytes = after
        bytes[4 * 4096 + 9] ^= 1
        before[Self.name] = bytes
        for slot in 0..<2 {
            let storage = before.copy()
            storage.flip("head", at: slot * 4096 + 40)
            #expect(code { _ = try LogWriter.open(in: storage) } == .damaged)
            #expect(storage[Self.name] == bytes)
        }
    }

    @Test func twoBadBatchesAtTheEndRefuse() async throws {
        let storage = try await log(of: [texts(0..<5)], closing: false)
        let head = storage["head"]
        let writer = try LogWriter.open(in: storage, limits: .single)
        _ = try await writer.append(texts(5..<8))
        _ = try await writer.append(texts(8..<9))
        try writer.close()
        storage["head"] = head
        storage.flip(Self.name, at: 2 * 4096 + 600)
        storage.flip(Self.name, at: 3 * 4096 + 600)
        #expect(code { _ = try LogWriter.open(in: storage) } == .damaged)
    }

    @Test func completeBatchesAboveAnOldHeadAreAccepted() async throws {
        let storage = MemoryStorage()
        let writer = try LogWriter.create(in: storage, limits: .single)
        let old = storage["head"]
        for round in 0..<4 { _ = try await writer.append(texts(round * 5..<round * 5 + 5)) }
        let after = storage.killed()
        after["head"] = old
        #expect(try Log.verify(after).unacknowledged == 0..<20)
        #expect(try contents(after) == [])
        let next = try LogWriter.open(in: after, limits: .single)
        #expect(next.recovery.accepted == 0..<20)
        #expect(next.durable == TreeHead(size: 20, root: root(of: texts(0..<20))))
    }
}
