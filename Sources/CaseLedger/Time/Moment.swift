import SegmentLog

/// When something happened, as precisely as anybody knows: an instant, a day, a month or a year.
///
/// A moment of a day or coarser is a span of civil days in Asia/Shanghai. The coarse forms exist
/// because the facts are like that: of many martyrs only the month or the year is known.
public struct Moment: Hashable, Codable, Sendable {
    /// How precisely a moment is known.
    public enum Precision: UInt8, Codable, Sendable, CaseIterable, Comparable {
        /// Only the year is known.
        case year = 1
        /// Year and month are known.
        case month = 2
        /// The civil day is known.
        case day = 3
        /// The moment is known to the microsecond.
        case instant = 4

        /// Whether the left precision is the coarser.
        public static func < (left: Precision, right: Precision) -> Bool {
            left.rawValue < right.rawValue
        }
    }

    /// How precisely this moment is known.
    public let precision: Precision

    /// By precision: the year, months since 1970-01, days since 1970-01-01, or microseconds since
    /// 1970-01-01T00:00:00Z.
    public let value: Int64

    @inlinable
    init(precision: Precision, value: Int64) {
        self.precision = precision
        self.value = value
    }

    /// Whether the stored form is of the years 1 to 9999, so that it can be read again.
    var isStorable: Bool { Moment(checking: precision, value) != nil }

    /// Days since 1970-01-01 of the years 1 to 9999.
    @usableFromInline static let dayRange: ClosedRange<Int64> = -719_162...2_932_896
    /// Microseconds since 1970 of the years 1 to 9999 in Asia/Shanghai.
    @usableFromInline
    static let instantRange: ClosedRange<Int64> =
        -62_135_625_600_000_000...253_402_271_999_999_999

    /// A moment by its stored form; `nil` outside the years 1 to 9999.
    @inlinable
    public init?(checking precision: Precision, _ value: Int64) {
        let fits: Bool
        switch precision {
        case .instant: fits = Moment.instantRange.contains(value)
        case .day: fits = Moment.dayRange.contains(value)
        case .month: fits = (-23_628...96_359).contains(value)
        case .year: fits = (1...9999).contains(value)
        }
        guard fits else { return nil }
        self.init(precision: precision, value: value)
    }

    /// A moment known to the microsecond.
    public static func instant(_ instant: Instant) -> Moment {
        Moment(precision: .instant, value: instant.microseconds)
    }

    /// A moment known to the day.
    public static func day(_ day: Day) -> Moment {
        Moment(precision: .day, value: Int64(day.number))
    }

    /// A moment of which year and month (1 to 12) are known.
    ///
    /// What comes from outside goes through ``init(_:)``.
    ///
    /// - Precondition: There is such a month.
    public static func month(_ year: Int, _ month: Int) -> Moment {
        precondition((1...12).contains(month), "there is no such month")
        return Moment(precision: .month, value: Int64((year - 1970) * 12 + month - 1))
    }

    /// A moment of which only the year is known.
    public static func year(_ year: Int) -> Moment {
        Moment(precision: .year, value: Int64(year))
    }

    /// The first civil day on which it can have happened.
    @inlinable public var earliest: Day {
        switch precision {
        case .instant: Instant(microseconds: value).day
        case .day: Day(number: Int32(truncatingIfNeeded: value))
        case .month, .year: coarse.first
        }
    }

    /// The last civil day on which it can have happened.
    @inlinable public var latest: Day {
        switch precision {
        case .instant: Instant(microseconds: value).day
        case .day: Day(number: Int32(truncatingIfNeeded: value))
        case .month, .year: coarse.last
        }
    }

    /// The first instant at which it can have happened.
    @inlinable public var first: Instant {
        precision == .instant ? Instant(microseconds: value) : earliest.start
    }

    /// The last instant at which it can have happened.
    @inlinable public var last: Instant {
        precision == .instant ? Instant(microseconds: value) : latest.end
    }

    @usableFromInline var coarse: (first: Day, last: Day) {
        if precision == .year {
            return (Day(unchecked: Int(value), 1, 1), Day(unchecked: Int(value), 12, 31))
        }
        let year = 1970 + Int(value >= 0 ? value / 12 : (value - 11) / 12)
        let month = Int(value) - (year - 1970) * 12 + 1
        return (
            Day(unchecked: year, month, 1),
            Day(unchecked: year, month, Day.daysIn(month: month, of: year))
        )
    }
}

extension Moment: CustomStringConvertible {
    /// `2025`, `2025-09`, `2025-09-30` or the RFC 3339 form of an instant.
    public var description: String {
        switch precision {
        case .year: String(Int(value), width: 4)
        case .month: String(earliest.description.prefix(7))
        case .day: earliest.description
        case .instant: first.description
        }
    }

    /// A moment from its ISO 8601 form; the text's length tells its precision.
    public init?(_ text: some StringProtocol) {
        let utf8 = Array(text.utf8)
        switch utf8.count {
        case 4:
            guard let year = Day.digits(utf8[...]), year > 0 else { return nil }
            self = .year(year)
        case 7:
            guard utf8[4] == 0x2D, let year = Day.digits(utf8[0..<4]), year > 0,
                let month = Day.digits(utf8[5..<7]), (1...12).contains(month)
            else { return nil }
            self = .month(year, month)
        case 10:
            guard let day = Day(text) else { return nil }
            self = .day(day)
        default:
            guard let instant = Instant(text) else { return nil }
            self = .instant(instant)
        }
    }
}

extension Moment {
    /// A moment of which the civil day is known, written out in code.
    ///
    /// - Precondition: There is such a day.
    public static func day(_ year: Int, _ month: Int, _ day: Int) -> Moment {
        .day(Day.day(year, month, day))
    }
}
