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
        let statutory = StatutoryYear.list(world, beside: periods)
        return world.registry.members.values.flatMap { member in
            let verifications = (world.verifications.byMember[member.id] ?? [])
                .sorted { ($0.day, $0.position) < ($1.day, $1.position) }
            let yearly = statutory.compactMap { year in
                year.finding(of: member, verifications, in: world)
            }
            return yearly
                + periods.compactMap { period -> Finding? in
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

/// A year in which the law wants every recipient of a pension confirmed, and no period of the
/// policy lies in it that wants as much.
private struct StatutoryYear {
    let number: Int
    let days: ClosedRange<Day>

    static func list(_ world: SupervisionCase, beside periods: [Period]) -> [StatutoryYear] {
        world.years.compactMap { number in
            guard let first = Day(number, 1, 1), let last = Day(number, 12, 31),
                first >= world.planStart,
                world.policy.policy.value(.statutoryConfirmationsPerYear, on: last) > 0,
                !periods.contains(where: {
                    first <= $0.days.lowerBound && $0.days.upperBound <= last
                })
            else { return nil }
            return StatutoryYear(number: number, days: first...last)
        }
    }

    func finding(
        of member: Registry.Member, _ verifications: [Verifications.Verification],
        in world: SupervisionCase
    ) -> Finding? {
        let (first, last) = (days.lowerBound, days.upperBound)
        let end = min(last, world.asOf)
        let seen = verifications.first { days.contains($0.day) }
        guard member.receivesPension, member.isLiving(on: first),
            seen != nil || member.isLiving(on: end),
            world.registry.families[member.family]?.isInCare(on: end) ?? false
        else { return nil }
        let outcome = seen == nil ? world.unmet(opens: first, closes: last) : .satisfied
        let finding = Finding(
            "C9.1", outcome, subject: .member(member.id), anchor: String(number),
            responsible: world.responsible(for: member.family, on: end),
            opens: .day(first), due: .day(last), closes: .day(last),
            settled: seen.map { .day($0.day) },
            evidence: [member.enrolled.position] + (seen.map { [$0.position] } ?? []),
            reason: seen == nil
                ? Phrase("\(number) 年未核查，法定每年至少一次", "not verified in \(number), as the law wants")
                : Phrase("已核查", "verified"))
        return world.considering(finding, on: last)
    }
}

/// One period of verification.
private struct Period {
    let days: ClosedRange<Day>
    /// `2025-Q3` for a quarter, else the first month and the number of months, `2025-07+2`.
    let name: String

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
                periods.append(Period(days: first...after.adding(days: -1), name: name))
            }
            month = next
        }
        return periods
    }
}
