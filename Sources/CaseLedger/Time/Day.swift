import SegmentLog

/// One civil day of the proleptic Gregorian calendar, without a time of day or a time zone.
///
/// In this library a day always means a day in Asia/Shanghai.
///
/// ```swift
/// let martyrsDay = Day(2025, 9, 30)
/// martyrsDay?.adding(days: 1).description  // "2025-10-01"
/// ```
public struct Day: Hashable, Comparable, Codable, Sendable {
    /// Days since 1970-01-01; negative before it.
    public var number: Int32

    /// A day by its distance from 1970-01-01, in days.
    @inlinable
    public init(number: Int32) {
        self.number = number
    }

    /// A day by year, month (1 to 12) and day of the month; `nil` where no such day exists.
    ///
    /// - Complexity: O(1)
    public init?(_ year: Int, _ month: Int, _ day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month),
            (1...Day.daysIn(month: month, of: year)).contains(day)
        else { return nil }
        self.init(unchecked: year, month, day)
    }

    /// A day from its ISO 8601 form, `2025-09-30`; `nil` if the text has any other form.
    public init?(_ text: some StringProtocol) {
        var text = String(text)
        guard let day = text.withUTF8({ Day(utf8: $0[...]) }) else { return nil }
        self = day
    }

    /// A day from the ten bytes of its ISO 8601 form.
    init?(utf8: Slice<UnsafeBufferPointer<UInt8>>) {
        let start = utf8.startIndex
        guard utf8.count == 10, utf8[start + 4] == 0x2D, utf8[start + 7] == 0x2D,
            let year = Day.digits(utf8[start..<start + 4]),
            let month = Day.digits(utf8[start + 5..<start + 7]),
            let day = Day.digits(utf8[start + 8..<start + 10])
        else { return nil }
        self.init(year, month, day)
    }

    /// The day that a valid year, month and day name (Howard Hinnant's `days_from_civil`).
    init(unchecked year: Int, _ month: Int, _ day: Int) {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        self.init(number: Int32(era * 146_097 + dayOfEra - 719_468))
    }

    /// Year, month (1 to 12) and day of the month (1 to 31).
    public var parts: (year: Int, month: Int, day: Int) {
        let shifted = Int(number) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    /// The year, for example 2025.
    public var year: Int { parts.year }

    /// The day of the week, 1 = Monday to 7 = Sunday.
    public var weekday: Int { Int((number % 7 + 7 + 3) % 7) + 1 }

    /// The day `days` later (earlier if negative).
    @inlinable
    public func adding(days: Int) -> Day { Day(number: number + Int32(days)) }

    /// The number of days from `other` to this day; negative if this day is the earlier.
    @inlinable
    public func days(since other: Day) -> Int { Int(number) - Int(other.number) }

    /// The number of days in a month, 28 to 31.
    public static func daysIn(month: Int, of year: Int) -> Int {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Whether the left day comes before the right one.
    @inlinable
    public static func < (left: Day, right: Day) -> Bool { left.number < right.number }

    /// The first instant of the day in Asia/Shanghai.
    @inlinable public var start: Instant {
        Instant(microseconds: Int64(number) * Instant.perDay - Instant.shanghaiOffset)
    }

    /// The last microsecond of the day in Asia/Shanghai.
    @inlinable public var end: Instant {
        Instant(microseconds: start.microseconds + Instant.perDay - 1)
    }

    static func digits(_ bytes: some Collection<UInt8>) -> Int? {
        var value = 0
        for byte in bytes {
            guard (0x30...0x39).contains(byte) else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        return value
    }
}

extension Day: CustomStringConvertible {
    /// The ISO 8601 form, `2025-09-30`.
    public var description: String {
        let (year, month, day) = parts
        return "\(String(year, width: 4))-\(String(month, width: 2))-\(String(day, width: 2))"
    }
}

extension Day {
    /// A civil day written out in code.
    ///
    /// ```swift
    /// let view = try ledger.view(Loans.self, in: TimeFrame(asOf: .day(2025, 12, 31)))
    /// ```
    ///
    /// - Precondition: There is such a day. For days that come from outside, ``init(_:_:_:)``
    ///   gives `nil`.
    public static func day(_ year: Int, _ month: Int, _ day: Int) -> Day {
        guard let day = Day(year, month, day) else {
            preconditionFailure("there is no day \(year)-\(month)-\(day)")
        }
        return day
    }
}
