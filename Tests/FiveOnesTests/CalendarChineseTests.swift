import CaseLedger
import FiveOnes
import Foundation
import Testing

@Suite struct CalendarChineseTests {
    @Test func springFestivalsAreTheAlmanacs() throws {
        let almanac = [
            "2020-01-25", "2021-02-12", "2022-02-01", "2023-01-22", "2024-02-10", "2025-01-29",
            "2026-02-17", "2027-02-06", "2028-01-26", "2029-02-13", "2030-02-03", "2031-01-23",
        ]
        for (year, text) in zip(2020..., almanac) {
            #expect(try ChineseCalendar.springFestival(of: year) == planDay(text))
        }
    }

    @Test func leapMonthsAreTheAlmanacs() throws {
        let leaps = [2017: 6, 2020: 4, 2023: 2, 2025: 6, 2028: 5, 2031: 3, 2033: 11]
        for year in 2017...2033 {
            var found: [Int] = []
            for month in 1...12
            where try ChineseCalendar.days(inMonth: month, isLeapMonth: true, of: year) != nil {
                found.append(month)
            }
            #expect(found == [leaps[year]].compactMap { $0 }, "\(year)")
        }
    }

    @Test func everyDayComesBackFromItsLunarDate() throws {
        var expected = try ChineseCalendar.springFestival(of: 2019)
        let end = try ChineseCalendar.springFestival(of: 2035)
        while expected < end {
            let date = try ChineseCalendar.date(of: expected)
            #expect(try ChineseCalendar.day(of: date) == expected)
            expected = expected.adding(days: 1)
        }
    }

    @Test func lunarYearEndsOnTheEveOfTheNext() throws {
        let eve = try ChineseCalendar.date(of: planDay("2025-01-28"))
        #expect(eve == LunarDate(year: 2024, month: 12, day: 29))
        let first = try ChineseCalendar.date(of: planDay("2025-01-29"))
        #expect(first == LunarDate(year: 2025, month: 1, day: 1))
    }

    @Test func monthsBefore1929BeginByBeijingsMeanTime() throws {
        // The Spring Festival of 1916 was on 3 February, though the new moon fell at 00:05 of the
        // fourth in today's standard time.
        #expect(try ChineseCalendar.springFestival(of: 1916) == planDay("1916-02-03"))
        #expect(try ChineseCalendar.days(inMonth: 12, of: 1915) == 29)
        for day in ["1914-11-17", "1920-11-10"] {
            #expect(try ChineseCalendar.date(of: planDay(day)).day == 1)
        }
    }

    @Test func missingDaysAndMonthsHaveNoCivilDay() throws {
        #expect(try ChineseCalendar.day(of: LunarDate(year: 2024, month: 12, day: 30)) == nil)
        let leap = LunarDate(year: 2024, month: 6, isLeapMonth: true, day: 1)
        #expect(try ChineseCalendar.day(of: leap) == nil)
        #expect(try ChineseCalendar.day(of: LunarDate(year: 2024, month: 13, day: 1)) == nil)
        #expect(try ChineseCalendar.day(of: LunarDate(year: 2024, month: 1, day: 0)) == nil)
    }

    @Test func yearsOutsideTheRangeAreRefused() {
        for year in [1900, 2100] {
            let error = #expect(throws: CalendarError.self) {
                try ChineseCalendar.springFestival(of: year)
            }
            #expect(error?.code == .outsideLunarRange)
            #expect(error?.message.contains("1901 to 2099") == true)
        }
        #expect(throws: CalendarError.self) { try ChineseCalendar.date(of: planDay("1901-02-18")) }
        #expect(throws: CalendarError.self) { try ChineseCalendar.qingming(of: 2100) }
    }

    @Test func everyTombSweepingHolidayIncludesQingming() throws {
        let holidays = ["2008-04-04", "2012-04-04", "2017-04-04", "2023-04-05", "2025-04-04"]
        for text in holidays {
            #expect(try ChineseCalendar.qingming(of: planDay(text).year) == planDay(text))
        }
    }

    @Test func qingmingIsTheDayOnWhichTheSunReachesFifteenDegrees() throws {
        for year in ChineseCalendar.years {
            let day = try ChineseCalendar.qingming(of: year)
            // The low-precision series errs by less than a quarter of an hour.
            let slack = 0.011
            let start = Double(day.number) + 2_440_587.5 - 8.0 / 24
            #expect(solarLongitude(julianDay: start) < 15 + slack, "\(year)")
            #expect(solarLongitude(julianDay: start + 1) > 15 - slack, "\(year)")
        }
    }

    /// The sun's apparent longitude in degrees (Meeus, Astronomical Algorithms, chapter 25).
    private func solarLongitude(julianDay: Double) -> Double {
        let t = (julianDay - 2_451_545) / 36_525
        let mean = 280.46646 + 36_000.76983 * t + 0.0003032 * t * t
        let anomaly = (357.52911 + 35_999.05029 * t - 0.0001537 * t * t) * .pi / 180
        let center =
            (1.914602 - 0.004817 * t - 0.000014 * t * t) * sin(anomaly)
            + (0.019993 - 0.000101 * t) * sin(2 * anomaly) + 0.000289 * sin(3 * anomaly)
        let node = (125.04 - 1934.136 * t) * .pi / 180
        let longitude = mean + center - 0.00569 - 0.00478 * sin(node)
        return longitude - 360 * (longitude / 360).rounded(.down)
    }

    @Test(.enabled(PythonOracle.missing("lunardate")) { await PythonOracle.has("lunardate") })
    func monthsAgreeWithLunardate() async throws {
        let script = """
            from lunardate import LunarDate
            import datetime
            d = LunarDate(1901, 1, 1).to_solar_date()
            while d.year < 2100:
                l = LunarDate.from_solar_date(d.year, d.month, d.day)
                if l.day == 1 and l.year < 2100:
                    print(d, l.year, l.month, int(bool(l.is_leap_month)))
                d += datetime.timedelta(1)
            """
        let rows = try await PythonOracle.run(script).split(separator: "\n")
        #expect(rows.count > 2400)
        // lunardate 0.3.0 errs in 1933, 1954 and 1978, where the new moons fell at 00:03, 20:30 (a
        // day earlier) and 00:08 China time; those of 2057 and 2097 are too close to midnight.
        let known: Set<Substring> = [
            "1933-07-22", "1954-11-26", "1978-09-02", "2057-09-28", "2097-08-07",
        ]
        var disagreements: Set<Substring> = []
        for row in rows {
            let words = row.split(separator: " ")
            let date = try ChineseCalendar.date(of: planDay(String(words[0])))
            let expected = LunarDate(
                year: Int(words[1]) ?? 0, month: Int(words[2]) ?? 0, isLeapMonth: words[3] == "1",
                day: 1)
            if date != expected { disagreements.insert(words[0]) }
        }
        #expect(disagreements == known)
    }
}
