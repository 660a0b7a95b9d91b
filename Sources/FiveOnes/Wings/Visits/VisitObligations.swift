import CaseLedger

/// The visits that are owed to each family on the five dates, and what became of each.
///
/// For a family of one martyr and three survivors a year has 3 + 1 + 3 = 7.
struct VisitObligations {
    /// One finding for each family and date.
    private(set) var findings: [Finding] = []
    private let world: SupervisionCase

    /// One date of one family.
    private struct Node {
        let occasion: VisitOccasion
        let year: Int
        let anchor: Anchor
        var martyr: MartyrID?
        var member: MemberID?

        var name: String {
            let whose = martyr?.rawValue ?? member?.rawValue
            return "\(occasion.rawValue)/\(year)" + (whose.map { "/\($0)" } ?? "")
        }
    }

    init(_ world: SupervisionCase) {
        self.world = world
        for family in world.registry.families.values.sorted(by: { $0.id < $1.id }) {
            var nodes: [(node: Node, day: Day)] = []
            for year in (world.years.lowerBound - 1)...world.years.upperBound {
                for node in self.nodes(of: family, in: year) {
                    switch node.anchor {
                    case .day(let day): nodes.append((node, day))
                    case .undetermined(let missing):
                        if year >= world.years.lowerBound {
                            findings += undetermined(node, family, missing)
                        }
                    }
                }
            }
            let owed = nodes.sorted { ($0.day, $0.node.name) < ($1.day, $1.node.name) }
                .filter { node, day in
                    day >= world.planStart && day.year <= world.asOf.year
                        && family.isInCare(on: day)
                        && (node.member.map {
                            world.registry.members[$0]?.isLiving(on: day) == true
                        } ?? true)
                }
            let visits = matched(owed, family)
            for (index, (node, day)) in owed.enumerated() {
                findings.append(settle(node, day, family, visits[index]))
            }
        }
    }

    private func nodes(of family: Registry.Family, in year: Int) -> [Node] {
        let policy = world.policy.policy
        let reference = Day(year, 12, 31) ?? world.asOf
        var nodes = [
            Node(
                occasion: .springFestival, year: year,
                anchor: PlanCalendar.anchor(of: .lunarNewYear, in: year)),
            Node(
                occasion: .partyDay, year: year,
                anchor: PlanCalendar.anchor(of: .partyFoundingDay, in: year)),
            Node(
                occasion: .martyrsDay, year: year,
                anchor: PlanCalendar.anchor(of: .martyrsDay, in: year)),
        ]
        for id in family.martyrs {
            guard let sacrificed = world.registry.martyrs[id]?.sacrificed else {
                let missing = Phrase("牺牲日期", "the day of sacrifice")
                nodes.append(
                    Node(
                        occasion: .sacrificeDay, year: year,
                        anchor: .undetermined(missing: missing),
                        martyr: id))
                continue
            }
            guard sacrificed.latest.year < year else { continue }
            let anchor = PlanCalendar.occurrence(
                of: sacrificed, in: year,
                fallback: policy.fallback(.sacrificeFallback, on: reference))
            nodes.append(Node(occasion: .sacrificeDay, year: year, anchor: anchor, martyr: id))
        }
        for id in family.members {
            guard let member = world.registry.members[id], let birthday = member.birthday else {
                continue
            }
            guard birthday.latest.year < year else { continue }
            let anchor = PlanCalendar.occurrence(
                of: birthday, calendar: member.calendar, in: year,
                fallback: policy.fallback(.birthdayFallback, on: reference))
            nodes.append(Node(occasion: .birthday, year: year, anchor: anchor, member: id))
        }
        return nodes
    }

    private func undetermined(_ node: Node, _ family: Registry.Family, _ missing: Phrase)
        -> [Finding]
    {
        let last = min(Day(node.year, 12, 31) ?? world.asOf, world.asOf)
        guard let first = Day(node.year, 1, 1), first >= world.planStart, family.isInCare(on: last),
            node.member.map({ world.registry.members[$0]?.isLiving(on: last) == true }) ?? true
        else { return [] }
        return [
            Finding(
                "C15.1", .notDeterminable, subject: .family(family.id), anchor: node.name,
                responsible: world.responsible(for: family.id, on: last),
                evidence: [family.enrolled.position],
                reason: Phrase("缺：\(missing.chinese)", "missing: \(missing.english)"))
        ]
    }

    /// The visit that settles each date, as far as there is one.
    ///
    /// Visits that name whom they were for go to that person's dates first; those that name nobody
    /// settle what is left. Where the policy allows it, a visit may settle several dates.
    private func matched(_ owed: [(node: Node, day: Day)], _ family: Registry.Family)
        -> [Visits.Visit?]
    {
        let all = (world.visits.byFamily[family.id] ?? [])
            .sorted { ($0.day, $0.position) < ($1.day, $1.position) }
        var chosen = [Visits.Visit?](repeating: nil, count: owed.count)
        guard !all.isEmpty else { return chosen }
        var used: Set<UInt64> = []
        let passes: [(Visits.Visit, Node, Bool) -> Bool] = [
            { visit, node, _ in
                names(visit, node) && visit.martyr == node.martyr && visit.member == node.member
            },
            { visit, node, _ in names(visit, node) },
            { _, _, shares in shares },
        ]
        for pass in passes {
            for (index, (node, day)) in owed.enumerated() where chosen[index] == nil {
                let shares = world.policy.policy.flag(.allowSharedVisit, on: day)
                let window = window(of: node, day)
                let visit = all.first {
                    window.contains($0.day) && (shares || !used.contains($0.position))
                        && pass($0, node, shares)
                }
                guard let visit else { continue }
                used.insert(visit.position)
                chosen[index] = visit
            }
        }
        return chosen
    }

    /// The days on which a visit settles a date.
    private func window(of node: Node, _ day: Day) -> ClosedRange<Day> {
        let policy = world.policy.policy
        let isFestival = node.occasion == .springFestival
        let before = policy.value(
            isFestival ? .springFestivalWindowBefore : .visitWindowBefore, on: day)
        let after = policy.value(
            isFestival ? .springFestivalWindowAfter : .visitWindowAfter, on: day)
        return day.adding(days: -before)...day.adding(days: after)
    }

    private func settle(
        _ node: Node, _ day: Day, _ family: Registry.Family, _ visit: Visits.Visit?
    ) -> Finding {
        let window = window(of: node, day)
        let (opens, closes) = (window.lowerBound, window.upperBound)
        let outcome: Outcome
        if let visit {
            outcome = visit.day <= day ? .satisfied : .late
        } else {
            outcome = world.unmet(opens: opens, closes: closes)
        }
        let evidence =
            [family.enrolled.position]
            + (world.officer(of: family.id, on: day)?.evidence.prefix(1) ?? [])
            + (visit.map { [$0.position] } ?? [])
        let finding = Finding(
            "C15.1", outcome, subject: .family(family.id), anchor: node.name,
            responsible: world.responsible(for: family.id, on: day), opens: .day(opens),
            due: .day(day), closes: .day(closes), settled: visit.map { .day($0.day) },
            evidence: evidence, reason: reason(outcome, node, opens, day, closes, visit))
        return world.considering(finding, on: day)
    }

    /// Whether a visit was made for this very date.
    private func names(_ visit: Visits.Visit, _ node: Node) -> Bool {
        visit.occasion == node.occasion && (visit.martyr == nil || visit.martyr == node.martyr)
            && (visit.member == nil || visit.member == node.member)
    }

    private func reason(
        _ outcome: Outcome, _ node: Node, _ opens: Day, _ due: Day, _ closes: Day,
        _ visit: Visits.Visit?
    ) -> Phrase {
        let label = node.occasion.label
        switch outcome {
        case .satisfied: return Phrase("已按时走访", "visited in time")
        case .late:
            let days = visit?.day.days(since: due) ?? 0
            return Phrase(
                "\(label.chinese)走访迟 \(days) 天",
                "visited \(days) day\(days == 1 ? "" : "s") after \(label.english)")
        case .violated:
            return Phrase(
                "应于 \(opens)…\(closes) 因\(label.chinese)（\(due)）走访，未见走访记录",
                "a visit for \(label.english) (\(due)) was expected in \(opens)…\(closes); "
                    + "none is on record")
        case .pending, .notYetDue:
            return Phrase("应于 \(due) 前走访", "a visit is due by \(due)")
        default: return Phrase("", "")
        }
    }
}
