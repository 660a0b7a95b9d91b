import SegmentLogTesting
import Testing

@testable import SegmentLog

/// Fault 21.
///
/// etcd takes a record with a sector of zeros for torn, so one that holds zeros by right
/// and then rots is dropped though it was acknowledged. Content never decides here.
@Suite struct ZeroRunTests {
    /// Entries of long runs of zeros, between bytes that do not compress.
    private static let entries: [[UInt8]] = {
        var seed = Seed(21)
        return [1024, 4096, 0, 9000, 2000].map { zeros in
            let noise = (0..<500).map { _ in UInt8.random(in: 0...255, using: &seed) }
            return noise + [UInt8](repeating: 0, count: zeros) + noise.prefix(70)
        }
    }()

    @Test func aFlipOrAZeroedSectorInAnAcknowledgedBatchOfZerosIsCorruption() async throws {
        let sound = try await log(of: [texts(0..<4), Self.entries])
        let name = Format.segmentName(0)
        let bytes = try #require(sound[name])
        for sector in 2..<bytes.count / 4096 {
            for isZeroed in [false, true] {
                let storage = sound.copy()
                var bad = bytes
                if isZeroed {
                    for place in sector * 4096..<(sector + 1) * 4096 { bad[place] = 0 }
                } else {
                    bad[sector * 4096 + 17] ^= 4
                }
                storage[name] = bad
                do {
                    _ = try LogWriter.open(in: storage, limits: .single)
                    Issue.record("a writer opened it: sector \(sector)")
                } catch {
                    #expect(error.code == .damaged && error.file == name)
                    #expect(try #require(error.positions).overlaps(4..<9))
                }
                #expect(storage[name] == bad && storage.paths.count == sound.paths.count)
                let named = try Log.verify(storage).damage.compactMap(\.positions)
                #expect(named.allSatisfy { $0.clamped(to: 4..<9) == $0 })
                #expect(try readable(storage).entries.count >= 4)
                #expect(try #require(named.first).lowerBound >= 4)
            }
        }
    }

    @Test func theSameBytesAboveTheAcknowledgedSizeAreATornTail() async throws {
        let before = try await log(of: [texts(0..<4)], closing: false)
        let storage = before.killed()
        let writer = try LogWriter.open(in: storage, limits: .single)
        _ = try await writer.append(Self.entries)
        let name = Format.segmentName(0)
        var bytes = try #require(storage[name])
        for place in 2 * 4096 + 600..<3 * 4096 { bytes[place] = 0 }
        before[name] = bytes
        let next = try LogWriter.open(in: before, limits: .single)
        #expect(next.recovery.dropped?.positions == 4..<9 && next.next == 4)
    }
}
