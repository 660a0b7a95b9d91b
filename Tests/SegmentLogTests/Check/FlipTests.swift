import Foundation
import SegmentLogTesting
import Testing

@testable import SegmentLog

/// Every byte of a small log, changed: found, named, survived, and never made worse.
@Suite struct FlipTests {
    static let batches = [texts(0..<9), texts(9..<12), texts(12..<30)]
    static let all = batches.flatMap { $0 }
    static let name = Format.segmentName(0)

    /// The batches' offsets, from the format itself.
    private func fields(_ storage: MemoryStorage) throws -> [BatchFields] {
        let source = try SegmentSource(Self.name, in: storage, logID: nil)
        var found: [BatchFields] = []
        var offset: UInt64 = 4096
        while case .batch(let fields) = try source.piece(at: offset) {
            found.append(fields)
            offset = fields.endOffset
        }
        return found
    }

    private func check(
        _ storage: MemoryStorage, _ batches: [BatchFields], _ offset: Int
    ) throws -> String? {
        storage.flip(Self.name, at: offset, mask: 1 << UInt8(offset % 8))
        defer { storage.flip(Self.name, at: offset, mask: 1 << UInt8(offset % 8)) }
        let before = storage.files
        let batch = batches.last { $0.offset <= UInt64(offset) }
        let range = batch?.positions ?? 0..<Position(UInt64(Self.all.count))

        let damage = try Log.verify(storage).damage
        guard !damage.isEmpty, damage.allSatisfy({ $0.file == Self.name }) else {
            return "verify did not name the file"
        }
        for place in damage {
            guard let positions = place.positions, !positions.isEmpty,
                positions.clamped(to: range) == positions
            else { return "verify named the wrong positions: \(place)" }
        }
        guard code({ _ = try LogWriter.open(in: storage) }) == .damaged else {
            return "a writer opened it"
        }
        let (entries, damaged) = try readable(storage)
        for (position, entry) in entries where entry != Self.all[Int(position)] {
            return "entry \(position) is wrong"
        }
        let lost = damaged.flatMap { $0 }
        guard entries.count + lost.count == Self.all.count, lost.allSatisfy(range.contains) else {
            return "\(lost.count) lost, \(entries.count) read"
        }
        let isInFrame = batch.map { batch in
            let start = batch.offset + UInt64(batch.frameOffset)
            return offset >= start && offset < start + UInt64(batch.frameBytes)
        }
        if isInFrame != true, !lost.isEmpty { return "an entry outside the damage was lost" }
        if storage.files != before { return "something was written" }
        return nil
    }

    @Test func everyFlippedByteOfASegmentIsNamedAndCostsNoOtherEntry() async throws {
        let storage = try await log(of: Self.batches)
        let batches = try fields(storage)
        #expect(batches.count == 3)
        let count = try #require(storage[Self.name]).count
        #expect(count == 4 * 4096)
        let problems = await withTaskGroup(of: [String].self) { group in
            for lane in 0..<2 {
                let storage = storage.copy()
                group.addTask {
                    stride(from: lane, to: count, by: 2).compactMap { offset in
                        do {
                            return try check(storage, batches, offset).map { "\(offset): \($0)" }
                        } catch {
                            return "\(offset): \(error)"
                        }
                    }
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        #expect(problems.prefix(5) == [])
    }

    @Test func everyFlippedByteOfHeadIsReportedAndRepaired() async throws {
        let original = try await log(of: Self.batches)
        for offset in stride(from: 0, to: 8192, by: 1) where offset % 4096 < 300 || offset % 61 == 0
        {
            let storage = original.copy()
            storage.flip("head", at: offset)
            let slot = offset / 4096
            #expect(try Log.verify(storage).damage.map(\.offset) == [UInt64(slot * 4096)])
            let writer = try LogWriter.open(in: storage)
            #expect(writer.recovery.damagedHeadSlots == [slot])
            #expect(writer.next == Position(UInt64(Self.all.count)))
            try writer.close()
            #expect(try Log.verify(storage).isSound)
        }
    }

    @Test func twoDamagedSlotsRefuseTheWriterButNotTheReader() async throws {
        let storage = try await log(of: Self.batches)
        storage.flip("head", at: 9)
        storage.flip("head", at: 4096 + 9)
        #expect(code { _ = try LogWriter.open(in: storage) } == .damaged)
        #expect(try contents(storage) == Self.all)
        #expect(try Log.verify(storage).damage.count == 2)
        storage["head"] = nil
        #expect(code { _ = try LogWriter.open(in: storage) } == .damaged)
        #expect(code { _ = try LogWriter.create(in: storage) } == .alreadyExists)
        #expect(try contents(storage) == Self.all)
        #expect(try Log.verify(storage).damage.map(\.file) == ["head"])
    }

    @Test(arguments: [UInt64(1), 2, 3]) func damageInOneBlockCostsOnlyEntriesOfThatBlock(
        number: UInt64
    ) async throws {
        var seed = Seed(number)
        let entries = noise(700, upTo: 600, using: &seed)
        let storage = try await log(of: [entries, texts(0..<5)])
        let batch = try #require(try fields(storage).first)
        #expect(batch.blocks >= 3)
        var ends: [Int] = []
        for entry in entries { ends.append((ends.last ?? 0) + 2 + entry.count) }
        let bytes = try #require(storage[Self.name])
        let start = Int(batch.offset) + batch.frameOffset
        let offsets = bytes.withUnsafeBytes { bytes in
            LZ4Frame.blockOffsets(
                UnsafeRawBufferPointer(rebasing: bytes[start..<start + batch.frameBytes]),
                contentBytes: batch.contentBytes)
        }
        let blocks = try #require(offsets)
        for _ in 0..<8 {
            // Two wrong bytes, since one would be found out.
            let offset = Int.random(in: 16..<batch.frameBytes - 8, using: &seed)
            let block = try #require(blocks.lastIndex { $0 < offset })
            let other = Int.random(in: blocks[block]..<offset, using: &seed)
            for place in [offset, other] { storage.flip(Self.name, at: start + place) }
            defer { for place in [offset, other] { storage.flip(Self.name, at: start + place) } }
            let (found, damaged) = try readable(storage)
            for (position, entry) in found where position < 700 {
                #expect(entry == entries[Int(position)])
            }
            for position in damaged.flatMap({ $0 }) {
                let index = Int(position.rawValue)
                let end = ends[index]
                let begin = end - 2 - entries[index].count
                #expect(end > block * 65_536 && begin < (block + 1) * 65_536, "seed \(number)")
            }
            #expect(
                try Log.verify(storage).damage.compactMap(\.positions) == damaged || damaged == [])
        }
    }

    @Test func damageReportsTheRangeUpToTheNextSoundBatch() async throws {
        let storage = try await log(of: Self.batches)
        let batches = try fields(storage)
        var bytes = try #require(storage[Self.name])
        let second = Int(batches[1].offset)
        bytes.replaceSubrange(second..<second + 4096, with: repeatElement(0xAA, count: 4096))
        storage[Self.name] = bytes
        let place = try #require(try Log.verify(storage).damage.first)
        #expect(place.offset == batches[1].offset && place.positions == 9..<12)
        #expect(try readable(storage).damaged == [9..<12])
        let reader = try LogReader.open(in: storage)
        var seen = 0
        #expect(code { try reader.forEach(in: 0..<30) { _, _ in seen += 1 } } == .damaged)
        #expect(seen == 9)
        do {
            _ = try LogWriter.open(in: storage)
            Issue.record("a writer opened it")
        } catch let error {
            #expect(error.code == .damaged && error.file == Self.name)
            #expect(error.offset == batches[1].offset && error.positions == 9..<12)
        }
    }
}
