import Crypto
import SegmentLog

/// Makes the checksums of a changed log right again, so that a parser cannot hide behind them.
///
/// Written from the article Format.md. What cannot be a structure any more is left as it is.
struct Forger {
    private var bytes: [UInt8]

    /// The file after its checksums were made right.
    static func forge(_ name: String, _ bytes: [UInt8]) -> [UInt8] {
        var forger = Forger(bytes: bytes)
        if name == "head" {
            for slot in [0, 4096] { forger.sign(slot..<slot + 128) }
        } else if name == "cache/tree" {
            if bytes.count >= 72 { forger.sign(0..<bytes.count - 32) }
        } else if name.hasSuffix(".lz4") {
            forger.forgeSegment()
        }
        return forger.bytes
    }

    /// Puts the SHA-256 of a range behind it, or at `target`.
    private mutating func sign(_ range: Range<Int>, at target: Int? = nil) {
        let place = target ?? range.upperBound
        guard range.lowerBound >= 0, range.upperBound <= bytes.count, place + 32 <= bytes.count
        else { return }
        bytes.replaceSubrange(place..<place + 32, with: Array(SHA256.hash(data: bytes[range])))
    }

    private func number(at offset: Int) -> Int {
        guard offset >= 0, offset + 4 <= bytes.count else { return 0 }
        return (0..<4).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
    }

    private func holds(_ text: String, at offset: Int) -> Bool {
        offset >= 0 && offset + 8 <= bytes.count
            && bytes[offset..<offset + 8].elementsEqual(text.utf8)
    }

    private mutating func forgeSegment() {
        if holds("slsealed", at: 2160) {
            forgeTables()
        } else {
            var offset = 4096
            while offset + 440 <= bytes.count {
                if holds("slbatch1", at: offset + 8) { forgeBatch(offset) }
                offset += 4096
            }
        }
        sign(0..<4064)
    }

    /// Both tables take the seal of the header, and their checksums.
    private mutating func forgeTables() {
        let total = number(at: bytes.count - 4)
        let frame = number(at: 2160 + 136)
        for start in [4096 + frame, bytes.count - total] {
            guard total >= 228, start >= 4096, start + total <= bytes.count else { continue }
            bytes.replaceSubrange(start + 8..<start + 168, with: bytes[2160..<2320])
            sign(start..<start + total - 36)
        }
        forgeIndex(4096 + frame + total..<max(4096 + frame + total, bytes.count - total))
    }

    /// The index between the tables takes the root of the seal, and its checksum.
    private mutating func forgeIndex(_ range: Range<Int>) {
        guard range.count >= 72, range.upperBound <= bytes.count, range.lowerBound > 4096 else {
            return
        }
        let (start, end) = (range.lowerBound, range.upperBound - 8)
        bytes.replaceSubrange(start + 16..<start + 48, with: bytes[2256..<2288])
        let checksum = Array(bytes[start..<end]).withUnsafeBytes { EntryDescription.hash($0) }
        for byte in 0..<8 { bytes[end + byte] = UInt8(truncatingIfNeeded: checksum >> (8 * byte)) }
    }

    /// The digest of the frame, both copies of the fields, and the digest of the batch.
    private mutating func forgeBatch(_ offset: Int) {
        let fields = offset + 8
        let (count, blocks) = (number(at: fields + 56), number(at: fields + 60))
        let digest = offset + 408 + 12 * blocks + 4 * count
        let frame = digest + 32
        let length = number(at: fields + 64)
        if frame + length <= bytes.count { sign(frame..<frame + length, at: fields + 72) }
        sign(fields..<fields + 168)
        bytes.replaceSubrange(offset + 208..<offset + 408, with: bytes[fields..<fields + 200])
        sign(offset..<min(digest, bytes.count), at: digest)
    }
}
