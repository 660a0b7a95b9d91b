import CaseLedger

/// One of the five dates of one family in one year.
struct VisitNode {
    let occasion: VisitOccasion
    /// The solar year in which it falls.
    let year: Int
    let anchor: Anchor
    var martyr: MartyrID?
    var member: MemberID?
    /// The days among which an undetermined one lies.
    var span: ClosedRange<Day>?
    /// The second of two lunar birthdays in one solar year.
    var isSecond = false

    /// What tells it from the family's others: `birthday/2025/M-1`.
    var name: String {
        let whose = martyr?.rawValue ?? member?.rawValue
        return "\(occasion.rawValue)/\(year)" + (whose.map { "/\($0)" } ?? "")
            + (isSecond ? "/2" : "")
    }

    /// Whether it is something that is done to the survivors, and not to the martyr.
    var isForSurvivors: Bool { occasion != .sacrificeDay && occasion != .martyrsDay }

    /// Whether a visit was made for this very date.
    func isNamed(by visit: Visits.Visit) -> Bool {
        visit.occasion == occasion && (visit.martyr == nil || visit.martyr == martyr)
            && (visit.member == nil || visit.member == member)
    }

    /// The dates of a family in a year, whether or not it was in care.
    static func all(of family: Registry.Family, in year: Int, _ world: SupervisionCase)
        -> [VisitNode]
    {
        let common: [(VisitOccasion, YearlyDay)] = [
            (.springFestival, .lunarNewYear), (.partyDay, .partyFoundingDay),
            (.martyrsDay, .martyrsDay),
        ]
        var nodes = common.map { occasion, yearly in
            VisitNode(
                occasion: occasion, year: year, anchor: PlanCalendar.anchor(of: yearly, in: year))
        }
        for id in family.martyrs {
            let sacrificed = world.registry.martyrs[id]?.sacrificed
            if let sacrificed, sacrificed.latest.year >= year { continue }
            nodes += recurring(
                sacrificed, .solar, in: year, .sacrificeFallback,
                missing: Phrase("牺牲日期", "the day of sacrifice"), world
            ).map {
                VisitNode(occasion: .sacrificeDay, year: year, anchor: $0, martyr: id, span: $1)
            }
        }
        for id in family.members {
            guard let member = world.registry.members[id] else { continue }
            let found = recurring(
                member.birthday, member.calendar, in: year, .birthdayFallback,
                missing: Phrase("出生日期", "the birthday"), world)
            for (place, (anchor, span)) in found.enumerated() {
                nodes.append(
                    VisitNode(
                        occasion: .birthday, year: year, anchor: anchor, member: id, span: span,
                        isSecond: place > 0))
            }
        }
        return nodes
    }

    /// The days of a solar year on which something comes round: one, seldom two or none by the lunar
    /// calendar; or the days among which it lies.
    private static func recurring(
        _ origin: Moment?, _ calendar: CalendarKind, in year: Int, _ key: PolicyKey,
        missing: Phrase, _ world: SupervisionCase
    ) -> [(Anchor, ClosedRange<Day>?)] {
        guard let first = Day(year, 1, 1), let last = Day(year, 12, 31) else { return [] }
        let span = span(of: origin, calendar, first...last)
        guard let origin else {
            // The policy's day stands in for one that nobody knows at all.
            let named = PlanCalendar.occurrence(
                of: .year(year), in: year, fallback: world.policy.policy.fallback(key, on: first))
            return [(named.day == nil ? .undetermined(missing: missing) : named, span)]
        }
        let years = calendar == .lunar ? [year - 1, year] : [year]
        let anchors = years.map { year in
            let day = span.lowerBound
            let anchor = PlanCalendar.occurrence(
                of: origin, calendar: calendar, in: year,
                fallback: world.policy.policy.fallback(key, on: day))
            // What holds on the day that it names decides, not what holds on another.
            guard case .day(let named) = anchor else { return anchor }
            return PlanCalendar.occurrence(
                of: origin, calendar: calendar, in: year,
                fallback: world.policy.policy.fallback(key, on: named))
        }
        let known = anchors.filter { anchor in
            anchor.day.map { $0.year == year && $0 > origin.latest } ?? false
        }
        if !known.isEmpty { return known.map { ($0, nil) } }
        guard let open = anchors.last, open.day == nil, origin.latest.year < year else { return [] }
        return [(open, span)]
    }

    /// The days of a year among which something may lie of which so much is known.
    private static func span(
        of origin: Moment?, _ calendar: CalendarKind, _ year: ClosedRange<Day>
    ) -> ClosedRange<Day> {
        guard let origin, calendar == .solar, origin.precision != .year else { return year }
        let month = origin.earliest.parts.month
        let number = year.lowerBound.year
        guard let first = Day(number, month, 1),
            let last = Day(number, month, Day.daysIn(month: month, of: number))
        else { return year }
        // 29 February may be kept on 1 March.
        return first...(origin.precision == .month ? last : last.adding(days: 1))
    }
}
