import CaseLedger
import FiveOnes

/// A ticket with the times of all that becomes of it.
struct TicketCase: Sendable {
    let id: TicketID
    let category: TicketCategory
    let opened: Instant
    /// The last day for resolving it.
    let limit: Day
    /// How many working days it takes.
    let effort: Int
    /// Whether it comes back once.
    let isReopened: Bool
    /// Whether it was opened with a deadline of its own.
    let hasDeadline: Bool

    /// What happened, as the lapses have it.
    let lapse: LapsePlan.TicketLapse?
}

extension TicketCategory {
    /// The limit in working days.
    var limit: Int {
        switch self {
        case .urgent: 0
        case .enquiry, .guidance: 3
        case .request, .complaint: 13
        }
    }
}

extension World {
    /// The tickets of a family in a year; none in the year in which its file is closed.
    ///
    /// The limits of all of them lie before the end of the year.
    func tickets(of family: Family, in year: Int) -> [TicketCase] {
        var random = random(.ticket, 1, family.index, year)
        let count = random.weighted([8, 24, 36, 32])
        let from = max(day(year, 1, 2), family.enrolled.adding(days: 3))
        guard count > 0, from <= day(year, 11, 1),
            family.isInCare(from: from, through: day(year, 12, 31))
        else { return [] }
        return (1...count).map { place in
            let category: TicketCategory = [.enquiry, .guidance, .request, .complaint, .urgent][
                random.weighted([33, 20, 32, 10, 5])]
            let isLong = category.limit > 3
            let until = isLong ? day(year, 12, 7) : day(year, 12, 21)
            let date = from.adding(days: random.below(until.days(since: from) + 1))
            // By day mostly, but the hotline is answered at any hour.
            let minute = random.chance(800) ? random.number(480...1200) : random.number(0...1370)
            let isReopened = isLong && random.chance(90)
            let effort =
                switch category {
                case .urgent: 0
                case .enquiry, .guidance: random.number(0...2)
                case .request, .complaint: isReopened ? random.number(1...5) : random.number(1...10)
                }
            let id = TicketID(
                rawValue: "T-\(year)-\(padded(family.number, 4))-\(place)")
            return TicketCase(
                id: id, category: category, opened: date.at(minute / 60, minute % 60),
                limit: date.adding(workingDays: category.limit), effort: effort,
                isReopened: isReopened,
                hasDeadline: isLong && !isReopened && random.chance(60),
                lapse: lapses.tickets[id])
        }
    }
}
