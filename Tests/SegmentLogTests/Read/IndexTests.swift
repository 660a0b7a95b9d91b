import SegmentLogTesting
import Testing

@testable import SegmentLog

/// The index of a sealed segment changes what is read and never what is found.
@Suite struct IndexTests {
    private static func index(_ storage: MemoryStorage, _ name: String) throws -> SealedSegment {
        let source = try SegmentSource(name, in: storage, logID: nil)
        let segment = try SealedSegment.find(
            name, source.file, size: source.size, header: source.header(), logID: nil)
        return try #require(segment)
    }

    private static func differences(
        _ entries: [[UInt8]], _ range: Range<Int>, _ filter: EntryFilter,
        _ found: [Int: [UInt8]]
    ) -> [Int] {
        let isTrue = found.allSatisfy { range.contains($0.key) && entries[$0.key] == $0.value }
        return isTrue ? range.filter { filter.matches(entries[$0]) && found[$0] == nil } : [-1]
    }

    @Test(arguments: 1...6) func aFilterLeavesNoMatchOut(number: UInt64) async throws {
        print("aFilterLeavesNoMatchOut: seed \(number)")
        var seed = Seed(number)
        let kinds = [1, 2, 3, 5, 40, 200][Int(number) - 1]
        let entries = Stamped.entries(4_000, kinds: kinds, using: &seed)
        let storage = try await stampedLog(
            entries, segmentBytes: 150 << 10, sealingAll: number % 2 == 0)
        #expect(try Log.verify(storage, describer: Stamped()).isSound, "seed \(number)")
        for _ in 0..<40 {
            let first = Int.random(in: 0...4_000, using: &seed)
            let range = first..<Int.random(in: first...4_000, using: &seed)
            let filter = EntryFilter.random(kinds: kinds, using: &seed)
            for readable in [false, true] {
                let found = try filtered(storage, range, filter, readable: readable)
                #expect(
                    Self.differences(entries, range, filter, found) == [],
                    "seed \(number), \(range), \(filter)")
            }
        }
    }

    @Test func entriesOfOtherKindsAreNotHandedOn() async throws {
        var seed = Seed(11)
        let entries = Stamped.entries(5_000, kinds: 6, using: &seed)
        let storage = try await stampedLog(entries, segmentBytes: 200 << 10, sealingAll: true)
        for kind in UInt8(0)..<7 {
            let filter = EntryFilter(kinds: [Stamped.kind(kind)])
            let found = try filtered(storage, 0..<5_000, filter)
            let wanted = entries.indices.filter { filter.matches(entries[$0]) }
            #expect(found.keys.sorted() == wanted)
        }
    }

    @Test func blocksThatCannotMatchAreNotRead() async throws {
        var seed = Seed(12)
        var entries = Stamped.entries(4_000, kinds: 3, using: &seed).filter { $0[0] != 255 }
        entries[3_500] = Stamped.entry(77, time: 60_500, labels: [251], padding: 9)
        let storage = try await stampedLog(entries, segmentBytes: 8 << 20, sealingAll: true)
        let name = Format.segmentName(0)
        let table = try Self.index(storage, name).table
        let block = table.block(at: 3_500)
        #expect(table.rows.count > 8)
        // What is read is sound, and nothing else is.
        for other in table.rows.indices where other != block {
            let offset = Int(table.fileOffset(ofBlock: other)) + 4
            for byte in 0..<table.rows[other].bytes { storage.flip(name, at: offset + byte) }
        }
        let filters = [
            EntryFilter(kinds: [Stamped.kind(77)]), EntryFilter(times: 60_500...60_500),
            EntryFilter(kinds: [Stamped.kind(77)], labels: [Stamped.label(251)]),
        ]
        for filter in filters {
            for readable in [false, true] {
                let found = try filtered(
                    storage, 0..<entries.count, filter, readable: readable)
                #expect(found[3_500] == entries[3_500])
                #expect(filter.kinds == nil || found.count == 1)
            }
        }
        #expect(try filtered(storage, 0..<entries.count, EntryFilter(kinds: [9])) == [:])
        #expect(
            code { _ = try filtered(storage, 0..<entries.count, .everything) } == .damaged)
    }

    @Test func aLabelThatIsNowhereLeadsToFewBlocks() async throws {
        var seed = Seed(13)
        // Of bytes that LZ4 cannot shorten, so that a full filter fits its share of the block.
        let entries = Stamped.entries(4_000, kinds: 3, using: &seed).filter { $0[0] != 255 }
            .map { $0 + (0..<150).map { _ in UInt8.random(in: 0...255, using: &seed) } }
        let storage = try await stampedLog(entries, segmentBytes: 8 << 20, sealingAll: true)
        let segment = try Self.index(storage, Format.segmentName(0))
        let index = try #require(try segment.index())
        let blocks = segment.table.rows.indices
        var wrong = 0
        for number in 0..<1_000 {
            let filter = EntryFilter(labels: [EntryDescription.hash("nobody \(number)")])
            wrong += blocks.count { index.mayHold(filter, wanted: nil, inBlock: $0) }
        }
        #expect(blocks.count > 10 && wrong < blocks.count * 1_000 / 25)
    }

    @Test func everyFlippedBitOfAnIndexIsNamedAndChangesNoAnswer() async throws {
        var seed = Seed(14)
        let entries = Stamped.entries(40, kinds: 5, using: &seed) + [[255]]
        let storage = try await stampedLog(entries, segmentBytes: 8 << 20, sealingAll: true)
        let name = Format.segmentName(0)
        let range = try Self.index(storage, name).table.fields.indexRange
        #expect(range.count > 100)
        let filter = EntryFilter(kinds: [Stamped.kind(1), Stamped.kind(4)])
        for offset in range {
            for bit in 0..<8 {
                let mask = UInt8(1 << bit)
                storage.flip(name, at: Int(offset), mask: mask)
                defer { storage.flip(name, at: Int(offset), mask: mask) }
                let damage = try Log.verify(storage).damage
                #expect(damage.count == 1 && damage[0].file == name, "byte \(offset), bit \(bit)")
                #expect(damage[0].positions == nil && range.contains(damage[0].offset))
                for readable in [false, true] {
                    let found = try filtered(storage, 0..<41, filter, readable: readable)
                    #expect(Self.differences(entries, 0..<41, filter, found) == [])
                }
            }
        }
        #expect(try Log.verify(storage, describer: Stamped()).isSound)
        storage.flip(name, at: Int(range.lowerBound) + 20)
        let diagnosis = try Log.diagnose(storage)
        #expect(diagnosis.findings.map(\.consequence) == [.allReadable])
        #expect(code { try LogWriter.open(in: storage, limits: SealTests.byHand).close() } == nil)
    }

    @Test func anIndexOfNobodyOrSomebodyElseIsPassedOver() async throws {
        var seed = Seed(15)
        let entries = Stamped.entries(600, kinds: 4, using: &seed)
        let filter = EntryFilter(kinds: [Stamped.kind(3)])
        func all(
            _ maker: (any EntryDescriber)?, _ reader: (any EntryDescriber)?
        ) async throws -> Bool {
            let storage = try await stampedLog(
                entries, segmentBytes: 8 << 20, describer: maker, sealingAll: true)
            #expect(try Log.verify(storage, describer: Stamped(name: "third")).isSound)
            let found = try filtered(storage, 0..<600, filter, describer: reader)
            #expect(Self.differences(entries, 0..<600, filter, found) == [])
            return found.count == 600
        }
        #expect(try await all(nil, Stamped()))
        #expect(try await all(Stamped(), nil))
        #expect(try await all(Stamped(name: "other"), Stamped()))
        #expect(try await all(Stamped(version: 2), Stamped()))
        #expect(try await !all(Stamped(), Stamped()))
    }

    /// A wrong index with right checksums would hide entries from whoever trusts it.
    @Test func anIndexThatLiesIsFoundOutByItsDescriber() async throws {
        var seed = Seed(16)
        let entries = Stamped.entries(600, kinds: 4, using: &seed)
        let storage = try await stampedLog(
            entries, segmentBytes: 8 << 20, describer: Stamped(lie: 1), sealingAll: true)
        #expect(try Log.verify(storage).isSound)
        let damage = try Log.verify(storage, describer: Stamped()).damage
        #expect(damage.count == 1 && damage[0].positions == nil)
        #expect(damage.first?.message.contains("not what the entries give") ?? false)
        #expect(try Log.verify(storage, describer: Stamped(lie: 1)).isSound)
    }

    @Test func anIndexOfAnotherSegmentIsDamage() async throws {
        var seed = Seed(17)
        let storage = try await stampedLog(
            Stamped.entries(300, kinds: 1, using: &seed).map { _ in
                Stamped.entry(1, time: 5, labels: [1], padding: 10)
            }, segmentBytes: 8 << 20, sealingAll: true)
        let other = try await stampedLog(
            (0..<300).map { _ in Stamped.entry(2, time: 5, labels: [1], padding: 10) },
            segmentBytes: 8 << 20, sealingAll: true)
        let name = Format.segmentName(0)
        let range = try Self.index(storage, name).table.fields.indexRange
        let foreign = try Self.index(other, name).table.fields.indexRange
        #expect(range == foreign)
        let bytes = try #require(other[name])
        for offset in range {
            let old = try #require(storage[name])[Int(offset)]
            storage.flip(name, at: Int(offset), mask: old ^ bytes[Int(offset)])
        }
        #expect(try Log.verify(storage).damage.map(\.positions) == [nil])
        let filter = EntryFilter(kinds: [Stamped.kind(1)])
        #expect(try filtered(storage, 0..<300, filter).count == 300)
    }
}
