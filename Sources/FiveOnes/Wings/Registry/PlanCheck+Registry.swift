import CaseLedger

extension PlanCheck {
    /// C9.1: every survivor is verified at least once in every period.
    static let periodicVerification = PlanCheck(
        "C9.1", .interactionBase, .expects,
        Phrase("定期逐户逐人核查", "Every survivor is verified in every period"),
        basis: Phrase(
            "方案第9条“定期”；周期为政策默认值（季度）", "Plan, measure 9; the period (a quarter) is a default")
    ) { world in
        let periods = Period.list(
            by: world.policy.policy, from: world.planStart, through: world.asOf)
        let statutory = Period.statutory(world, beside: periods)
        return world.registry.members.values.flatMap { member in
            let verifications = (world.verifications.byMember[member.id] ?? [])
                .sorted { ($0.day, $0.position) < ($1.day, $1.position) }
            return ((member.receivesPension ? statutory : []) + periods).compactMap {
                $0.finding(of: member, verifications, in: world)
            }
        }
    }
}

/// One period of verification.
private struct Period {
    let days: ClosedRange<Day>
    /// `2025-Q3` for a quarter, `2025` for a year of the law, else the first month and the number
    /// of months, `2025-07+2`.
    let name: String
    /// What is said of a survivor who was not verified in it.
    let missing: Phrase

    /// What is found of a survivor; `nil` if nobody had to be verified.
    func finding(
        of member: Registry.Member, _ verifications: [Verifications.Verification],
        in world: SupervisionCase
    ) -> Finding? {
        let (first, last) = (days.lowerBound, days.upperBound)
        let end = min(last, world.asOf)
        let seen = verifications.first { days.contains($0.day) }
        guard member.isLiving(on: first), seen != nil || member.isLiving(on: end),
            world.registry.families[member.family]?.isInCare(on: end) ?? false
        else { return nil }
        let outcome = seen == nil ? world.unmet(opens: first, closes: last) : .satisfied
        let finding = Finding(
            "C9.1", outcome, subject: .member(member.id), anchor: name,
            responsible: world.responsible(for: member.family, on: end),
            opens: .day(first), due: .day(last), closes: .day(last),
            settled: seen.map { .day($0.day) },
            evidence: [member.enrolled.position] + (seen.map { [$0.position] } ?? []),
            reason: seen == nil ? missing : Phrase("已核查", "verified"))
        return world.considering(finding, on: last)
    }

    /// The years in which the law wants every recipient of a pension confirmed, and no period of
    /// the policy lies in them that wants as much.
    static func statutory(_ world: SupervisionCase, beside periods: [Period]) -> [Period] {
        world.years.compactMap { year in
            guard let first = Day(year, 1, 1), let last = Day(year, 12, 31),
                first >= world.planStart,
                world.policy.policy.value(.statutoryConfirmationsPerYear, on: last) > 0,
                !periods.contains(where: {
                    first <= $0.days.lowerBound && $0.days.upperBound <= last
                })
            else { return nil }
            return Period(
                days: first...last, name: String(year),
                missing: Phrase(
                    "\(year) 年未核查，法定每年至少一次", "not verified in \(year), as the law wants"))
        }
    }

    /// The periods that begin with the first January, each as long as the policy says on its first
    /// day, as far as they begin in the span.
    static func list(by policy: Policy, from start: Day, through end: Day) -> [Period] {
        var periods: [Period] = []
        var month = start.year * 12
        while let first = Day(month / 12, month % 12 + 1, 1), first <= end {
            let months = max(1, policy.value(.verificationPeriod, on: first))
            let next = month + months
            guard let after = Day(next / 12, next % 12 + 1, 1) else { break }
            let isQuarter = months == 3 && month % 3 == 0
            let name =
                isQuarter
                ? "\(first.year)-Q\(month % 12 / 3 + 1)"
                : "\(first.description.prefix(7))+\(months)"
            if first >= start {
                periods.append(
                    Period(
                        days: first...after.adding(days: -1), name: name,
                        missing: Phrase("\(name) 未核查", "not verified in \(name)")))
            }
            month = next
        }
        return periods
    }
}
