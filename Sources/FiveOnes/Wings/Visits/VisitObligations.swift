import CaseLedger

/// The visits that are owed to each family on the five dates, and what the record says of each.
///
/// For a family of one martyr and three survivors a year has 3 + 1 + 3 = 7.
struct VisitObligations {
    /// One for each family and date.
    private(set) var owed: [Owed] = []
    private let world: SupervisionCase
    private var policy: Policy { world.policy.policy }

    private typealias Dated = (node: VisitNode, day: Day)

    init(_ world: SupervisionCase) {
        self.world = world
        for family in world.registry.families.values.sorted(by: { $0.id < $1.id }) {
            add(family)
        }
    }

    private mutating func add(_ family: Registry.Family) {
        var dates: [Dated] = []
        let start = max(world.planStart, family.enrolled.from)
        // A window may open before its year does.
        let last = world.horizon.year + 1
        for year in min(start.year, last)...last {
            for node in VisitNode.all(of: family, in: year, world) {
                switch node.anchor {
                case .undetermined(let missing): addUndetermined(node, family, missing, start)
                case .day(let day) where day >= start:
                    guard day.year < last || window(of: node, day).lowerBound <= world.horizon
                    else { continue }
                    guard let reason = exclusion(of: node, day, family) else {
                        dates.append((node, day))
                        continue
                    }
                    guard reason.isListed else { continue }
                    owed.append(
                        Owed(
                            obligation(node, day, family),
                            .notOwed(because: reason.said, by: reason.evidence)))
                case .day: break
                }
            }
        }
        dates.sort { ($0.day, $0.node.name) < ($1.day, $1.node.name) }
        let visits = (world.visits.byFamily[family.id] ?? []).filter { $0.mode != .phone }
            .sorted { ($0.day, $0.position) < ($1.day, $1.position) }
        let chosen = matched(dates, visits, family)
        for (index, date) in dates.enumerated() {
            owed.append(settled(date, family, chosen[index], visits))
        }
    }

    // MARK: - What is owed

    /// Why nothing is owed on a day, and whether that is worth a line; `nil` if something is.
    private func exclusion(of node: VisitNode, _ day: Day, _ family: Registry.Family)
        -> (said: Phrase, evidence: [UInt64], isListed: Bool)?
    {
        if let closed = family.closed, closed.from <= day {
            return (
                Phrase("档案当日已关闭", "the file was closed that day"), [closed.position],
                closed.from == day
            )
        }
        if let id = node.member, let member = world.registry.members[id] {
            if member.enrolled.from > day { return (Phrase("", ""), [], false) }
            if let died = member.died, died.from <= day {
                return (
                    Phrase("当日去世", "the survivor died that day"), [died.position],
                    died.from == day
                )
            }
        }
        if node.isForSurvivors, let death = world.registry.lastDeath(in: family), death.day <= day {
            return (Phrase("已无在世遗属", "no survivor is living"), [death.position], true)
        }
        return nil
    }

    /// A date that nobody can name is listed from the first day on which it may have been owed.
    private mutating func addUndetermined(
        _ node: VisitNode, _ family: Registry.Family, _ missing: Phrase, _ start: Day
    ) {
        let member = node.member.flatMap { world.registry.members[$0] }
        let ends = [
            family.closed?.from, member?.died?.from,
            node.isForSurvivors ? world.registry.lastDeath(in: family)?.day : nil,
        ].compactMap { $0?.adding(days: -1) }
        guard let span = node.span else { return }
        let first = max(span.lowerBound, start, member?.enrolled.from ?? start)
        let last = ([span.upperBound, world.horizon] + ends).min() ?? first
        guard first <= last else { return }
        let duty = Obligation(
            subject: .family(family.id), anchor: node.name, day: last,
            responsible: world.responsible(for: family.id, on: last),
            basis: [family.enrolled.position])
        owed.append(Owed(duty, .unknown(missing: missing, there: [])))
    }

    private func obligation(_ node: VisitNode, _ day: Day, _ family: Registry.Family)
        -> Obligation
    {
        let window = window(of: node, day)
        var responsible = world.responsible(for: family.id, on: day)
        // What is owed to the martyr alone is the unit's, at the grave.
        if world.registry.lastDeath(in: family).map({ $0.day <= day }) ?? false {
            responsible.person = nil
        }
        return Obligation(
            subject: .family(family.id), anchor: node.name, day: day, responsible: responsible,
            opens: .day(window.lowerBound), due: .day(day), closes: .day(window.upperBound),
            basis: [family.enrolled.position]
                + (world.officer(of: family.id, on: day)?.evidence.prefix(1) ?? []))
    }

    /// The days on which a visit settles a date.
    private func window(of node: VisitNode, _ day: Day) -> ClosedRange<Day> {
        let isFestival = node.occasion == .springFestival
        let before = policy.value(
            isFestival ? .springFestivalWindowBefore : .visitWindowBefore, on: day)
        let after = policy.value(
            isFestival ? .springFestivalWindowAfter : .visitWindowAfter, on: day)
        return day.adding(days: -before)...day.adding(days: after)
    }

    // MARK: - What was done

    /// Whether a visit met whom the date is about: on a birthday the survivor whose it is, else one
    /// of the family's; at the grave nobody.
    private func meets(_ visit: Visits.Visit, _ node: VisitNode, _ family: Registry.Family) -> Bool
    {
        if let member = node.member { return visit.met.contains(member) }
        if visit.met.contains(where: family.members.contains) { return true }
        return !node.isForSurvivors
            && world.registry.lastDeath(in: family).map { $0.day <= visit.day } ?? false
    }

    /// The visit that settles each date, as far as there is one.
    ///
    /// Visits that name whom they were for go to that person's dates first; those that name nobody
    /// settle what is left. Where the policy allows it, a visit settles every date in whose window
    /// it lies.
    private func matched(
        _ dates: [Dated], _ visits: [Visits.Visit], _ family: Registry.Family
    ) -> [Visits.Visit?] {
        var chosen = [Visits.Visit?](repeating: nil, count: dates.count)
        guard !visits.isEmpty else { return chosen }
        var used: Set<UInt64> = []
        let passes: [(Visits.Visit, VisitNode) -> Bool] = [
            { visit, node in
                node.isNamed(by: visit) && visit.martyr == node.martyr
                    && visit.member == node.member
            },
            { visit, node in node.isNamed(by: visit) },
        ]
        for (place, pass) in passes.enumerated() {
            for (index, (node, day)) in dates.enumerated() where chosen[index] == nil {
                let shares = policy.flag(.allowSharedVisit, on: day)
                guard !shares || place == 0 else { continue }
                let window = window(of: node, day)
                let visit = visits.first {
                    window.overlaps($0.at.earliest...$0.at.latest)
                        && (shares || !used.contains($0.position) && pass($0, node))
                        && meets($0, node, family)
                }
                guard let visit else { continue }
                if !shares { used.insert(visit.position) }
                chosen[index] = visit
            }
        }
        return chosen
    }

    private func settled(
        _ date: Dated, _ family: Registry.Family, _ visit: Visits.Visit?, _ visits: [Visits.Visit]
    ) -> Owed {
        let (node, day) = date
        let duty = obligation(node, day, family)
        let window = window(of: node, day)
        if let visit {
            let isInside =
                window.lowerBound <= visit.at.earliest && visit.at.latest <= window.upperBound
            return isInside
                ? Owed(duty, .met(at: .day(visit.day), by: [visit.position])) {
                    words($0, date, window, visit, [])
                }
                : Owed(
                    duty,
                    .unknown(
                        missing: Phrase(
                            "走访的确切日期（\(visit.at)）", "the day of the visit (\(visit.at))"),
                        there: [visit.position]))
        }
        let after = visits.first {
            node.isNamed(by: $0) && $0.at.earliest > window.upperBound
                && $0.at.earliest < day.adding(days: 180) && meets($0, node, family)
        }
        let failed = (world.visits.failed[family.id] ?? []).filter {
            $0.occasion == node.occasion && window.contains($0.at.at.latest)
        }
        let there = failed.map(\.at.position) + (after.map { [$0.position] } ?? [])
        return Owed(duty, .open(there: there)) { words($0, date, window, after, failed) }
    }

    private func words(
        _ outcome: Outcome, _ date: Dated, _ window: ClosedRange<Day>, _ visit: Visits.Visit?,
        _ failed: [Visits.Attempt]
    ) -> Phrase? {
        let label = date.node.occasion.label
        switch outcome {
        case .satisfied: return Phrase("已按时走访", "visited in time")
        case .late:
            let days = visit?.day.days(since: date.day) ?? 0
            return Phrase(
                "\(label.chinese)走访迟 \(days) 天",
                "visited \(days) day\(days == 1 ? "" : "s") after \(label.english)")
        case .violated:
            var there = Phrase("未见走访记录", "none is on record")
            if let visit {
                there = Phrase("\(visit.at) 才走访", "the visit was on \(visit.at)")
            } else if let last = failed.last {
                there = Phrase("\(last.at.at) 走访未成", "one failed on \(last.at.at)")
            }
            return Phrase(
                "应于 \(window.lowerBound)…\(window.upperBound) 因\(label.chinese)（\(date.day)）走访，"
                    + there.chinese,
                "a visit for \(label.english) (\(date.day)) was expected in "
                    + "\(window.lowerBound)…\(window.upperBound); " + there.english)
        case .pending, .notYetDue:
            return Phrase("应于 \(date.day) 前走访", "a visit is due by \(date.day)")
        default: return nil
        }
    }
}
