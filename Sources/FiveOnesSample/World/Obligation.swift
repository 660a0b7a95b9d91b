import CaseLedger
import FiveOnes

/// A visit that the plan owes a family, with its day and its window.
struct Obligation: Sendable {
    /// Which visit: the family, the occasion, the year, and whose day it is.
    struct Key: Hashable, Sendable {
        let family: Int
        let occasion: VisitOccasion
        let year: Int
        /// The index of the martyr or the member; 0 where it is nobody's.
        let person: Int
    }

    let key: Key
    let anchor: Day

    /// The solar year by which checks name it: a lunar birthday may fall in the year after its own.
    var year: Int { key.occasion == .birthday ? anchor.year : key.year }

    /// The first and the last day on which a visit counts.
    var window: ClosedRange<Day> {
        let before = key.occasion == .springFestival ? 20 : 15
        return anchor.adding(days: -before)...anchor.adding(days: 15)
    }
}

extension World {
    /// What is owed to a family on the days of a span, in the order in which the plan names it.
    func obligations(of family: Family, in span: ClosedRange<Day>) -> [Obligation] {
        anchors(of: family, in: span).filter { owed in
            guard owed.anchor >= effective, family.isInCare(from: owed.anchor, through: owed.anchor)
            else { return false }
            return owed.key.occasion != .birthday
                || family.members[owed.key.person].lives(on: owed.anchor)
        }
    }

    /// The family's days in a span, whether anything is owed on them or not.
    func anchors(of family: Family, in span: ClosedRange<Day>) -> [Obligation] {
        var found: [Obligation] = []
        func add(_ occasion: VisitOccasion, _ year: Int, _ person: Int, _ anchor: Anchor) {
            guard let day = anchor.day, span.contains(day) else { return }
            let key = Obligation.Key(
                family: family.index, occasion: occasion, year: year, person: person)
            found.append(Obligation(key: key, anchor: day))
        }
        // A lunar birthday late in a lunar year falls in the Gregorian year after it.
        for year in (span.lowerBound.year - 1)...span.upperBound.year {
            add(.springFestival, year, 0, PlanCalendar.anchor(of: .lunarNewYear, in: year))
            add(.partyDay, year, 0, PlanCalendar.anchor(of: .partyFoundingDay, in: year))
            add(.martyrsDay, year, 0, PlanCalendar.anchor(of: .martyrsDay, in: year))
            for (index, martyr) in family.martyrs.enumerated() {
                let anchor = PlanCalendar.occurrence(
                    of: martyr.sacrificed, in: year, fallback: .previousValid)
                add(.sacrificeDay, year, index, anchor)
            }
            for (index, member) in family.members.enumerated() {
                guard let birthday = member.birthday else { continue }
                let anchor = PlanCalendar.occurrence(
                    of: birthday, calendar: member.calendar, in: year, fallback: .previousValid)
                add(.birthday, year, index, anchor)
            }
        }
        return found
    }

    /// The anchor of an obligation as checks name it, such as `birthday/2025/M-00031`.
    func name(of owed: Obligation) -> String {
        let key = owed.key
        let family = families[key.family]
        let node = "\(key.occasion.rawValue)/\(owed.year)"
        return switch key.occasion {
        case .sacrificeDay: "\(node)/\(family.martyrs[key.person].id)"
        case .birthday:
            "\(node)/\(family.members[key.person].id)" + (isSecond(owed, in: family) ? "/2" : "")
        default: node
        }
    }

    /// Whether it is the second of two lunar birthdays in one solar year.
    private func isSecond(_ owed: Obligation, in family: Family) -> Bool {
        guard let year = Day(owed.year, 1, 1) else { return false }
        return anchors(of: family, in: year...owed.anchor).contains {
            $0.key.occasion == .birthday && $0.key.person == owed.key.person
                && $0.anchor < owed.anchor
        }
    }
}
