import CaseLedger

extension PlanCheck {
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
