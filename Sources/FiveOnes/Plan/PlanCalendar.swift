public import CaseLedger

/// The days of a year about which the plan's obligations turn.
///
/// ```swift
/// PlanCalendar.anchor(of: .martyrsDay, in: 2025)                     // .day(2025-09-30)
/// PlanCalendar.occurrence(of: .year(1942), in: 2025, fallback: .previousValid)  // .undetermined
/// ```
public enum PlanCalendar {
    /// The day on which a yearly day of the plan falls.
    ///
    /// Undetermined for a date that the year does not have, and for a lunar day outside
    /// ``ChineseCalendar/years``.
    public static func anchor(of yearly: YearlyDay, in year: Int) -> Anchor {
        switch yearly {
        case .fixedSolar(let month, let day):
            Day(year, month, day).map(Anchor.day) ?? .undetermined(missing: noSuchDay)
        case .lunarNewYear: lunar(try? ChineseCalendar.springFestival(of: year))
        case .qingming: lunar(try? ChineseCalendar.qingming(of: year))
        }
    }

    /// The day on which a birth or a death comes round in a year.
    ///
    /// `origin` is the moment itself, in civil time. By the lunar calendar its lunar date recurs,
    /// once in the lunar year that begins in `year`; for dates late in the lunar year that day
    /// falls in January or February of the year after. A birth on 29 February, on a lunar
    /// thirtieth, in a leap month or on a day nobody knows is settled by `fallback` in years
    /// without such a day. A leap month gives way to the ordinary month of its number.
    ///
    /// The answer says nothing about whether the year lies after the moment or the person lives.
    public static func occurrence(
        of origin: Moment, calendar: CalendarKind = .solar, in year: Int, fallback: DayFallback
    ) -> Anchor {
        switch origin.precision {
        case .year: settle(fallback, in: year, missing: month)
        case .month where calendar == .solar && fallback == .lastDayOfMonth:
            lastDay(ofMonth: origin.earliest.parts.month, in: year)
        case .month: settle(fallback, in: year, missing: dayOfMonth)
        case .day, .instant:
            switch calendar {
            case .solar: solarOccurrence(of: origin.earliest, in: year, fallback)
            case .lunar: lunarOccurrence(of: origin.earliest, in: year, fallback)
            }
        }
    }
}

/// A day that the plan names and that comes once in every year.
public enum YearlyDay: Hashable, Sendable {
    /// A day of the Gregorian calendar, by month and day.
    case fixedSolar(month: Int, day: Int)
    /// The first day of the lunar year, 春节.
    case lunarNewYear
    /// 清明.
    case qingming

    /// 1 July, “七一”.
    public static let partyFoundingDay = YearlyDay.fixedSolar(month: 7, day: 1)
    /// 5 September, China Charity Day (Charity Law, article 7).
    public static let charityDay = YearlyDay.fixedSolar(month: 9, day: 5)
    /// 30 September, Martyrs' Day (Law on the Protection of Heroes and Martyrs, article 5).
    public static let martyrsDay = YearlyDay.fixedSolar(month: 9, day: 30)
}

/// By which calendar a birthday or a day of remembrance comes round.
public enum CalendarKind: String, FieldCode, Sendable {
    /// By the Gregorian calendar, 公历.
    case solar
    /// By the Chinese calendar, 农历.
    case lunar

    public static var blank: CalendarKind { .solar }

    public var label: Phrase {
        switch self {
        case .solar: Phrase("公历", "the solar calendar")
        case .lunar: Phrase("农历", "the lunar calendar")
        }
    }
}

/// What stands in for a yearly day that a year does not have, or that nobody knows to the day.
///
/// Raw values are policy values and never change.
public enum DayFallback: UInt8, CaseIterable, Hashable, Sendable {
    /// Nothing: the day is undetermined.
    case notDeterminable = 0
    /// The last day of the month, also where only the month is known.
    case lastDayOfMonth = 1
    /// The last day before it that the year has; undetermined where only the month is known.
    case previousValid = 2
    /// 清明 of the year.
    case qingming = 3
    /// Martyrs' Day of the year.
    case martyrsDay = 4
}

/// The day about which an obligation turns, or what is missing to know it.
public enum Anchor: Hashable, Sendable {
    /// The day.
    case day(Day)
    /// No day can be named; `missing` says what would settle it.
    case undetermined(missing: Phrase)

    /// The day; `nil` if it is undetermined.
    public var day: Day? {
        if case .day(let day) = self { day } else { nil }
    }
}

extension PlanCalendar {
    private static func solarOccurrence(
        of origin: Day, in year: Int, _ fallback: DayFallback
    ) -> Anchor {
        let (_, month, number) = origin.parts
        if let day = Day(year, month, number) { return .day(day) }
        switch fallback {
        // The only day that some years lack is 29 February, the day after the month's last.
        case .lastDayOfMonth, .previousValid: return lastDay(ofMonth: month, in: year)
        case .notDeterminable, .qingming, .martyrsDay:
            return settle(fallback, in: year, missing: noSuchDay)
        }
    }

    private static func lunarOccurrence(
        of origin: Day, in year: Int, _ fallback: DayFallback
    ) -> Anchor {
        do {
            let born = try ChineseCalendar.date(of: origin)
            let wanted = LunarDate(
                year: year, month: born.month, isLeapMonth: born.isLeapMonth, day: born.day)
            if let day = try ChineseCalendar.day(of: wanted) { return .day(day) }
            guard fallback == .lastDayOfMonth || fallback == .previousValid else {
                return settle(fallback, in: year, missing: noSuchDay)
            }
            // Every lunar year has all twelve ordinary months.
            let leap = try ChineseCalendar.days(
                inMonth: born.month, isLeapMonth: born.isLeapMonth, of: year)
            let isLeap = born.isLeapMonth && leap != nil
            let length =
                try ChineseCalendar.days(inMonth: born.month, isLeapMonth: isLeap, of: year) ?? 29
            let nearest = LunarDate(
                year: year, month: born.month, isLeapMonth: isLeap, day: min(born.day, length))
            return try ChineseCalendar.day(of: nearest).map(Anchor.day)
                ?? .undetermined(missing: noSuchDay)
        } catch {
            return settle(fallback, in: year, missing: outsideLunarYears)
        }
    }

    /// What a fallback alone decides: the day that it names, or nothing.
    private static func settle(
        _ fallback: DayFallback, in year: Int, missing: Phrase
    ) -> Anchor {
        switch fallback {
        case .qingming: anchor(of: .qingming, in: year)
        case .martyrsDay: anchor(of: .martyrsDay, in: year)
        case .notDeterminable, .lastDayOfMonth, .previousValid: .undetermined(missing: missing)
        }
    }

    private static func lastDay(ofMonth month: Int, in year: Int) -> Anchor {
        anchor(of: .fixedSolar(month: month, day: Day.daysIn(month: month, of: year)), in: year)
    }

    /// A calendar's answer; it has none only for years outside its range.
    private static func lunar(_ day: Day?) -> Anchor {
        day.map(Anchor.day) ?? .undetermined(missing: outsideLunarYears)
    }

    private static let month = Phrase("只知年份，缺月、日", "month and day: only the year is known")
    private static let dayOfMonth = Phrase("只知年月，缺日", "the day: only year and month are known")
    private static let noSuchDay = Phrase(
        "该年无此日，且政策未定替代日", "a day: the year has no such date and no policy names another")
    private static let outsideLunarYears = Phrase(
        "超出农历推算范围（1901–2099年）", "a Gregorian date: lunar dates are known for 1901 to 2099 only")
}
