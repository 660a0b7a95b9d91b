import SegmentLogTesting
import Testing

@testable import SegmentLog

/// One wrong byte among the compressed entries: named exactly, and nothing is lost.
@Suite struct RepairTests {
    static let name = Format.segmentName(0)

    /// A closed log of batches, of which one is going to be damaged.
    private struct Sample {
        let storage: MemoryStorage
        let entries: [[UInt8]]
        let fields: BatchFields
        let frame: ReferenceFrame

        /// Where the frame begins in the file.
        var start: Int { Int(fields.offset) + fields.frameOffset }

        init(_ batches: [[[UInt8]]], damaging index: Int) async throws {
            storage = try await log(of: batches)
            entries = batches.flatMap { $0 }
            var offset: UInt64 = 4096
            var found: [BatchFields] = []
            let source = try SegmentSource(RepairTests.name, in: storage, logID: nil)
            while case .batch(let fields) = try source.piece(at: offset) {
                found.append(fields)
                offset = fields.endOffset
            }
            fields = try #require(found.count == batches.count ? found[index] : nil)
            let bytes = try #require(storage[RepairTests.name])
            let start = Int(fields.offset) + fields.frameOffset
            frame = ReferenceFrame(Array(bytes[start..<start + fields.frameBytes]))
            #expect(frame.content == batches[index].flatMap(RepairTests.stored))
        }

        /// The position whose entry holds a byte of the content.
        func owner(ofContent place: Int) -> Position {
            var offset = 0
            for position in fields.first..<fields.end {
                offset += 2 + entries[Int(position)].count
                if place < offset { return Position(position) }
            }
            return Position(fields.end - 1)
        }

        /// What is wrong after a byte of the frame has been changed; nil if all is as it must be.
        func problem(at offset: Int, mask: UInt8) throws -> String? {
            let storage = storage.copy()
            storage.flip(RepairTests.name, at: start + offset, mask: mask)
            let before = storage.files
            let damage = try Log.verify(storage).damage
            guard damage.count == 1, damage[0].file == RepairTests.name,
                damage[0].offset == UInt64(start + offset)
            else { return "verify says \(damage.map(\.description))" }
            let bytes = try #require(storage[RepairTests.name])
            let found = "0x" + Hash.hexDigits(bytes[start + offset])
            let original = "0x" + Hash.hexDigits(bytes[start + offset] ^ mask)
            guard damage[0].message.hasPrefix("the byte is \(found) and was \(original)") else {
                return damage[0].message
            }
            let effect = frame.effects[offset]
            let owner = owner(ofContent: mask & 0xF0 == 0 ? effect.low : effect.high)
            guard let positions = damage[0].positions, positions.contains(owner),
                positions.clamped(to: fields.positions) == positions
            else { return "entry \(owner) is not in \(String(describing: damage[0].positions))" }
            let (found2, damaged) = try readable(storage)
            guard damaged.isEmpty, found2.count == entries.count,
                found2.allSatisfy({ entries[Int($0.key)] == $0.value })
            else { return "lost \(damaged)" }
            return storage.files == before ? nil : "something was written"
        }
    }

    private static func stored(_ entry: [UInt8]) -> [UInt8] {
        [UInt8(entry.count >> 8), UInt8(entry.count & 255)] + entry
    }

    /// Entries such as a ledger holds: an identifier, names that come again and again, figures.
    private static func ledger(_ count: Int, using seed: inout Seed) -> [[UInt8]] {
        let words = [
            "visit", "family", "grant", "station:nantou", "officer", "2025-03-", "ticket",
            "allowance", "militia", "school", "answered", "district",
        ]
        return (0..<count).map { number in
            var text = "visit.made/1 "
            for _ in 0..<Int.random(in: 8...30, using: &seed) {
                text += words[Int.random(in: 0..<words.count, using: &seed)] + " "
                if Bool.random(using: &seed) {
                    text += String(UInt32.random(in: 0...99_999, using: &seed))
                }
            }
            let id = (0..<16).map { _ in UInt8.random(in: 0...255, using: &seed) }
            return [8, UInt8(number & 127), 18, 16] + id + Array(text.utf8)
        }
    }

    private func problems(
        _ sample: Sample, _ offsets: [Int], _ number: UInt64
    ) async -> [String] {
        await withTaskGroup(of: [String].self) { group in
            for lane in 0..<2 {
                group.addTask {
                    var seed = Seed(number &+ UInt64(lane))
                    return stride(from: lane, to: offsets.count, by: 2).compactMap { index in
                        let mask = UInt8.random(in: 1...255, using: &seed)
                        let place = "seed \(number), byte \(offsets[index]), mask \(mask)"
                        do {
                            return try sample.problem(at: offsets[index], mask: mask)
                                .map { "\(place): \($0)" }
                        } catch {
                            return "\(place): \(error)"
                        }
                    }
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
    }

    // MARK: - One byte

    @Test(arguments: [1, 2]) func everyByteOfASmallFrameIsNamedAndCostsNoEntry(
        batch: Int
    ) async throws {
        let number = UInt64.random(in: 0 ... .max)
        print("RepairTests: seed \(number)")
        let sample = try await Sample(
            [texts(0..<9), texts(9..<12), texts(12..<30)], damaging: batch)
        let offsets = Array(0..<sample.fields.frameBytes)
        #expect(await problems(sample, offsets, number).prefix(5) == [])
    }

    @Test func bytesOfALargeFrameAreNamedAndCostNoEntry() async throws {
        let number = UInt64.random(in: 0 ... .max)
        print("RepairTests: seed \(number)")
        var seed = Seed(number)
        let batches = (0..<3).map { _ in Self.ledger(500, using: &seed) }
        let sample = try await Sample(batches, damaging: 1)
        #expect(sample.fields.blocks >= 2)
        let step = sample.fields.frameBytes / 50
        let first = Int.random(in: 0..<step, using: &seed)
        let offsets = stride(from: first, to: sample.fields.frameBytes, by: step)
        let all = sample.frame.framing + offsets
        #expect(await problems(sample, all, number).prefix(5) == [])
    }

    @Test func bytesOfEntriesThatDoNotCompressAreNamed() async throws {
        var seed = Seed(5)
        let entries = (0..<300).map { _ in
            (0..<Int.random(in: 0...600, using: &seed)).map { _ in
                UInt8.random(in: 0...255, using: &seed)
            }
        }
        let sample = try await Sample([texts(0..<5), entries], damaging: 1)
        #expect(sample.fields.blocks >= 2)
        let offsets = (0..<12).map { _ in
            Int.random(in: 0..<sample.fields.frameBytes, using: &seed)
        }
        #expect(await problems(sample, offsets + sample.frame.framing, 5).prefix(5) == [])
    }

    /// A copy may come from elsewhere and bring the same bytes: no entry is damaged, but the frame
    /// is.
    @Test func aByteThatChangesNoEntryIsNamed() async throws {
        let entries = (0..<12).map { Array("\($0) abcdefgh abcdefgh abcdefgh abcdefgh".utf8) }
        let sample = try await Sample([texts(0..<3), entries], damaging: 1)
        let bytes = try #require(sample.storage[Self.name])
        let frame = Array(bytes[sample.start..<sample.start + sample.fields.frameBytes])
        var tried = 0
        for offset in 19..<frame.count - 8 where tried < 5 {
            for mask in UInt8(1)...63 where tried < 5 {
                var changed = frame
                changed[offset] ^= mask
                guard ReferenceFrame(changed).content == sample.frame.content else { continue }
                tried += 1
                #expect(try sample.problem(at: offset, mask: mask) == nil)
            }
        }
        #expect(tried > 0)
    }

    // MARK: - More

    @Test(arguments: [UInt64(1), 2]) func twoBytesOfOneBlockCostOnlyEntriesFromTheFirstOn(
        number: UInt64
    ) async throws {
        var seed = Seed(number)
        let batches = [texts(0..<5), Self.ledger(500, using: &seed), texts(5..<9)]
        let sample = try await Sample(batches, damaging: 1)
        let words = sample.frame.framing.dropFirst(15)
        for _ in 0..<6 {
            let two = [0, 1].map { _ in Int.random(in: 20..<12_000, using: &seed) }.sorted()
            guard two[0] < two[1], !words.contains(where: two.contains) else { continue }
            let storage = sample.storage.copy()
            for offset in two { storage.flip(Self.name, at: sample.start + offset, mask: 0x55) }
            let (found, damaged) = try readable(storage)
            #expect(found.allSatisfy { sample.entries[Int($0.key)] == $0.value })
            #expect(found.count + damaged.flatMap { $0 }.count == sample.entries.count)
            let effect = sample.frame.effects[two[0]]
            let first = sample.owner(ofContent: effect.high)
            let last = sample.owner(ofContent: 65_535)
            #expect(
                damaged.allSatisfy {
                    $0.lowerBound >= first && $0.upperBound <= last.advanced(by: 1)
                }, "seed \(number), bytes \(two)")
            let damage = try Log.verify(storage).damage
            #expect(damage.compactMap(\.positions) == damaged, "seed \(number), bytes \(two)")
            let start = try #require(damaged.first?.lowerBound)
            #expect(damage[0].message.contains("first damaged entry of the batch is \(start)"))
        }
    }

    @Test func damageElsewhereInTheBatchDoesNotHideTheByte() async throws {
        let sample = try await Sample([texts(0..<9), texts(9..<30)], damaging: 0)
        let place = sample.start + 40
        for other in [4, 30, 230, Int(sample.fields.endOffset - sample.fields.offset) - 1] {
            let storage = sample.storage.copy()
            storage.flip(Self.name, at: place)
            storage.flip(Self.name, at: Int(sample.fields.offset) + other)
            let damage = try Log.verify(storage).damage
            #expect(Set(damage.map(\.offset)) == [UInt64(place), sample.fields.offset])
            #expect(try readable(storage).damaged.isEmpty)
        }
    }

    @Test(arguments: [0, 1]) func whateverIsDamagedNoWrongEntryIsShown(kind: Int) async throws {
        let number = UInt64.random(in: 0 ... .max)
        print("RepairTests: seed \(number)")
        var seed = Seed(number)
        let entries = kind == 0 ? texts(9..<40) : Self.ledger(500, using: &seed)
        let sample = try await Sample([texts(0..<9), entries, texts(40..<44)], damaging: 1)
        let batch = Int(sample.fields.offset)
        for _ in 0..<(kind == 0 ? 150 : 15) {
            let storage = sample.storage.copy()
            for _ in 0..<Int.random(in: 1...5, using: &seed) {
                // Half of them in what stands before the frame, the block table above all.
                let end = Bool.random(using: &seed) ? 450 : sample.fields.paddedBytes
                storage.flip(
                    Self.name, at: batch + Int.random(in: 408..<end, using: &seed),
                    mask: UInt8.random(in: 1...255, using: &seed))
            }
            let (found, damaged) = try readable(storage)
            #expect(
                found.allSatisfy { sample.entries[Int($0.key)] == $0.value }, "seed \(number)")
            #expect(found.count + damaged.flatMap { $0 }.count == sample.entries.count)
            let isSound = storage.files == sample.storage.files
            #expect(try Log.verify(storage).isSound == isSound)
        }
    }

    @Test func strictReadersAndWritersStillRefuse() async throws {
        let sample = try await Sample([texts(0..<9), texts(9..<12), texts(12..<30)], damaging: 1)
        let storage = sample.storage
        storage.flip(Self.name, at: sample.start + 25)
        let place = try #require(try Log.verify(storage).damage.first)
        let reader = try LogReader.open(in: storage)
        var seen = 0
        #expect(code { try reader.forEach(in: 0..<30) { _, _ in seen += 1 } } == .damaged)
        #expect(seen == 9)
        // Nor does a lenient reading make a strict one pass.
        var entries = 0
        try reader.forEachReadable(in: 10..<11, damaged: { _ in entries -= 9 }) { _, _ in
            entries += 1
        }
        #expect(entries == 1)
        #expect(code { _ = try reader.entry(at: 10) } == .damaged)
        do {
            _ = try LogWriter.open(in: storage)
            Issue.record("a writer opened it")
        } catch let error {
            #expect(error.code == .damaged && error.file == Self.name)
            #expect(error.offset == place.offset && error.positions == place.positions)
        }
    }

    @Test func damageSaysFileByteAndEntry() {
        var damage = Log.Damage(file: "a.lz4", offset: 7, positions: 3..<4, message: "it is wrong.")
        #expect(damage.description == "a.lz4, byte 7, entry 3: it is wrong.")
        damage.positions = 3..<6
        #expect(damage.description == "a.lz4, byte 7, entries 3 to 5: it is wrong.")
        damage.positions = nil
        #expect(damage.description == "a.lz4, byte 7: it is wrong.")
    }
}

extension Hash {
    /// Two digits.
    fileprivate static func hexDigits(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }
}
