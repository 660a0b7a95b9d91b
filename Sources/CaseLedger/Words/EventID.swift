import Crypto
import Foundation
import SegmentLog
import Synchronization

/// The identity of an event: 128 bits, written as a UUID.
///
/// An event keeps its identity wherever it goes: recording the same event again changes nothing.
public struct EventID: Hashable, Codable, Sendable, CustomStringConvertible {
    /// The first eight bytes, big-endian.
    @usableFromInline let high: UInt64
    /// The last eight bytes, big-endian.
    @usableFromInline let low: UInt64

    @inlinable init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// A new time-ordered identity (UUID version 7, RFC 9562).
    public static func next(at instant: Instant = .now) -> EventID {
        pool.withLock { pool in next(at: instant, using: &pool) }
    }

    private static let pool = Mutex(RandomPool())

    /// A new time-ordered identity whose random bits come from `generator`.
    public static func next(
        at instant: Instant, using generator: inout some RandomNumberGenerator
    ) -> EventID {
        let milliseconds = UInt64(bitPattern: instant.microseconds / 1000) & 0xFFFF_FFFF_FFFF
        return EventID(
            high: milliseconds << 16 | 0x7000 | generator.next() & 0x0FFF,
            low: 0x8000_0000_0000_0000 | generator.next() & 0x3FFF_FFFF_FFFF_FFFF)
    }

    /// The identity that a foreign name stands for: the same name in the same source always gives
    /// the same identity (UUID version 8, from SHA-256).
    public static func named(_ name: String, in source: String) -> EventID {
        var hash = SHA256()
        hash.update(data: Array(source.utf8))
        hash.update(data: [0])
        hash.update(data: Array(name.utf8))
        let bytes = Array(hash.finalize())
        let id = EventID(bytes: bytes[0..<16]) ?? EventID(high: 0, low: 0)
        return EventID(
            high: id.high & 0xFFFF_FFFF_FFFF_0FFF | 0x8000,
            low: id.low & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000)
    }

    /// An identity from its 16 bytes; `nil` for any other number of them.
    @inlinable
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 16 else { return nil }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for (index, byte) in bytes.enumerated() {
            if index < 8 { high = high << 8 | UInt64(byte) } else { low = low << 8 | UInt64(byte) }
        }
        self.init(high: high, low: low)
    }

    /// An identity from the written form of a UUID; `nil` for any other text.
    public init?(_ text: some StringProtocol) {
        var (high, low): (UInt64, UInt64) = (0, 0)
        var count = 0
        for byte in text.utf8 {
            count += 1
            if count == 9 || count == 14 || count == 19 || count == 24 {
                guard byte == 0x2D else { return nil }
                continue
            }
            let digit: UInt8
            switch byte {
            case 0x30...0x39: digit = byte - 0x30
            case 0x61...0x66: digit = byte - 0x61 + 10
            case 0x41...0x46: digit = byte - 0x41 + 10
            default: return nil
            }
            high = high << 4 | low >> 60
            low = low << 4 | UInt64(digit)
        }
        guard count == 36 else { return nil }
        self.init(high: high, low: low)
    }

    /// The 16 bytes.
    public var bytes: [UInt8] {
        withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { Array($0) }
    }

    /// The written form of the UUID, in lower case.
    public var description: String {
        func group(_ value: UInt64, _ digits: Int) -> String {
            String(value, width: digits, radix: 16)
        }
        return [
            group(high >> 32, 8), group(high >> 16 & 0xFFFF, 4), group(high & 0xFFFF, 4),
            group(low >> 48, 4), group(low & 0xFFFF_FFFF_FFFF, 12),
        ].joined(separator: "-")
    }
}

/// Random words of the system's, as many in one call as it gives (`getentropy`: 256 bytes).
private struct RandomPool: RandomNumberGenerator {
    private var words = [UInt64](repeating: 0, count: 32)
    private var left = 0

    mutating func next() -> UInt64 {
        if left == 0 {
            let isFilled = words.withUnsafeMutableBytes { bytes in
                bytes.baseAddress.map { getentropy($0, bytes.count) == 0 } ?? false
            }
            precondition(isFilled, "the system has no randomness to give")
            left = words.count
        }
        left -= 1
        return words[left]
    }
}
