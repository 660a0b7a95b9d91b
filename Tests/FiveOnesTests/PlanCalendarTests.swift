import CaseLedger
import FiveOnes
import Testing

@Suite struct PlanCalendarTests {
    private func anchor(
        _ origin: String, by calendar: CalendarKind = .solar, in year: Int, _ fallback: DayFallback
    ) throws -> Anchor {
        PlanCalendar.occurrence(
            of: try #require(Moment(origin)), calendar: calendar, in: year, fallback: fallback)
    }

    @Test func plansOwnDaysFallWhereThePlanSays() {
        #expect(PlanCalendar.anchor(of: .partyFoundingDay, in: 2025).day == planDay("2025-07-01"))
        #expect(PlanCalendar.anchor(of: .charityDay, in: 2025).day == planDay("2025-09-05"))
        #expect(PlanCalendar.anchor(of: .martyrsDay, in: 2025).day == planDay("2025-09-30"))
        #expect(PlanCalendar.anchor(of: .lunarNewYear, in: 2026).day == planDay("2026-02-17"))
        #expect(PlanCalendar.anchor(of: .qingming, in: 2025).day == planDay("2025-04-04"))
    }

    @Test func daysThatNoYearHasAreUndetermined() {
        #expect(PlanCalendar.anchor(of: .fixedSolar(month: 2, day: 30), in: 2024).day == nil)
        #expect(PlanCalendar.anchor(of: .lunarNewYear, in: 2100).day == nil)
        #expect(PlanCalendar.anchor(of: .qingming, in: 1900).day == nil)
    }

    @Test(arguments: DayFallback.allCases)
    func knownSolarDaysNeedNoFallback(_ fallback: DayFallback) throws {
        #expect(try anchor("1943-04-21", in: 2025, fallback).day == planDay("2025-04-21"))
        #expect(try anchor("1948-02-29", in: 2024, fallback).day == planDay("2024-02-29"))
        // 23:30 UTC is the next civil day in Shanghai.
        #expect(try anchor("1943-04-20T23:30:00Z", in: 2025, fallback).day == planDay("2025-04-21"))
    }

    @Test(
        arguments: [
            (DayFallback.lastDayOfMonth, "2025-02-28"), (.previousValid, "2025-02-28"),
            (.qingming, "2025-04-04"), (.martyrsDay, "2025-09-30"), (.notDeterminable, nil),
        ] as [(DayFallback, String?)])
    func leapDayFollowsTheFallbackInOrdinaryYears(_ fallback: DayFallback, _ day: String?) throws {
        #expect(try anchor("1948-02-29", in: 2025, fallback).day == day.map(planDay))
    }

    @Test(
        arguments: [
            (DayFallback.lastDayOfMonth, "2024-02-29", nil), (.previousValid, nil, nil),
            (.qingming, "2024-04-04", "2024-04-04"), (.martyrsDay, "2024-09-30", "2024-09-30"),
            (.notDeterminable, nil, nil),
        ] as [(DayFallback, String?, String?)])
    func coarseDatesAreUndeterminedUnlessTheFallbackDecides(
        _ fallback: DayFallback, _ ofMonth: String?, _ ofYear: String?
    ) throws {
        #expect(try anchor("1942-02", in: 2024, fallback).day == ofMonth.map(planDay))
        #expect(try anchor("1942", in: 2024, fallback).day == ofYear.map(planDay))
    }

    @Test func whatIsMissingIsSaidInBothLanguages() throws {
        guard case .undetermined(let missing) = try anchor("1942-05", in: 2025, .notDeterminable)
        else {
            Issue.record("a month named a day")
            return
        }
        #expect(missing.chinese.contains("缺日"))
        #expect(missing.english.contains("only year and month"))
    }

    @Test func lunarBirthdayComesRoundByItsLunarDate() throws {
        // 1937-09-19 was the fifteenth of the eighth month, as was 2025-10-06.
        let born = try ChineseCalendar.date(of: planDay("1937-09-19"))
        #expect(born == LunarDate(year: 1937, month: 8, day: 15))
        let day = try anchor("1937-09-19", by: .lunar, in: 2025, .notDeterminable).day
        #expect(day == planDay("2025-10-06"))
    }

    @Test func lunarBirthdayLateInTheYearFallsInTheNextGregorianYear() throws {
        // 2025-01-19 was the twentieth of the twelfth month of the lunar year 2024.
        let day = try anchor("2025-01-19", by: .lunar, in: 2025, .notDeterminable).day
        #expect(day == planDay("2026-02-07"))
    }

    @Test(
        arguments: [
            (DayFallback.lastDayOfMonth, "2025-01-28"), (.previousValid, "2025-01-28"),
            (.qingming, "2024-04-04"), (.martyrsDay, "2024-09-30"), (.notDeterminable, nil),
        ] as [(DayFallback, String?)])
    func lunarThirtiethFollowsTheFallbackInShortMonths(
        _ fallback: DayFallback, _ day: String?
    ) throws {
        // New Year's Eve of the lunar year 2023, a thirtieth; that of 2024 was a twenty-ninth.
        let born = try ChineseCalendar.date(of: planDay("2024-02-09"))
        #expect(born == LunarDate(year: 2023, month: 12, day: 30))
        #expect(try anchor("2024-02-09", by: .lunar, in: 2024, fallback).day == day.map(planDay))
    }

    @Test func leapMonthBirthdayGivesWayToTheOrdinaryMonth() throws {
        // 2025-08-01 was the eighth of the leap sixth month; 2026 has no leap month.
        let born = try ChineseCalendar.date(of: planDay("2025-08-01"))
        #expect(born == LunarDate(year: 2025, month: 6, isLeapMonth: true, day: 8))
        let day = try #require(try anchor("2025-08-01", by: .lunar, in: 2026, .previousValid).day)
        #expect(try ChineseCalendar.date(of: day) == LunarDate(year: 2026, month: 6, day: 8))
        #expect(try anchor("2025-08-01", by: .lunar, in: 2026, .notDeterminable).day == nil)
        #expect(try anchor("2025-08-01", by: .lunar, in: 2025, .notDeterminable).day != nil)
    }

    @Test func everyLunarBirthdayHasADayInEveryYearUnderPreviousValid() throws {
        for offset in 0..<400 {
            let born = planDay("2025-01-29").adding(days: offset)
            for year in 2017...2033 {
                let anchor = PlanCalendar.occurrence(
                    of: .day(born), calendar: .lunar, in: year, fallback: .previousValid)
                let day = try #require(anchor.day)
                let start = try ChineseCalendar.springFestival(of: year)
                let end = try ChineseCalendar.springFestival(of: year + 1)
                #expect(day >= start && day < end)
            }
        }
    }

    @Test func lunarBirthdaysOutsideTheRangeAreUndeterminedUnlessTheFallbackDecides() throws {
        #expect(try anchor("1895-05-05", by: .lunar, in: 2025, .previousValid).day == nil)
        #expect(
            try anchor("1895-05-05", by: .lunar, in: 2025, .martyrsDay).day == planDay("2025-09-30")
        )
    }
}
