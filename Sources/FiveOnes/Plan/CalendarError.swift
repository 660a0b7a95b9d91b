/// Why a calendar gives no answer.
public struct CalendarError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of refusal it is.
    public struct Code: Hashable, Sendable {
        private enum Kind { case outsideHolidayTable, outsideLunarRange }
        private let kind: Kind

        /// The holiday table does not cover the day, so nobody can know whether it is worked.
        public static let outsideHolidayTable = Code(kind: .outsideHolidayTable)
        /// The Chinese calendar is computed for the years 1901 to 2099 only.
        public static let outsideLunarRange = Code(kind: .outsideLunarRange)
    }

    /// What kind of refusal it is.
    public let code: Code
    /// What was asked, what is covered and what to do.
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }
}
