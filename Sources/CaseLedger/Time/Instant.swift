import Foundation
import SegmentLog

/// One moment on the UTC time line, to the microsecond.
public struct Instant: Hashable, Comparable, Codable, Sendable {
    /// Microseconds since 1970-01-01T00:00:00Z; negative before it.
    public var microseconds: Int64

    /// An instant by its distance from 1970-01-01T00:00:00Z, in microseconds.
    @inlinable
    public init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// Microseconds in a day.
    @usableFromInline static let perDay: Int64 = 86_400_000_000

    /// What Asia/Shanghai is ahead of UTC, in microseconds: eight hours since 1991-09-15, when
    /// daylight saving was last in use, and here for earlier dates too.
    @usableFromInline static let shanghaiOffset: Int64 = 28_800_000_000

    /// The present moment by the system's clock.
    public static var now: Instant {
        Instant(microseconds: Int64((Date().timeIntervalSince1970 * 1_000_000).rounded()))
    }

    /// The civil day in Asia/Shanghai that holds this instant.
    @inlinable public var day: Day {
        let local = microseconds + Instant.shanghaiOffset
        let number = local >= 0 ? local / Instant.perDay : (local + 1) / Instant.perDay - 1
        return Day(number: Int32(truncatingIfNeeded: number))
    }

    /// The time of day in Asia/Shanghai, in microseconds since midnight.
    public var timeOfDay: Int64 { microseconds - day.start.microseconds }

    /// Whether the left instant comes before the right one.
    @inlinable
    public static func < (left: Instant, right: Instant) -> Bool {
        left.microseconds < right.microseconds
    }

    /// The instant `seconds` later (earlier if negative).
    @inlinable
    public func adding(seconds: Int64) -> Instant {
        Instant(microseconds: microseconds + seconds * 1_000_000)
    }
}

extension Instant: CustomStringConvertible {
    /// The RFC 3339 form in Asia/Shanghai: `2025-09-30T10:00:00+08:00`, with six decimals where the
    /// instant is no whole second.
    public var description: String {
        let seconds = timeOfDay / 1_000_000
        let fraction = timeOfDay % 1_000_000
        let clock =
            "\(String(Int(seconds / 3600), width: 2)):\(String(Int(seconds / 60 % 60), width: 2))"
            + ":\(String(Int(seconds % 60), width: 2))"
        return "\(day)T\(clock)\(fraction == 0 ? "" : "." + String(Int(fraction), width: 6))+08:00"
    }

    /// An instant from RFC 3339 text; `nil` if the text has any other form or names no offset.
    ///
    /// `T` may be a space, the offset is `Z` or `±hh:mm`, and digits past the microsecond are cut.
    public init?(_ text: some StringProtocol) {
        var text = String(text)
        guard let instant = text.withUTF8({ Instant(utf8: $0) }) else { return nil }
        self = instant
    }

    private init?(utf8: UnsafeBufferPointer<UInt8>) {
        guard utf8.count >= 20, let day = Day(utf8: utf8[0..<10]),
            utf8[10] == 0x54 || utf8[10] == 0x20 || utf8[10] == 0x74,
            utf8[13] == 0x3A, utf8[16] == 0x3A,
            let hour = Day.digits(utf8[11..<13]), hour < 24,
            let minute = Day.digits(utf8[14..<16]), minute < 60,
            let second = Day.digits(utf8[17..<19]), second < 61
        else { return nil }
        var index = 19
        var micros: Int64 = 0
        if utf8[index] == 0x2E {
            index += 1
            var scale: Int64 = 100_000
            let first = index
            while index < utf8.count, (0x30...0x39).contains(utf8[index]) {
                micros += Int64(utf8[index] - 0x30) * scale
                scale /= 10
                index += 1
            }
            guard index > first else { return nil }
        }
        guard let offset = Instant.offset(utf8[index...]) else { return nil }
        let seconds = Int64(day.number) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
        let microseconds = (seconds - offset) * 1_000_000 + micros
        guard Moment.instantRange.contains(microseconds) else { return nil }
        self.init(microseconds: microseconds)
    }

    /// The offset from UTC in seconds that `Z` or `±hh:mm` names.
    private static func offset(_ slice: Slice<UnsafeBufferPointer<UInt8>>) -> Int64? {
        let bytes = UnsafeBufferPointer(rebasing: slice)
        if bytes.count == 1, bytes[0] | 0x20 == 0x7A { return 0 }
        guard bytes.count == 6, bytes[3] == 0x3A, bytes[0] == 0x2B || bytes[0] == 0x2D,
            let hours = Day.digits(bytes[1..<3]), hours < 24,
            let minutes = Day.digits(bytes[4..<6]), minutes < 60
        else { return nil }
        let seconds = Int64(hours * 3600 + minutes * 60)
        return bytes[0] == 0x2D ? -seconds : seconds
    }
}
