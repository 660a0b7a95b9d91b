import SegmentLogTesting
import Testing

@testable import SegmentLog

/// Every byte of a sealed segment, changed: found, named, and it costs no entry.
@Suite struct SealedFlipTests {
    private func check(
        _ storage: MemoryStorage, _ name: String, _ seal: SealFields, _ offset: Int, _ mask: UInt8
    ) throws -> String? {
        storage.flip(name, at: offset, mask: mask)
        defer { storage.flip(name, at: offset, mask: mask) }
        let before = storage.files
        let damage = try Log.verify(storage).damage
        guard damage.count == 1, damage[0].file == name else {
            return "verify says \(damage.map(\.description))"
        }
        let isHeader = offset < 4096
        let isIndex = seal.indexRange.contains(UInt64(offset))
        if isIndex {
            guard damage[0].positions == nil, seal.indexRange.contains(damage[0].offset) else {
                return "verify says \(damage[0].description)"
            }
        } else {
            guard damage[0].offset == UInt64(isHeader ? 0 : offset) else {
                return "verify says byte \(damage[0].offset)"
            }
            guard let positions = damage[0].positions, !positions.isEmpty,
                positions.clamped(to: seal.positions) == positions,
                !isHeader || positions == seal.positions
            else { return "verify says \(damage[0].description)" }
        }
        let (entries, lost) = try readable(storage)
        guard lost.isEmpty, entries.count == 34,
            entries.allSatisfy({ texts(Int($0.key)..<Int($0.key) + 1)[0] == $0.value })
        else { return "lost \(lost)" }
        let opened = code { try LogWriter.open(in: storage, limits: SealTests.byHand).close() }
        guard opened == (isHeader ? .damaged : nil) else { return "opening gave \(opened as Any)" }
        let limits = SealTests.byHand.opening(.everything)
        guard code({ _ = try LogWriter.open(in: storage, limits: limits) }) == .damaged else {
            return "a thorough writer opened it"
        }
        return storage.files == before ? nil : "something was written"
    }

    @Test func everyFlippedByteIsNamedAndCostsNoEntry() async throws {
        let storage = try await SealTests.sample()
        for name in [Format.segmentName(0), Format.segmentName(12)] {
            let header = try SegmentSource(name, in: storage, logID: nil).header()
            let seal = try #require(header?.seal)
            let count = try #require(storage[name]).count
            #expect(seal.fileBytes == UInt64(count))
            let problems = await withTaskGroup(of: [String].self) { group in
                for lane in 0..<2 {
                    let storage = storage.copy()
                    group.addTask {
                        var seed = Seed(UInt64(lane))
                        return stride(from: lane, to: count, by: 2).compactMap { offset in
                            // The long run of zeros in the header is all under one digest.
                            if offset > 300, offset < 2_100, offset % 50 > 1 { return nil }
                            if offset > 2_400, offset < 4_000, offset % 50 > 1 { return nil }
                            let mask = UInt8.random(in: 1...255, using: &seed)
                            do {
                                return try check(storage, name, seal, offset, mask)
                                    .map { "\(offset) ^ \(mask): \($0)" }
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
    }

    @Test func aSealedSegmentCutShortIsRefused() async throws {
        let original = try await SealTests.sample()
        let name = Format.segmentName(0)
        let count = try #require(original[name]).count
        for length in [0, 100, 4096, 4500, count - 100, count - 1, count + 1] {
            let storage = original.copy()
            storage[name] = storage[name].map {
                Array(($0 + [0])[..<length])
            }
            #expect(code { _ = try LogWriter.open(in: storage) } == .damaged, "\(length)")
            #expect(try !Log.verify(storage).isSound, "\(length)")
            let (entries, lost) = try readable(storage)
            #expect(entries.allSatisfy { texts(Int($0.key)..<Int($0.key) + 1)[0] == $0.value })
            #expect(entries.count + lost.flatMap { $0 }.count == 34, "\(length)")
            #expect(lost.allSatisfy { $0.upperBound <= 12 }, "\(length)")
        }
    }

    @Test(arguments: [UInt64(1), 2, 3]) func twoWrongBytesCostOnlyTheEntriesOfTheirBlock(
        number: UInt64
    ) async throws {
        var seed = Seed(number)
        let entries = noise(900, upTo: 600, using: &seed)
        let storage = MemoryStorage()
        let writer = try LogWriter.create(in: storage, limits: SealTests.byHand)
        _ = try await writer.append(entries)
        _ = try await writer.seal(endingSegment: true)
        try writer.close()
        let name = Format.segmentName(0)
        let source = try SegmentSource(name, in: storage, logID: nil)
        let segment = try #require(
            try SealedSegment.find(
                name, source.file, size: source.size, header: source.header(), logID: nil))
        let table = segment.table
        #expect(table.rows.count >= 4)
        for _ in 0..<8 {
            let block = Int.random(in: 0..<table.rows.count, using: &seed)
            let start = Int(table.fileOffset(ofBlock: block)) + 4
            let first = Int.random(in: 0..<table.rows[block].bytes - 1, using: &seed)
            let second = Int.random(in: first + 1..<table.rows[block].bytes, using: &seed)
            for place in [first, second] { storage.flip(name, at: start + place) }
            defer { for place in [first, second] { storage.flip(name, at: start + place) } }
            let positions = table.positions(ofBlock: block)
            let range = Position(positions.lowerBound)..<Position(positions.upperBound)
            let (found, damaged) = try readable(storage)
            #expect(damaged == [range], "seed \(number)")
            #expect(found.allSatisfy { entries[Int($0.key)] == $0.value })
            #expect(found.count + range.count == 900)
            #expect(try Log.verify(storage).damage.map(\.positions) == [range])
            // The strict reader hands out everything before, and then says what is damaged.
            let reader = try LogReader.open(in: storage)
            var seen: UInt64 = 0
            do {
                try reader.forEach(in: 0..<900) { position, _ in seen = position.rawValue + 1 }
                Issue.record("nothing was said")
            } catch let error as LogError {
                #expect(error.code == .damaged && error.positions == range)
            }
            #expect(seen == positions.lowerBound)
            #expect(code { _ = try reader.entry(at: range.lowerBound) } == .damaged)
        }
    }

    @Test func theRowsOfTheTableTellTheTruthAboutEachByte() async throws {
        let storage = try await SealTests.sample()
        let name = Format.segmentName(12)
        let source = try SegmentSource(name, in: storage, logID: nil)
        let seal = try #require(try source.header()?.seal)
        let bytes = try #require(storage[name])
        let start = 4096
        let frame = ReferenceFrame(Array(bytes[start..<start + Int(seal.frameBytes)]))
        let all = texts(12..<30)
        var content: [UInt8] = []
        for entry in all { content += [UInt8(entry.count >> 8), UInt8(entry.count & 255)] + entry }
        #expect(frame.content == content)
        func owner(_ place: Int) -> Position {
            var offset = 0
            for (index, entry) in all.enumerated() {
                offset += 2 + entry.count
                if place < offset { return Position(12 + UInt64(index)) }
            }
            return 29
        }
        for offset in 19..<Int(seal.frameBytes) - 8 {
            let mask = UInt8(offset % 255 + 1)
            let copy = storage.copy()
            copy.flip(name, at: start + offset, mask: mask)
            let damage = try Log.verify(copy).damage
            let effect = frame.effects[offset]
            let expected = owner(mask & 0xF0 == 0 ? effect.low : effect.high)
            let positions = try #require(damage.first?.positions)
            #expect(positions.contains(expected), "byte \(offset)")
        }
    }
}
