import CaseLedger

extension PlanCheck {
    /// C9.1: every survivor is verified at least once in every period.
    static let periodicVerification = PlanCheck(
        "C9.1", .interactionBase, .expects,
        Phrase("定期逐户逐人核查", "Every survivor is verified in every period"),
        basis: Phrase(
            "方案第9条“定期”；周期为政策默认值（季度）", "Plan, measure 9; the period (a quarter) is a default")
    ) { world in
        let months = max(1, world.policy.policy.value(.verificationPeriod, on: world.asOf))
        let periods = Period.list(of: months, from: world.planStart, through: world.asOf)
        return world.registry.members.values.flatMap { member in
            let verifications = (world.verifications.byMember[member.id] ?? [])
                .sorted { ($0.day, $0.position) < ($1.day, $1.position) }
            return periods.compactMap { period -> Finding? in
                let (first, last) = (period.days.lowerBound, period.days.upperBound)
                let seen = verifications.first { period.days.contains($0.day) }
                let end = min(last, world.asOf)
                guard member.isLiving(on: first),
                    seen != nil || member.isLiving(on: end),
                    world.registry.families[member.family]?.isInCare(on: end) ?? false
                else { return nil }
                let outcome = seen == nil ? world.unmet(opens: first, closes: last) : .satisfied
                let finding = Finding(
                    "C9.1", outcome, subject: .member(member.id), anchor: period.name,
                    responsible: world.responsible(for: member.family, on: end),
                    opens: .day(first), due: .day(last), closes: .day(last),
                    settled: seen.map { .day($0.day) },
                    evidence: [member.enrolled.position] + (seen.map { [$0.position] } ?? []),
                    reason: seen == nil
                        ? Phrase("\(period.name) 未核查", "not verified in \(period.name)")
                        : Phrase("已核查", "verified"))
                return world.considering(finding, on: last)
            }
        }
    }
}

/// One period of verification.
private struct Period {
    let days: ClosedRange<Day>
    /// `2025-Q3` for a quarter, else the first month and the number of months, `2025-07+2`.
    let name: String

    /// The periods of `months` months that begin with January, as far as they lie in the span.
    static func list(of months: Int, from start: Day, through end: Day) -> [Period] {
        guard start <= end else { return [] }
        var periods: [Period] = []
        var (year, month) = (start.year, 1)
        while year <= end.year {
            let next =
                month + months > 12 ? (year + (month + months - 1) / 12, 1) : (year, month + months)
            let nextMonth = next.0 > year ? (month + months - 1) % 12 + 1 : next.1
            guard let first = Day(year, month, 1), let after = Day(next.0, nextMonth, 1) else {
                break
            }
            let name =
                months == 3
                ? "\(year)-Q\((month + 2) / 3)"
                : "\(first.description.prefix(7))+\(months)"
            if first >= start, first <= end {
                periods.append(Period(days: first...after.adding(days: -1), name: name))
            }
            (year, month) = (next.0, nextMonth)
        }
        return periods
    }
}
