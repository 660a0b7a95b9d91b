import CaseLedger

extension PlanCheck {
    /// C4.1: every family has exactly one officer on every day from its enrollment on.
    static let officerContinuity = PlanCheck(
        "C4.1", .serviceTeams, .expects,
        Phrase("每户始终有且只有一名专责人员", "Every family has exactly one officer at all times"),
        basis: Phrase("方案第4条“一对一”", "Plan, measure 4: one-to-one"),
        mend: Phrase("指定一名在岗的专责人员", "assign one officer who works there")
    ) { world in
        world.registry.families.values.map { family in
            let first = max(family.enrolled.from, world.planStart)
            let end = world.registry.endOfCare(of: family)
            let last = min(end?.day.adding(days: -1) ?? world.horizon, world.horizon)
            var duty = Obligation(
                subject: .family(family.id), day: last,
                responsible: world.responsible(for: family.id, on: last), opens: .day(first),
                due: .day(last), basis: [family.enrolled.position])
            guard first <= last else {
                duty.opens = nil
                duty.due = nil
                return Owed(
                    duty,
                    .notOwed(
                        because: Phrase(
                            "方案施行后没有在册的遗属", "no survivor was in care since the plan took effect"),
                        by: end.map { [$0.position] } ?? []))
            }
            let intervals = world.intervals(of: family.id)
            let lapses = Continuity(intervals, first, last).lapses.filter { lapse in
                let tolerance = world.policy.policy.value(
                    .officerGapTolerance, on: lapse.days.lowerBound)
                return lapse.isOverlap
                    || lapse.days.upperBound.days(since: lapse.days.lowerBound) + 1 > tolerance
            }
            duty.basis += intervals.flatMap(\.evidence)
            if let lapse = lapses.first {
                duty.responsible = world.responsible(for: family.id, on: lapse.days.lowerBound)
            }
            return Owed(
                duty, .faults(lapses.map { .init(days: $0.days, said: $0.phrase) })
            ) { _ in Phrase("专责人员连续", "an officer at all times") }
        }
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
                // A hand-over within one day is no overlap.
                if start <= end, start < end || interval.through == end {
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
