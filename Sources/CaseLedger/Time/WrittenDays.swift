// Days written out in code, where a day that does not exist is a mistake in the code.

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

extension Moment {
    /// A moment of which the civil day is known, written out in code.
    ///
    /// - Precondition: There is such a day.
    public static func day(_ year: Int, _ month: Int, _ day: Int) -> Moment {
        .day(Day.day(year, month, day))
    }
}
