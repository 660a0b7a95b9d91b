import CaseLedger

extension PlanCheck {
    /// C4.1: every family has exactly one officer on every day from its enrollment on.
    static let officerContinuity = PlanCheck(
        "C4.1", .serviceTeams, .expects,
        Phrase("每户始终有且只有一名专责人员", "Every family has exactly one officer at all times"),
        basis: Phrase("方案第4条“一对一”", "Plan, measure 4: one-to-one")
    ) { world in
        world.registry.families.values.map { family in
            let first = max(family.enrolled.from, world.planStart)
            let last = min(family.closed?.from ?? world.asOf, world.asOf)
            let intervals = world.intervals(of: family.id)
            let all = Continuity(intervals, first, last).lapses.filter { lapse in
                let tolerance = world.policy.policy.value(
                    .officerGapTolerance, on: lapse.days.lowerBound)
                return lapse.isOverlap
                    || lapse.days.upperBound.days(since: lapse.days.lowerBound) + 1 > tolerance
            }
            var exemptions: [PolicyBook.Exemption] = []
            let lapses = all.filter { lapse in
                let found = world.policy.exemptions(
                    from: "C4.1", of: .family(family.id), covering: lapse.days)
                exemptions += found ?? []
                return found == nil
            }
            let anchor = lapses.first?.days.lowerBound ?? last
            let finding = Finding(
                "C4.1", lapses.isEmpty ? .satisfied : .violated, subject: .family(family.id),
                responsible: world.responsible(for: family.id, on: anchor),
                opens: .day(first), due: .day(last),
                settled: lapses.isEmpty ? .day(last) : nil,
                evidence: [family.enrolled.position] + intervals.flatMap(\.evidence),
                reason: lapses.isEmpty
                    ? Phrase("专责人员连续", "an officer at all times")
                    : Phrase(
                        lapses.map { $0.phrase.chinese }.joined(separator: "；"),
                        lapses.map { $0.phrase.english }.joined(separator: "; ")))
            guard first <= last else { return nil }
            return lapses.isEmpty && !all.isEmpty ? finding.exempt(by: exemptions) : finding
        }.compactMap { $0 }
    }
}

/// The days on which a family had no officer, or more than one.
private struct Continuity {
    struct Lapse {
        let days: ClosedRange<Day>
        let isOverlap: Bool
        let officers: [StaffID]

        var phrase: Phrase {
            let span = "\(days.lowerBound)…\(days.upperBound)"
            let who = officers.map(\.rawValue).joined(separator: ", ")
            return isOverlap
                ? Phrase("\(span) 有多名专责人员（\(who)）", "\(span): more than one officer (\(who))")
                : Phrase("\(span) 无专责人员", "\(span): no officer")
        }
    }

    let lapses: [Lapse]

    init(_ intervals: [Assignments.Interval], _ first: Day, _ last: Day) {
        var lapses: [Lapse] = []
        var next = first
        var holder: StaffID?
        for interval in intervals {
            let from = interval.from
            let through = min(interval.through ?? last, last)
            if from > last || through < first { continue }
            if from > next {
                lapses.append(
                    Lapse(days: next...from.adding(days: -1), isOverlap: false, officers: []))
            } else if from < next, let holder, holder != interval.officer {
                let end = min(through, next.adding(days: -1))
                let start = max(from, first)
                if start <= end {
                    lapses.append(
                        Lapse(
                            days: start...end, isOverlap: true,
                            officers: [holder, interval.officer]
                        ))
                }
            }
            if through >= next {
                next = through.adding(days: 1)
                holder = interval.officer
            }
        }
        if next <= last {
            lapses.append(Lapse(days: next...last, isOverlap: false, officers: []))
        }
        self.lapses = lapses
    }
}
