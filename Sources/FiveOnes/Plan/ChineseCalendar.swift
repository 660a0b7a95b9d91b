public import CaseLedger
import Foundation
import Synchronization

/// The Chinese calendar of the lunar years 1901 to 2099, by Foundation's.
///
/// Foundation reckons in China's standard time throughout; the almanac used Beijing's mean time,
/// about fourteen minutes behind it, until 1928. Three months began a day earlier for that reason,
/// and do so here. Of two far months nobody can be sure yet: the new moons of September 2057 and
/// August 2097 fall within a minute of midnight.
///
/// Foundation is asked once a lunar year for the first days of its months; every further question
/// about that year is answered from memory, from any thread.
///
/// ```swift
/// try ChineseCalendar.springFestival(of: 2026)  // 2026-02-17
/// ```
public enum ChineseCalendar {
    /// The lunar years that are computed, by the Gregorian years in which they begin.
    public static let years = 1901...2099

    /// The first day of the lunar year that begins in a Gregorian year.
    ///
    /// - Throws: ``CalendarError`` with `outsideLunarRange`.
    public static func springFestival(of year: Int) throws(CalendarError) -> Day {
        try lunarYear(year).first
    }

    /// The date of a day in the Chinese calendar.
    ///
    /// - Throws: ``CalendarError`` with `outsideLunarRange`.
    public static func date(of day: Day) throws(CalendarError) -> LunarDate {
        var lunar = try lunarYear(day.year, asked: day)
        if day < lunar.first { lunar = try lunarYear(day.year - 1, asked: day) }
        let index = (lunar.months.firstIndex { day < $0.first } ?? lunar.months.count) - 1
        let month = lunar.months[index]
        return LunarDate(
            year: lunar.year, month: month.number, isLeapMonth: month.isLeap,
            day: day.days(since: month.first) + 1)
    }

    /// The day of a date in the Chinese calendar; `nil` where the year has no such leap month, or
    /// the month no thirtieth day.
    ///
    /// Dates of the last lunar months fall in the Gregorian year after the lunar year's.
    ///
    /// - Throws: ``CalendarError`` with `outsideLunarRange`.
    public static func day(of date: LunarDate) throws(CalendarError) -> Day? {
        let lunar = try lunarYear(date.year)
        guard
            let month = lunar.months.first(where: {
                $0.number == date.month && $0.isLeap == date.isLeapMonth
            }), (1...month.days).contains(date.day)
        else { return nil }
        return month.first.adding(days: date.day - 1)
    }

    /// The number of days in a lunar month, 29 or 30; `nil` where the year has no such month.
    ///
    /// - Throws: ``CalendarError`` with `outsideLunarRange`.
    public static func days(
        inMonth month: Int, isLeapMonth: Bool = false, of year: Int
    ) throws(CalendarError) -> Int? {
        try lunarYear(year).months.first { $0.number == month && $0.isLeap == isLeapMonth }?.days
    }

    /// The day of 清明, when the sun stands 15° past the equinox, in China's time.
    ///
    /// - Throws: ``CalendarError`` with `outsideLunarRange`.
    /// - Complexity: O(1)
    public static func qingming(of year: Int) throws(CalendarError) -> Day {
        guard years.contains(year) else { throw outside("The year \(year) lies") }
        // The almanac's linear formula in integers: the century's constant, 0.2422 days more a
        // year, one day less a leap year. It meets the sun's true position in all these years.
        let ofCentury = year % 100
        let constant = year < 2000 ? 55_900 : 48_100
        let day = (ofCentury * 2422 + constant) / 10_000 - ofCentury / 4
        guard let found = Day(year, 4, day) else {
            preconditionFailure("清明 of \(year) fell on no day of April")
        }
        return found
    }
}

/// A date of the Chinese calendar.
public struct LunarDate: Hashable, Sendable {
    /// The Gregorian year in which the lunar year begins.
    public let year: Int
    /// The month, 1 to 12.
    public let month: Int
    /// Whether it is the leap month that follows the ordinary month of that number.
    public let isLeapMonth: Bool
    /// The day of the month, 1 to 30.
    public let day: Int

    /// A date by its parts; whether its year has such a day, the calendar tells.
    public init(year: Int, month: Int, isLeapMonth: Bool = false, day: Int) {
        self.year = year
        self.month = month
        self.isLeapMonth = isLeapMonth
        self.day = day
    }
}

extension ChineseCalendar {
    /// One lunar year as the first days of its twelve or thirteen months.
    private struct Year {
        struct Month {
            let number: Int
            let isLeap: Bool
            let first: Day
            let days: Int
        }

        let year: Int
        let months: [Month]
        var first: Day { months[0].first }
    }

    /// The years computed so far.
    private static let cache = Mutex<[Int: Year]>([:])

    private static func lunarYear(_ year: Int, asked day: Day? = nil) throws(CalendarError) -> Year
    {
        guard years.contains(year) else {
            throw outside(day.map { "\($0) lies" } ?? "The year \(year) lies")
        }
        if let known = cache.withLock({ $0[year] }) { return known }
        let computed = compute(year)
        cache.withLock { $0[year] = computed }
        return computed
    }

    private static func outside(_ subject: String) -> CalendarError {
        CalendarError(
            .outsideLunarRange,
            """
            \(subject) outside the Chinese calendar's computed years, \(years.lowerBound) to \
            \(years.upperBound). Give the date in the Gregorian calendar.
            """)
    }

    /// Walks from month to month: a month has 29 or 30 days.
    private static func compute(_ year: Int) -> Year {
        // Noon in UTC of a civil day, read in UTC, is that civil day whatever the host's time zone
        // data; the months' bounds are reckoned in China's time by the calendar itself.
        var calendar = Calendar(identifier: .chinese)
        calendar.timeZone = .gmt
        func parts(of day: Day) -> (month: Int, isLeap: Bool, day: Int) {
            let noon = Date(timeIntervalSince1970: Double(day.number) * 86_400 + 43_200)
            let parts = calendar.dateComponents([.month, .day, .isLeapMonth], from: noon)
            guard let month = parts.month, let day = parts.day else {
                preconditionFailure("Foundation gave a Chinese date without month or day")
            }
            return (month, parts.isLeapMonth ?? false, day)
        }
        func next(after first: Day) -> Day {
            let thirtieth = first.adding(days: 29)
            return parts(of: thirtieth).day == 1 ? thirtieth : first.adding(days: 30)
        }

        // The lunar year begins between 21 January and 21 February.
        var first = Day(number: 0)
        if let january = Day(year, 1, 21) { first = january }
        while parts(of: first).day != 1 { first = first.adding(days: 1) }
        while parts(of: first).month != 1 { first = next(after: first) }
        var months: [Year.Month] = []
        repeat {
            let (number, isLeap, _) = parts(of: first)
            let following = next(after: first)
            let almanac = (first: inAlmanac(first), following: inAlmanac(following))
            months.append(
                Year.Month(
                    number: number, isLeap: isLeap, first: almanac.first,
                    days: almanac.following.days(since: almanac.first)))
            first = following
        } while parts(of: first).month != 1
        return Year(year: year, months: months)
    }

    /// The first day of a month in the almanac of its time, by the day that Foundation gives.
    private static func inAlmanac(_ first: Day) -> Day {
        beganInBeijingTime.contains(first.adding(days: -1)) ? first.adding(days: -1) : first
    }

    /// Months whose new moon fell before midnight in Beijing's mean time and after it in today's.
    private static let beganInBeijingTime: [Day] =
        [Day(1914, 11, 17), Day(1916, 2, 3), Day(1920, 11, 10)].compactMap { $0 }
}
