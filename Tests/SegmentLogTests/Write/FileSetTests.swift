import SegmentLogTesting
import Testing

@testable import SegmentLog

/// Whole files missing, moved or foreign.
@Suite struct FileSetTests {
    static let all = texts(0..<60)

    private func build() async throws -> (MemoryStorage, [String]) {
        let storage = try await log(
            of: stride(from: 0, to: 60, by: 5).map { Array(Self.all[$0..<$0 + 5]) }, limits: .tiny)
        let names = storage.paths.filter { $0.hasSuffix(".lz4") }
        #expect(names.count == 3)
        return (storage, names)
    }

    private func refuses(
        _ storage: MemoryStorage, _ positions: Range<Position>, lost: [Range<Position>],
        by openings: [LogLimits.Opening] = [.tail, .everything]
    ) throws {
        let before = storage.files
        for opening in openings {
            let limits = LogLimits.tiny.opening(opening)
            #expect(code { _ = try LogWriter.open(in: storage, limits: limits) } == .damaged)
        }
        #expect(storage.files == before)
        let named = try Log.verify(storage).damage.compactMap(\.positions)
        #expect(named.contains { $0.overlaps(positions) || $0 == positions })
        let (entries, damaged) = try readable(storage)
        #expect(damaged == lost)
        for (position, entry) in entries { #expect(entry == Self.all[Int(position)]) }
        #expect(entries.count + damaged.flatMap { $0 }.count == 60)
    }

    @Test func eachMissingSegmentIsRefusedAndNamed() async throws {
        let (storage, names) = try await build()
        let starts = names.compactMap { Format.firstPosition(ofSegment: $0) } + [60]
        for (index, name) in names.enumerated() {
            let bytes = storage[name]
            storage[name] = nil
            let range = Position(starts[index])..<Position(starts[index + 1])
            try refuses(storage, range, lost: [range])
            #expect(try Log.verify(storage).damage.first?.positions == range)
            storage[name] = bytes
        }
        #expect(try Log.verify(storage).isSound)
    }

    @Test func swappedSegmentsAreRefused() async throws {
        let (storage, names) = try await build()
        let first = storage[names[0]]
        storage[names[0]] = storage[names[1]]
        storage[names[1]] = first
        try refuses(storage, 0..<40, lost: [0..<40])
    }

    @Test func aDuplicatedSegmentIsRefused() async throws {
        let (storage, names) = try await build()
        storage[Format.segmentName(10)] = storage[names[0]]
        #expect(code { _ = try LogWriter.open(in: storage) } == .damaged)
        #expect(try Log.verify(storage).damage.map(\.file) == [Format.segmentName(10)])
        #expect(try contents(storage) == Self.all)
    }

    @Test func aSegmentOfAnotherLogIsRefused() async throws {
        let (storage, names) = try await build()
        let (other, _) = try await build()
        storage[names[1]] = other[names[1]]
        try refuses(storage, 20..<40, lost: [20..<40])
    }

    @Test func anOlderCopyOfASegmentIsRefused() async throws {
        let (storage, names) = try await build()
        storage[names[1]] = storage[names[1]].map { Array($0[..<(3 * 4096)]) }
        try refuses(storage, 30..<40, lost: [30..<40])
        #expect(try Log.verify(storage).damage.first?.positions == 30..<40)
    }

    @Test func aBatchAtTheWrongPlaceIsRefused() async throws {
        let (storage, names) = try await build()
        storage[names[0]] = storage[names[0]].map { bytes in
            Array(bytes[..<(2 * 4096)] + bytes[4096..<8192] + bytes[(3 * 4096)...])
        }
        // Nothing but its own bytes tells that of an older segment.
        try refuses(storage, 5..<10, lost: [5..<10], by: [.everything])
    }

    @Test func aLostWriteThatLeavesAnotherBranchIsRefused() async throws {
        // Two continuations of one log: the tail of one under the head of the other.
        let (storage, names) = try await build()
        let one = storage.copy()
        let two = storage.copy()
        let last = try #require(names.last)
        for (branch, word) in [(one, "one"), (two, "two")] {
            let writer = try LogWriter.open(in: branch, limits: .tiny)
            _ = try await writer.append([Array(word.utf8)])
            try writer.close()
        }
        let name = try #require(one.paths.last { $0.hasSuffix(".lz4") })
        #expect(name > last)
        one[name] = two[name]
        #expect(code { _ = try LogWriter.open(in: one) } == .damaged)
        #expect(try !Log.verify(one).isSound)
    }

    @Test func aRewrittenEntryWithItsChecksumsMendedDoesNotGiveTheRoot() async throws {
        let storage = try await log(of: [texts(0..<3)])
        let forged = try await log(of: [texts(1..<4)])
        // Same log id, sizes and numbers are not enough: the acknowledged root differs.
        let name = Format.segmentName(0)
        storage[name] = forged[name]
        #expect(try !Log.verify(storage).isSound)
    }

    @Test func leftoversOfAnInterruptedRotationAreRemoved() async throws {
        let (storage, _) = try await build()
        storage[Format.segmentName(60) + ".tmp"] = [1, 2, 3]
        #expect(try Log.verify(storage).isSound)
        let writer = try LogWriter.open(in: storage, limits: .tiny)
        #expect(writer.recovery.removed == [Format.segmentName(60) + ".tmp"])
        _ = try await writer.append(texts(60..<61))
        try writer.close()
        #expect(try Log.verify(storage).size == 61)
    }
}
