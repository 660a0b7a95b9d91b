import SegmentLogTesting
import Synchronization
import Testing

@testable import SegmentLog

/// Reading ahead changes when bytes are read and nothing else.
@Suite struct ReadAheadTests {
    struct Enough: Error {}

    /// Long enough that helpers begin.
    private static func sample(_ seed: inout Seed, sealingAll: Bool) async throws
        -> (entries: [[UInt8]], storage: MemoryStorage)
    {
        let entries = Stamped.entries(16_000, kinds: 4, using: &seed)
        return (
            entries,
            try await stampedLog(
                entries, segmentBytes: 500 << 10, batch: 900, sealingAll: sealingAll)
        )
    }

    @Test(arguments: [false, true]) func theCallerGetsEveryEntryInOrder(
        sealingAll: Bool
    ) async throws {
        var seed = Seed(21)
        let (entries, storage) = try await Self.sample(&seed, sealingAll: sealingAll)
        for round in 0..<6 {
            let first = round == 0 ? 0 : Int.random(in: 0..<3_000, using: &seed)
            let range =
                first..<(round == 0 ? 16_000 : Int.random(in: 12_000...16_000, using: &seed))
            for readable in [false, true] {
                let found = try filtered(storage, range, .everything, readable: readable)
                #expect(found.count == range.count)
                #expect(range.allSatisfy { found[$0] == entries[$0] })
            }
        }
    }

    @Test(arguments: 1...8) func aBodyThatThrowsEndsTheReadingAtOnce(number: UInt64) async throws {
        print("aBodyThatThrowsEndsTheReadingAtOnce: seed \(number)")
        var seed = Seed(number)
        let (entries, base) = try await Self.sample(&seed, sealingAll: number % 2 == 0)
        let storage = FaultyStorage(base) { _ in nil }
        let reader = try LogReader.open(in: storage, describer: Stamped())
        let stop = UInt64.random(in: 0..<16_000, using: &seed)
        var seen: UInt64 = 0
        func body(_ position: Position, _ bytes: UnsafeRawBufferPointer) throws {
            #expect(position.rawValue == seen && Array(bytes) == entries[Int(seen)])
            if position.rawValue == stop { throw Enough() }
            seen += 1
        }
        #expect(throws: Enough.self) {
            if number % 3 == 0 {
                try reader.forEachReadable(in: 0..<16_000, damaged: { _ in }, body)
            } else {
                try reader.forEach(in: 0..<16_000, body)
            }
        }
        let calls = storage.calls.count
        #expect(seen == stop, "seed \(number)")
        // Nobody reads on: meanwhile, others read everything.
        #expect(try contents(base).count == 16_000)
        #expect(storage.calls.count == calls, "seed \(number)")
    }

    @Test(arguments: 1...4) func damageIsMetWhereItStands(number: UInt64) async throws {
        print("damageIsMetWhereItStands: seed \(number)")
        var seed = Seed(number)
        let (entries, storage) = try await Self.sample(&seed, sealingAll: true)
        let names = storage.paths.filter { $0.hasSuffix(".lz4") }
        var bad: [Range<Position>] = []
        for name in names {
            let source = try SegmentSource(name, in: storage, logID: nil)
            guard
                let table = try SealedSegment.find(
                    name, source.file, size: source.size, header: source.header(), logID: nil)?
                    .table
            else { continue }
            for block in table.rows.indices where Int.random(in: 0..<5, using: &seed) == 0 {
                let offset = Int(table.fileOffset(ofBlock: block)) + 4
                for byte in [1, 5, 9] { storage.flip(name, at: offset + byte) }
                let positions = table.positions(ofBlock: block)
                let range = Position(positions.lowerBound)..<Position(positions.upperBound)
                if let last = bad.last, last.upperBound == range.lowerBound {
                    bad[bad.count - 1] = last.lowerBound..<range.upperBound
                } else {
                    bad.append(range)
                }
            }
        }
        let first = try #require(bad.first)
        let reader = try LogReader.open(in: storage)
        var seen: UInt64 = 0
        do {
            try reader.forEach(in: 0..<16_000) { position, _ in
                #expect(position.rawValue == seen)
                seen += 1
            }
            Issue.record("nothing was said")
        } catch let error as LogError {
            #expect(error.code == .damaged && error.positions?.lowerBound == first.lowerBound)
        }
        #expect(seen == first.lowerBound.rawValue, "seed \(number)")
        let (found, lost) = try readable(storage)
        #expect(lost == bad, "seed \(number)")
        #expect(found.count == 16_000 - bad.reduce(0) { $0 + $1.count })
        #expect(found.allSatisfy { entries[Int($0.key)] == $0.value })
    }

    @Test func anErrorOfTheDiskIsToldAfterWhatCameBefore() async throws {
        var seed = Seed(24)
        let (_, base) = try await Self.sample(&seed, sealingAll: true)
        let left = Mutex(Int.max)
        let storage = FaultyStorage(base) { call in
            guard call.kind == .read else { return nil }
            return left.withLock { left in
                left -= 1
                return left < 0 ? .ioError : nil
            }
        }
        _ = try LogReader.open(in: storage)
        let opening = storage.calls.count { $0.kind == .read }
        try LogReader.open(in: storage).forEach(in: 0..<16_000) { _, _ in }
        let reads = storage.calls.count { $0.kind == .read } - 2 * opening
        #expect(reads > 10)
        var ends: Set<UInt64> = []
        for number in 0..<reads {
            let reader = try LogReader.open(in: storage)
            left.withLock { $0 = number }
            defer { left.withLock { $0 = .max } }
            var seen: UInt64 = 0
            let result = code {
                try reader.forEach(in: 0..<16_000) { position, _ in
                    #expect(position.rawValue == seen)
                    seen += 1
                }
            }
            #expect(result == .io, "read \(number) of \(reads)")
            ends.insert(seen)
        }
        #expect(ends.count > 3)
    }

    @Test func readersWithinReadersAndBesideThemDoNotWaitForEachOther() async throws {
        var seed = Seed(25)
        let (entries, storage) = try await Self.sample(&seed, sealingAll: true)
        let reader = try LogReader.open(in: storage, describer: Stamped())
        let sums = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<12 {
                group.addTask {
                    var sum = 0
                    try reader.forEach(in: 0..<16_000) { position, bytes in
                        sum += bytes.count
                        guard position.rawValue % 3_000 == 0 else { return }
                        try reader.forEach(in: 0..<5_000) { _, bytes in sum += bytes.count }
                    }
                    return sum
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let sizes = entries.map(\.count)
        let expected = sizes.reduce(0, +) + 6 * sizes[..<5_000].reduce(0, +)
        #expect(sums == Array(repeating: expected, count: 12))
    }
}
