import CaseLedger

extension PlanCheck {
    /// C9.1: every survivor is verified at least once in every period.
    static let periodicVerification = PlanCheck(
        "C9.1", .interactionBase, .expects,
        Phrase("定期逐户逐人核查", "Every survivor is verified in every period"),
        basis: Phrase(
            "方案第9条“定期”；周期为政策默认值（季度）", "Plan, measure 9; the period (a quarter) is a default"),
        mend: Phrase(
            "逐人核查生活、健康、收入三项", "verify the survivor: living condition, health, income")
    ) { world in
        let periods = Period.list(
            by: world.policy.policy, from: world.planStart, through: world.horizon)
        let statutory = Period.statutory(world, beside: periods)
        return world.registry.members.values.flatMap { member in
            let verifications = (world.verifications.byMember[member.id] ?? [])
                .sorted { ($0.day, $0.position) < ($1.day, $1.position) }
            return ((member.receivesPension ? statutory : []) + periods).compactMap {
                $0.owed(to: member, verifications, in: world)
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
    /// How often a survivor is to be verified in it.
    var times = 1
    /// The first day on which what asks for it is in force.
    let inForce: Day

    /// What is owed to a survivor; `nil` for who was in care on no day of it.
    func owed(
        to member: Registry.Member, _ verifications: [Verifications.Verification],
        in world: SupervisionCase
    ) -> Owed? {
        let share = CareShare(of: days, member, world, inForce: inForce)
        guard let share else { return nil }
        let inside = verifications.filter { days.contains($0.day) }
        let seen = inside.filter(\.isComplete).prefix(times)
        let duty = Obligation(
            subject: .member(member.id), anchor: name, day: days.upperBound,
            responsible: world.responsible(for: member.family, on: share.last),
            opens: .day(days.lowerBound), due: .day(days.upperBound),
            basis: [member.enrolled.position])
        let name = name
        let words: @Sendable (Outcome) -> Phrase? = { outcome in
            switch outcome {
            case .satisfied: Phrase("已核查", "verified")
            case .notYetDue: nil
            default:
                inside.isEmpty
                    ? Phrase("\(name) 未核查", "not verified in \(name)")
                    : Phrase(
                        "\(name) 的核查不全（生活、健康、收入三项）或次数不足",
                        "verified in \(name), but without all of living condition, health and "
                            + "income, or not often enough")
            }
        }
        if seen.count == times, let last = seen.last {
            return Owed(duty, .met(at: .day(last.day), by: seen.map(\.position)), words: words)
        }
        if let reason = share.reason {
            return Owed(
                duty, .notOwed(because: reason, by: share.evidence + inside.map(\.position)))
        }
        return Owed(duty, .open(there: inside.map(\.position)), words: words)
    }

    /// The years in which the law wants every recipient of a pension confirmed, and no period of
    /// the policy lies in them that wants as much.
    static func statutory(_ world: SupervisionCase, beside periods: [Period]) -> [Period] {
        world.recordedYears.compactMap { year in
            guard let first = Day(year, 1, 1), let last = Day(year, 12, 31),
                case let times = world.policy.policy.value(
                    .statutoryConfirmationsPerYear, on: last), times > 0,
                !periods.contains(where: {
                    first <= $0.days.lowerBound && $0.days.upperBound <= last
                })
            else { return nil }
            return Period(
                days: first...last, name: String(year), times: times, inForce: first)
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
            if after > start {
                periods.append(
                    Period(days: first...after.adding(days: -1), name: name, inForce: start))
            }
            month = next
        }
        return periods
    }
}
