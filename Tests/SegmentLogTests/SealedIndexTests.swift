import SegmentLogTesting
import Testing

@testable import SegmentLog

/// Fault 22, for the index of a sealed segment: a cache that may be wrong and must not matter.
@Suite struct SealedIndexTests {
    private static let entries = texts(0..<60)
    private static let filter = EntryFilter(kinds: [1, 2], labels: nil, times: nil)

    private func sealed() async throws -> (storage: MemoryStorage, index: Range<Int>) {
        let storage = MemoryStorage()
        let writer = try LogWriter.create(
            in: storage, limits: SealTests.byHand, describer: SimpleDescriber())
        _ = try await writer.append(Self.entries)
        _ = try await writer.seal(endingSegment: true)
        try writer.close()
        let source = try SegmentSource(Format.segmentName(0), in: storage, logID: nil)
        let range = try #require(try source.header()?.seal?.indexRange)
        return (storage, Int(range.lowerBound)..<Int(range.upperBound))
    }

    /// The entries that match, as far as a filtered reading hands them on.
    private func matching(_ storage: MemoryStorage) throws -> [[UInt8]] {
        let reader = try LogReader.open(in: storage, describer: SimpleDescriber())
        var found: [[UInt8]] = []
        try reader.forEach(in: 0..<Position(reader.size), matching: Self.filter) { _, entry in
            let kind = SimpleDescriber().describe(entry)?.kind
            if kind == 1 || kind == 2 { found.append(Array(entry)) }
        }
        return found
    }

    @Test func anIndexThatIsDamagedOrForgedChangesNoAnswer() async throws {
        let (storage, index) = try await sealed()
        let expected = Self.entries.filter { [1, 2].contains($0.count % 5) }
        let name = Format.segmentName(0)
        #expect(index.count > 72 && !expected.isEmpty)
        #expect(try matching(storage) == expected)
        #expect(try verify(storage).isSound)
        for offset in index {
            storage.flip(name, at: offset, mask: 1 << UInt8(offset % 8))
            #expect(try matching(storage) == expected, "byte \(offset)")
            #expect(try contents(storage) == Self.entries, "byte \(offset)")
            let damage = try verify(storage).damage
            #expect(damage.map(\.file) == [name] && damage[0].positions == nil, "byte \(offset)")
            #expect(index.contains(Int(damage[0].offset)), "byte \(offset)")
            storage.flip(name, at: offset, mask: 1 << UInt8(offset % 8))
        }
        // One of another root, whose checksum is right.
        var bytes = try #require(storage[name])
        bytes[index.lowerBound + 20] ^= 1
        let end = index.upperBound - 8
        let checksum = bytes[index.lowerBound..<end].withUnsafeBytes { Checksum.xxh64($0) }
        for byte in 0..<8 { bytes[end + byte] = UInt8(truncatingIfNeeded: checksum >> (8 * byte)) }
        storage[name] = bytes
        #expect(try !verify(storage).isSound)
        #expect(try matching(storage) == expected)
    }
}
