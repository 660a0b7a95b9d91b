import CaseLedger
import FiveOnes

extension Day {
    /// Whether offices work; outside the holiday table, whether it is no weekend.
    var isWorked: Bool { (try? WorkingCalendar.china.isWorkingDay(self)) ?? (weekday <= 5) }

    /// The day itself if offices work on it, else the next one on which they do.
    var worked: Day {
        var day = self
        while !day.isWorked { day = day.adding(days: 1) }
        return day
    }

    /// The day on which a period of working days that starts here ends.
    func adding(workingDays count: Int) -> Day {
        if let end = try? WorkingCalendar.china.adding(workingDays: count, to: self) { return end }
        var day = self
        for _ in 0..<count { day = day.adding(days: 1).worked }
        return day
    }

    /// An instant of the day, by hours and minutes in Shenzhen.
    func at(_ hour: Int, _ minute: Int, _ second: Int = 0) -> Instant {
        start.adding(seconds: Int64(hour * 3600 + minute * 60 + second))
    }

    /// An instant of the day when offices are open, from 9:00 to 17:29.
    func atWork(_ random: inout SampleRandom) -> Instant {
        at(9, random.number(0...509), random.number(0...59))
    }
}

/// A day that exists.
func day(_ year: Int, _ month: Int, _ day: Int) -> Day {
    guard let day = Day(year, month, day) else {
        preconditionFailure("the sample names a day that does not exist: \(year)-\(month)-\(day)")
    }
    return day
}

extension Instant {
    /// The instant some minutes later.
    func adding(minutes: Int) -> Instant { adding(seconds: Int64(minutes) * 60) }
}
