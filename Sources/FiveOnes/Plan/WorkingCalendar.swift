public import CaseLedger

/// Working days in mainland China: weekends, statutory holidays and make-up working days.
///
/// The State Council announces the holidays year by year, so the table ends. Past its end a
/// deadline in working days cannot be known, and the calendar says so instead of counting
/// weekends. Working days bear on deadlines only, never on the dates of visits.
///
/// ```swift
/// let calendar = WorkingCalendar.china
/// try calendar.isWorkingDay(makeUpSunday)            // true for 2025-01-26
/// try calendar.adding(workingDays: 3, to: received)  // the last day for an answer
/// ```
public struct WorkingCalendar: Sendable {
    /// Mainland China as announced, 2004 to 2026.
    ///
    /// The announcement for a year may still turn the last weekend of the year before it into
    /// working days, as those for 2007 and 2019 did.
    public static let china = WorkingCalendar(table: HolidayTable.china)

    /// The first and the last day that the table covers.
    public let covered: ClosedRange<Day>

    /// By day since the first covered one: how many working days lie before it.
    private let before: [Int32]
    /// Offsets of the working days from the first covered day, ascending.
    private let working: [Int32]

    /// Builds the calendar from whole years of holidays and make-up days.
    init(table: HolidayTable) {
        covered = table.covered
        var before: [Int32] = []
        var working: [Int32] = []
        for number in table.covered.lowerBound.number...table.covered.upperBound.number {
            let day = Day(number: number)
            before.append(Int32(working.count))
            let isWorked =
                day.weekday <= 5 ? !table.holidays.contains(day) : table.makeUpDays.contains(day)
            if isWorked { working.append(number - table.covered.lowerBound.number) }
        }
        self.before = before
        self.working = working
    }

    /// Whether offices work on a day.
    ///
    /// - Throws: ``CalendarError`` with `outsideHolidayTable`.
    /// - Complexity: O(1)
    public func isWorkingDay(_ day: Day) throws(CalendarError) -> Bool {
        let offset = try offset(of: day)
        let rank = Int(before[offset])
        return rank < working.count && Int(working[rank]) == offset
    }

    /// The day on which a period of working days ends; the start day is not counted.
    ///
    /// A period of 0 working days ends on the start day itself, worked or not, whatever the table
    /// covers. (Civil Code,
    /// article 201: the day on which a period begins is not counted.)
    ///
    /// - Precondition: `count` is not negative.
    /// - Throws: ``CalendarError`` with `outsideHolidayTable` if the period starts before the table
    ///   or does not end within it.
    /// - Complexity: O(1)
    public func adding(workingDays count: Int, to start: Day) throws(CalendarError) -> Day {
        precondition(count >= 0, "a period has no negative number of working days")
        guard count > 0 else { return start }
        let offset = try offset(of: start)
        let first = Int(before[offset]) + (try isWorkingDay(start) ? 1 : 0)
        let index = first + count - 1
        guard index < working.count else {
            throw outside("\(count) working days from \(start) end")
        }
        return covered.lowerBound.adding(days: Int(working[index]))
    }

    /// The first day on or after a day on which offices work: there ends a period whose last day is
    /// none. (Civil Code, article 203.)
    ///
    /// - Throws: ``CalendarError`` with `outsideHolidayTable` if the table does not tell.
    /// - Complexity: O(1)
    public func workingDay(onOrAfter day: Day) throws(CalendarError) -> Day {
        let index = Int(before[try offset(of: day)])
        guard index < working.count else { throw outside("a working day from \(day) on lies") }
        return covered.lowerBound.adding(days: Int(working[index]))
    }

    private func offset(of day: Day) throws(CalendarError) -> Int {
        guard covered.contains(day) else { throw outside("\(day) lies") }
        return day.days(since: covered.lowerBound)
    }

    private func outside(_ subject: String) -> CalendarError {
        CalendarError(
            .outsideHolidayTable,
            """
            \(subject) outside the holiday table, which covers \(covered.lowerBound.year) to \
            \(covered.upperBound.year). Use a version of FiveOnes whose table has the State \
            Council's announcement for that year, or give the limit as a date.
            """)
    }
}
