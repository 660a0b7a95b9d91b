import SegmentLogTesting
import Testing

@testable import SegmentLog

/// The decompressor against frames that lie.
@Suite struct FrameTests {
    private func compressed(_ content: [UInt8]) throws -> [UInt8] {
        var target = [UInt8](repeating: 0, count: LZ4Frame.capacity(for: content.count))
        let length = content.withUnsafeBytes { source in
            target.withUnsafeMutableBytes { LZ4Frame.compress(source, into: $0) }
        }
        return Array(target[..<(try #require(length))])
    }

    private func decompress(_ frame: [UInt8], _ count: Int) -> [UInt8]? {
        var content = [UInt8](repeating: 0, count: count)
        let isSound = frame.withUnsafeBytes { source in
            content.withUnsafeMutableBytes { LZ4Frame.decompress(source, into: $0) }
        }
        return isSound ? content : nil
    }

    @Test(arguments: [1, 2, 65_535, 65_536, 65_537, 300_000]) func framesReadBack(
        count: Int
    ) throws {
        var seed = Seed(UInt64(count))
        for isText in [true, false] {
            let content = (0..<count).map { _ in
                isText ? UInt8(97) : UInt8.random(in: 0...255, using: &seed)
            }
            let frame = try compressed(content)
            #expect(LZ4Frame.isPlausible(frameBytes: frame.count, contentBytes: count))
            #expect(frame.count <= LZ4Frame.maximumBytes(count))
            #expect(decompress(frame, count) == content)
            #expect(decompress(frame, count + 1) == nil)
            #expect(decompress(frame + [0], count) == nil)
            #expect(decompress(frame.dropLast(), count) == nil)
        }
    }

    @Test func changedAndCutFramesNeverDecodeBeyondTheirBounds() throws {
        var seed = Seed(77)
        let content = noise(60, upTo: 3000, using: &seed).flatMap { $0 }
        let frame = try compressed(content)
        for _ in 0..<4000 {
            var bad = frame
            for _ in 0..<Int.random(in: 1...4, using: &seed) {
                bad[Int.random(in: 0..<bad.count, using: &seed)] = .random(
                    in: 0...255, using: &seed)
            }
            if Bool.random(using: &seed) {
                bad.removeLast(Int.random(in: 0..<bad.count, using: &seed))
            }
            if let result = decompress(bad, content.count) {
                #expect(result.count == content.count)
            }
        }
    }

    @Test func headersWithImpossibleSizesAreNoHeaders() throws {
        let good = BatchFields(
            logID: .random(), segment: 0, offset: 4096, number: 0, first: 0, count: 3,
            frameBytes: 100, contentBytes: 200, frameDigest: .zero, previous: .zero, root: .zero)
        func isFound(_ change: (inout BatchFields) -> Void) -> Bool {
            var fields = good
            change(&fields)
            let bytes = [UInt8](repeating: 0, count: 8) + fields.encoded()
            return bytes.withUnsafeBytes {
                BatchFields.find(in: $0, offset: 4096, logID: good.logID) == fields
            }
        }
        #expect(isFound { _ in })
        #expect(!isFound { $0.contentBytes = 0xFFFF_FFFF })
        #expect(!isFound { $0.contentBytes = 255 * 100 + 65 })
        #expect(!isFound { $0.frameBytes = 0x7FFF_FFFF })
        #expect(!isFound { $0.count = 0 })
        #expect(!isFound { $0.count = 8193 })
        #expect(!isFound { $0.count = 101 })
        #expect(!isFound { $0.first = .max })
        #expect(!isFound { $0.offset = 8192 })
        #expect(!isFound { $0.logID = .random() })
    }
}
