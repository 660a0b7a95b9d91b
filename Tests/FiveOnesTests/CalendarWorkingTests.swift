import CaseLedger
import FiveOnes
import Testing

@Suite struct CalendarWorkingTests {
    let calendar = WorkingCalendar.china

    @Test(arguments: [
        ("2025-01-26", true),  // Sunday, made up for the Spring Festival
        ("2025-01-27", true), ("2025-01-28", false), ("2025-02-04", false), ("2025-02-05", true),
        ("2025-09-30", true), ("2025-10-01", false), ("2025-10-08", false), ("2025-10-09", true),
        ("2025-10-11", true), ("2024-02-09", true), ("2020-01-31", false), ("2015-09-03", false),
        ("2006-12-30", true), ("2006-12-31", true), ("2025-06-07", false), ("2025-06-09", true),
        ("2004-01-01", false), ("2026-12-31", true),
    ])
    func daysAreWorkedAsAnnounced(_ text: String, _ isWorked: Bool) throws {
        #expect(try calendar.isWorkingDay(planDay(text)) == isWorked)
    }

    @Test(arguments: [
        ("2025-09-29", 1, "2025-09-30"), ("2025-09-30", 1, "2025-10-09"),
        ("2025-09-30", 3, "2025-10-11"), ("2025-10-04", 1, "2025-10-09"),
        ("2025-01-24", 1, "2025-01-26"), ("2025-01-25", 1, "2025-01-26"),
        ("2025-01-27", 1, "2025-02-05"), ("2025-10-04", 0, "2025-10-04"),
        ("2026-12-30", 1, "2026-12-31"),
    ])
    func startDayIsNotCounted(_ start: String, _ count: Int, _ end: String) throws {
        #expect(try calendar.adding(workingDays: count, to: planDay(start)) == planDay(end))
    }

    @Test func countingStepByStepGivesTheSameEnd() throws {
        var generator = SystemRandomNumberGenerator()
        let seed = UInt64.random(in: 0...999_999, using: &generator)
        print("seed \(seed)")
        var state = seed
        for _ in 0..<500 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let start = planDay("2004-01-01").adding(days: Int(state >> 33) % 8000)
            let count = Int(state >> 20) % 60
            var step = start
            var left = count
            while left > 0 {
                step = step.adding(days: 1)
                if try calendar.isWorkingDay(step) { left -= 1 }
            }
            #expect(try calendar.adding(workingDays: count, to: start) == step)
        }
    }

    @Test func daysOutsideTheTableAreRefusedWithItsYears() {
        for text in ["2003-12-31", "2027-01-01"] {
            let error = #expect(throws: CalendarError.self) {
                try calendar.isWorkingDay(planDay(text))
            }
            #expect(error?.code == .outsideHolidayTable)
            #expect(error?.message.contains("2004 to 2026") == true)
            #expect(error?.message.contains(text) == true)
        }
    }

    @Test func aPeriodThatLeavesTheTableIsRefused() throws {
        let error = #expect(throws: CalendarError.self) {
            try calendar.adding(workingDays: 13, to: planDay("2026-12-20"))
        }
        #expect(error?.code == .outsideHolidayTable)
        // The same day needs no table.
        let day = planDay("2027-01-04")
        #expect(try calendar.adding(workingDays: 0, to: day) == day)
    }

    @Test(.enabled(if: SharedPapers.has("data/china-holidays.csv"), "\(SharedPapers.missing)"))
    func everyDayAgreesWithTheListOfHolidays() throws {
        var kinds: [Day: Substring] = [:]
        for row in try SharedPapers.lines("data/china-holidays.csv").dropFirst() {
            let columns = row.split(separator: ",")
            kinds[planDay(String(columns[0]))] = columns[1]
        }
        #expect(kinds.count == 771)
        #expect(calendar.covered == planDay("2004-01-01")...planDay("2026-12-31"))
        var disagreements: [Day] = []
        for offset in 0..<calendar.covered.upperBound.days(since: calendar.covered.lowerBound) + 1 {
            let day = calendar.covered.lowerBound.adding(days: offset)
            let expected =
                switch kinds[day] {
                case "holiday": false
                case "makeup_workday": true
                default: day.weekday <= 5
                }
            if try calendar.isWorkingDay(day) != expected { disagreements.append(day) }
        }
        #expect(disagreements == [])
    }
}
