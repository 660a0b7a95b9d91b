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

    /// C12.4: every ticket is resolved within its limit.
    static let ticketLimits = PlanCheck(
        "C12.4", .roundTheClockHotline, .expects,
        Phrase("工单在时限内办结", "Tickets are resolved within their limits"),
        basis: Phrase(
            "方案第12条；时限为政策默认值", "Plan, measure 12; the limits are defaults of the policy")
    ) { world in
        world.tickets.tickets.values.map { ticket in
            let limit = TicketLimit(ticket, world.policy.policy)
            let done = ticket.resolution
            let outcome: Outcome
            switch (limit.due, done) {
            case (nil, _): outcome = .notDeterminable
            case (let due?, let done?): outcome = done.at.last <= due ? .satisfied : .late
            case (let due?, nil): outcome = due > world.asOf.end ? .pending : .violated
            }
            let finding = Finding(
                "C12.4", outcome, subject: .ticket(ticket.id),
                responsible: world.responsible(for: ticket), opens: ticket.opened.at,
                due: limit.due.map { .instant($0) }, settled: done?.at,
                evidence: [ticket.opened.position] + ticket.reopened.map(\.position)
                    + (done.map { [$0.position] } ?? []),
                reason: limit.reason(outcome))
            return world.considering(finding, on: ticket.opened.at.earliest)
        }
    }

    /// C12.5: after a ticket is resolved, the caller is asked whether it helped.
    static let effectFeedback = PlanCheck(
        "C12.5", .roundTheClockHotline, .expects,
        Phrase("办结后回访效果", "The effect is fed back after resolving"),
        basis: Phrase("方案第12条“效果反馈”", "Plan, measure 12: feedback on effect")
    ) { world in
        world.tickets.tickets.values.compactMap { ticket -> Finding? in
            // A ticket that was taken up again is judged by what followed.
            let closings = ticket.since(ticket.reopening, ticket.closed)
                .sorted { $0.at.last < $1.at.last }
            guard let begun = ticket.resolution ?? closings.first else { return nil }
            let days = world.policy.policy.value(.callBackLimit, on: begun.at.latest)
            let due = try? WorkingCalendar.china.adding(workingDays: days, to: begun.at.latest)
            let call = ticket.since(ticket.reopening, ticket.feedback)
                .filter { $0.at.last >= begun.at.first }
                .min { $0.at.last < $1.at.last }
            let outcome: Outcome
            let reason: Phrase
            switch (call, due) {
            case (_, nil):
                outcome = .notDeterminable
                reason = Phrase("该年节假日表缺失，无法计算时限", "no holiday table for that year")
            case (let call?, let due?):
                outcome = call.at.last <= due.end ? .satisfied : .late
                reason =
                    outcome == .satisfied
                    ? Phrase("已按时回访", "called back in time")
                    : Phrase("回访晚于 \(due)", "called back after \(due)")
            case (nil, let due?) where !closings.isEmpty:
                outcome = .violated
                reason = Phrase(
                    "未回访即关闭；应于 \(due) 前回访", "closed without feedback; it was due by \(due)")
            case (nil, let due?):
                outcome = due > world.asOf ? .pending : .violated
                reason =
                    outcome == .pending
                    ? Phrase("应于 \(due) 前回访", "feedback is due by \(due)")
                    : Phrase(
                        "应于 \(due) 前回访，未见回访记录", "feedback was due by \(due); none is on record")
            }
            let finding = Finding(
                "C12.5", outcome, subject: .ticket(ticket.id),
                responsible: world.responsible(for: ticket), opens: begun.at,
                due: due.map { .day($0) }, settled: call?.at,
                evidence: [begun.position] + ticket.closed.map(\.position)
                    + (call.map { [$0.position] } ?? []),
                reason: reason)
            return world.considering(finding, on: begun.at.latest)
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

/// By when a ticket must be resolved.
struct TicketLimit {
    /// The limit; `nil` where the holiday table does not reach.
    let due: Instant?
    private let missing: String

    init(_ ticket: TicketBook.Ticket, _ policy: Policy) {
        var due = ticket.deadline
        var missing = ""
        var extensions = ticket.extensions
        if due == nil {
            // A ticket that was reopened has its category's limit anew.
            let from = (ticket.reopening ?? ticket.opened).at.latest
            let days = policy.value(Self.key(ticket.category), on: from)
            do throws(CalendarError) {
                due = try WorkingCalendar.china.adding(workingDays: days, to: from).end
            } catch { missing = "\(error)" }
            if let reopening = ticket.reopening {
                extensions.removeAll { $0.at.at.last <= reopening.at.first }
            }
        }
        for longer in extensions.sorted(by: { $0.at.at.first < $1.at.at.first }) {
            if let limit = due, longer.at.at.last <= limit { due = max(limit, longer.deadline) }
        }
        self.due = due
        self.missing = missing
    }

    private static func key(_ category: TicketCategory) -> PolicyKey {
        switch category {
        case .urgent: .urgentLimit
        case .enquiry: .enquiryLimit
        case .guidance: .guidanceLimit
        case .request: .requestLimit
        case .complaint: .complaintLimit
        }
    }

    /// A limit as people say it: the day, with the minute where it is not the day's end.
    private static func shown(_ limit: Instant) -> String {
        if limit == limit.day.end { return "\(limit.day)" }
        return String(Moment.instant(limit).description.prefix(16).replacing("T", with: " "))
    }

    func reason(_ outcome: Outcome) -> Phrase {
        let limit = due.map(Self.shown) ?? ""
        return switch outcome {
        case .satisfied: Phrase("按时办结", "resolved in time")
        case .late: Phrase("办结晚于 \(limit)", "resolved after \(limit)")
        case .violated: Phrase("\(limit) 前应办结，至今未办结", "was due by \(limit) and is not resolved")
        case .pending: Phrase("应于 \(limit) 前办结", "is due by \(limit)")
        default: Phrase("无法计算时限：\(missing)", "the limit cannot be computed: \(missing)")
        }
    }
}

extension SupervisionCase {
    /// Who answers for a ticket: its station's district unit or its department, and its owner;
    /// without an owner, who did the last step.
    func responsible(for ticket: TicketBook.Ticket) -> Responsible {
        let unit = ticket.station.flatMap { assignments.responsibleUnit(of: $0) }
        let last = ticket.steps.max { $0.at.last < $1.at.last }
        return Responsible(
            unit: unit ?? ticket.department,
            person: ticket.owner.isEmpty ? last?.actor : ticket.owner)
    }
}
