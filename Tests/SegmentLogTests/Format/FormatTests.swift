import Foundation
import SegmentLogTesting
import Testing

@testable import SegmentLog

/// The article Format.md is enough to write a reader from: the one that was agrees with ours on
/// fresh logs, and names the rule that a change breaks.
@Suite(.enabled(if: FormatReader.isAvailable, "python3 is not installed")) struct FormatTests {
    private func agrees(_ storage: MemoryStorage, _ kinds: [String]) async throws {
        let found = try await FormatReader.read(storage)
        let report = try Log.verify(storage)
        #expect(report.isSound && found.broken == [] && found.tail == nil)
        #expect(found.size == report.size && found.root == report.root.base64)
        #expect(found.segments.map(\.kind) == kinds)
    }

    @Test func aReaderWrittenFromTheArticleAgreesOnFreshLogs() async throws {
        let empty = MemoryStorage()
        try LogWriter.create(in: empty, limits: .tiny).close()
        try await agrees(empty, ["hot"])

        var seed = Seed(41)
        let storage = MemoryStorage()
        let limits = LogLimits(
            segmentBytes: 96 << 10, growthBytes: 16 << 10, idleHeadSync: nil,
            sealsInBackground: false)
        let writer = try LogWriter.create(
            in: storage, limits: limits, describer: SimpleDescriber())
        // Text, bytes that do not compress, entries of any length, an entry across blocks.
        _ = try await writer.append(texts(0..<70))
        _ = try await writer.append(noise(60, upTo: 900, using: &seed))
        _ = try await writer.append([[], [7], [UInt8](repeating: 9, count: 65_535)])
        try await agrees(storage.killed(), ["hot"])
        _ = try await writer.append(
            [(0..<65_535).map { _ in .random(in: 0...255, using: &seed) }])
        _ = try await writer.append(texts(70..<140))
        try await agrees(storage.killed(), ["hot", "hot"])
        _ = try await writer.seal(endingSegment: false)
        try await agrees(storage.killed(), ["sealed", "hot"])
        _ = try await writer.seal(endingSegment: true)
        try await agrees(storage.killed(), ["sealed", "sealed", "hot"])
        _ = try await writer.append(texts(140..<150))
        try writer.close()
        try await agrees(storage, ["sealed", "sealed", "hot"])
    }

    /// One change, and the rules one of which must be named.
    struct Change: CustomTestStringConvertible, Sendable {
        var file: String
        var offset: Int
        var rules: Set<String>
        var testDescription: String { "\(file) \(offset) \(rules.sorted())" }

        init(_ file: String, _ offset: Int, _ rules: String...) {
            self.file = file
            self.offset = offset
            self.rules = Set(rules)
        }
    }

    /// The sample has sealed segments at 0 and 12, and a hot one at 30.
    static let changes: [Change] = {
        let sealed = Format.segmentName(12)
        let hot = Format.segmentName(30)
        return [
            Change("head", 4096 + 50, "H1"), Change("head", 300, "H1"),
            Change(hot, 5, "S1"), Change(hot, 3000, "S1"), Change(hot, 4070, "S1"),
            Change(hot, 4096 + 2, "B3"), Change(hot, 4096 + 20, "B3"),
            Change(hot, 4096 + 230, "B3"), Change(hot, 4096 + 409, "B3", "B4"),
            Change(hot, 4096 + 421, "B3", "B5"), Change(hot, 4096 + 440, "B3"),
            Change(hot, 4096 + 480, "B4"), Change(hot, 8000, "B6"),
            Change(sealed, 2170, "S1"), Change(sealed, 4096 + 4, "L1"),
            Change(sealed, 4096 + 14, "L1"), Change(sealed, 4096 + 16, "L2", "L3", "E4"),
            Change(sealed, 4096 + 40, "L4", "L1", "T3"),
        ]
    }()

    @Test(arguments: changes) func itNamesTheRuleThatAChangedByteBreaks(
        change: Change
    ) async throws {
        let storage = try await SealTests.sample()
        #expect(try await FormatReader.read(storage).broken == [])
        storage.flip(change.file, at: change.offset)
        let broken = try await FormatReader.read(storage).broken.filter { $0.file == change.file }
        #expect(!change.rules.isDisjoint(with: broken.map(\.rule)), "\(broken)")
    }

    @Test func itNamesTheRuleThatATableOrALengthBreaks() async throws {
        let storage = try await SealTests.sample()
        let name = Format.segmentName(12)
        let seal = try #require(try SegmentSource(name, in: storage, logID: nil).header()?.seal)
        for offset in seal.tableOffsets {
            for place in [0, 12, 170, 200] {
                storage.flip(name, at: Int(offset) + place)
                let rules = try await FormatReader.read(storage).broken.map(\.rule)
                #expect(rules.contains { $0 == "T1" || $0 == "T2" }, "\(offset + UInt64(place))")
                storage.flip(name, at: Int(offset) + place)
            }
        }
        let bytes = try #require(storage[name])
        storage[name] = bytes + [0]
        #expect(try await FormatReader.read(storage).broken.map(\.rule).contains("E2"))
        storage[name] = nil
        #expect(try await FormatReader.read(storage).broken.map(\.rule).contains("D2"))
        storage[name] = bytes
        storage["notes.txt"] = [1]
        #expect(try await FormatReader.read(storage).broken.map(\.rule) == ["D1"])
    }

    @Test func itTellsATailFromAnAcknowledgedLoss() async throws {
        let storage = try await log(of: [texts(0..<5)], closing: false)
        let head = storage["head"]
        let writer = try LogWriter.open(in: storage, limits: .single)
        _ = try await writer.append(texts(5..<8))
        try writer.close()
        let name = Format.segmentName(0)
        let whole = try #require(storage[name])
        storage[name] = Array(whole[..<(2 * 4096 + 100)])
        let lost = try await FormatReader.read(storage)
        #expect(lost.size == 8 && lost.found == 5 && lost.root == nil)
        #expect(lost.broken.map(\.rule) == ["H3"])
        storage["head"] = head
        let torn = try await FormatReader.read(storage)
        #expect(torn.size == 5 && torn.broken == [])
        #expect(torn.root == root(of: texts(0..<5)).base64)
        #expect(torn.tail == FormatReader.Tail(file: name, offset: 2 * 4096))
    }
}
