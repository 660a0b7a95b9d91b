import CaseLedger

extension PlanCheck {
    /// C12.4: every ticket is resolved within its limit, and so is each that was taken up again.
    static let ticketLimits = PlanCheck(
        "C12.4", .roundTheClockHotline, .expects,
        Phrase("工单在时限内办结", "Tickets are resolved within their limits"),
        basis: Phrase(
            "方案第12条；时限为政策默认值", "Plan, measure 12; the limits are defaults of the policy"),
        mend: Phrase("办结工单，或在到期前申请延期", "resolve the ticket, or extend it before it is due")
    ) { world in
        world.cycles { ticket, cycle in
            let limit = TicketLimit(cycle, of: ticket, world.policy.policy)
            let done = cycle.resolution
            let turns = min(limit.due, done?.at.last ?? limit.due)
            let duty = Obligation(
                subject: .ticket(ticket.id), anchor: cycle.anchor, day: cycle.begun.at.earliest,
                responsible: world.responsible(for: ticket, at: turns), opens: cycle.begun.at,
                due: limit.missing == nil ? .instant(limit.due) : nil,
                basis: [cycle.begun.position] + cycle.idle.map(\.position) + limit.refused)
            if let done, done.at.last < cycle.begun.at.first {
                return Owed(
                    duty,
                    .unknown(
                        missing: Phrase(
                            "可信的时间：办结早于受理", "times that agree: resolved before it was opened"),
                        there: [done.position]))
            }
            if let missing = limit.missing,
                (done?.at.last ?? world.horizon.end) > limit.due
            {
                return Owed(
                    duty, .unknown(missing: missing, there: done.map { [$0.position] } ?? []))
            }
            return Owed(
                duty, done.map { .met(at: $0.at, by: [$0.position]) } ?? .open(there: []),
                words: limit.words)
        }
    }

    /// C12.5: after a ticket is resolved, somebody else asks the caller whether it helped.
    static let effectFeedback = PlanCheck(
        "C12.5", .roundTheClockHotline, .expects,
        Phrase("办结后回访效果", "The effect is fed back after resolving"),
        basis: Phrase("方案第12条“效果反馈”", "Plan, measure 12: feedback on effect"),
        mend: Phrase(
            "由办结人以外的人回访；联系不上的，三天各试一次",
            "let somebody other than the resolver call back; on three days, if not reached")
    ) { world in
        world.cycles { ticket, cycle in
            guard let begun = cycle.resolution ?? cycle.closed.first else { return nil }
            let days = world.policy.policy.value(.callBackLimit, on: begun.at.latest)
            let next = begun.at.latest.adding(days: days)
            let limit = try? WorkingCalendar.china.workingDay(onOrAfter: next)
            let closing = cycle.closed.first
            let call = cycle.heard
            let due = limit ?? next
            let turns = min(due.end, call?.at.last ?? due.end)
            var duty = Obligation(
                subject: .ticket(ticket.id), anchor: cycle.anchor, day: begun.at.latest,
                responsible: world.responsible(for: ticket, at: turns), opens: begun.at,
                due: limit.map { .day($0) },
                basis: [begun.position] + cycle.closed.map(\.position))
            let tried = cycle.feedback.map(\.at.position)
            // Closing without asking is the fault; what was heard afterwards makes it late.
            if let closing, call.map({ $0.at.first > closing.at.last }) ?? true {
                if limit.map({ closing.at.last < $0.end }) ?? true { duty.due = closing.at }
            } else if limit == nil, (call?.at.last ?? world.horizon.end) > next.end {
                return Owed(
                    duty,
                    .unknown(
                        missing: Phrase("该年节假日表，无法计算时限", "the holiday table of that year"),
                        there: tried))
            }
            return Owed(duty, call.map { .met(at: $0.at, by: tried) } ?? .open(there: tried)) {
                words($0, due, closing != nil, !tried.isEmpty)
            }
        }
    }

    private static func words(
        _ outcome: Outcome, _ due: Day, _ isClosed: Bool, _ isTried: Bool
    ) -> Phrase? {
        switch outcome {
        case .satisfied: Phrase("已按时回访", "called back in time")
        case .late where isClosed: Phrase("关闭之后才回访", "called back only after it was closed")
        case .late: Phrase("回访晚于 \(due)", "called back after \(due)")
        case .violated where isClosed:
            Phrase("未回访即关闭", "closed without feedback")
        case .violated where isTried:
            Phrase(
                "应于 \(due) 前回访；仅有未联系上的或办结人自己的回访",
                "feedback was due by \(due); there are only calls that did not reach the caller, or "
                    + "the resolver's own")
        case .violated:
            Phrase("应于 \(due) 前回访，未见回访记录", "feedback was due by \(due); none is on record")
        case .pending: Phrase("应于 \(due) 前回访", "feedback is due by \(due)")
        default: nil
        }
    }
}

extension TicketCycle {
    /// What tells the cycles of a ticket apart; the first has no name.
    fileprivate var anchor: String { number == 1 ? "" : String(number) }
}

extension SupervisionCase {
    /// What is owed of each cycle of each ticket.
    fileprivate func cycles(
        _ owed: (TicketBook.Ticket, TicketCycle) -> Owed?
    ) -> [Owed] {
        tickets.tickets.values.flatMap { ticket in
            TicketCycle.all(of: ticket).compactMap { owed(ticket, $0) }
        }
    }

    /// Who answers for a ticket at an instant: the unit of its station, its department or its family,
    /// and its owner; without an owner, who did the last step.
    func responsible(for ticket: TicketBook.Ticket, at instant: Instant) -> Responsible {
        var unit = ticket.station.flatMap { assignments.responsibleUnit(of: $0) }
        if unit == nil, !ticket.department.isEmpty { unit = ticket.department }
        unit =
            unit
            ?? ticket.family.flatMap {
                registry.responsibleUnit(for: $0, on: ticket.opened.at.latest)
            }
        let owner = ticket.owner(at: instant)
        let last = ticket.steps.max { $0.at.last < $1.at.last }
        return Responsible(
            unit: unit ?? ResponsibleBody.serviceCenter.unitID ?? "",
            person: owner.isEmpty ? last?.actor : owner)
    }
}
