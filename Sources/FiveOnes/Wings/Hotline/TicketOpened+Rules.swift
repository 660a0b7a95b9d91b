public import CaseLedger

extension TicketOpened: Recordable {
    /// Whoever answers the line.
    public static var roles: Set<Role> { hotlineRoles }
    public var concerns: [Concern] {
        let parts =
            (station.map { [Concern.station($0)] } ?? []) + (family.map { [.family($0)] } ?? [])
        return parts.isEmpty ? [] : [.either(parts)]
    }
    /// A ticket of a station and a family.
    public static var example: TicketOpened {
        TicketOpened {
            $0.station = .blank
            $0.family = .blank
        }
    }

    /// Refuses a ticket that is on record already.
    public func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation) {
        try past.requireNew(past.tickets.tickets[ticket] != nil, .ticket(ticket))
    }
}

extension TicketAssigned: TicketStep {}

extension TicketResponded: TicketStep {}

extension TicketStepDone: TicketStep {
    /// Whoever did it.
    public static var roles: Set<Role> { [] }
}

extension TicketDeadlineExtended: TicketStep {
    /// Refuses a second extension, and one after expiry.
    public func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation) {
        let ticket = try past.open(self.ticket)
        let cycle = ticket.cycle
        guard cycle.extensions.isEmpty else {
            throw RuleViolation(
                "C12.4", Phrase("该工单已延期一次。", "The ticket was extended once already."),
                advice: Phrase("请办结或上报。", "Resolve it or escalate it."))
        }
        let limit = TicketLimit(cycle, of: ticket, past.policy.policy)
        if limit.missing == nil, context.occurred.last > limit.due {
            throw RuleViolation(
                "C12.4", Phrase("时限已过，不能延期。", "The limit has passed; it cannot be extended."),
                advice: Phrase("请办结。", "Resolve it."))
        }
    }
}

extension TicketResolved: TicketStep {}

extension EffectFeedbackGiven: TicketStep {
    /// Refuses feedback before the resolution.
    public func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation) {
        let ticket = try past.open(self.ticket)
        guard ticket.cycle.resolution != nil else {
            throw RuleViolation(
                "C12.5", Phrase("工单尚未办结。", "The ticket is not resolved."),
                advice: Phrase("先办结，再回访。", "Resolve it, then call back."))
        }
    }
}

extension TicketClosed: TicketStep {
    /// Refuses closing without a resolution and feedback on its effect.
    public func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation) {
        let ticket = try past.open(self.ticket)
        let cycle = ticket.cycle
        guard cycle.resolution != nil, cycle.heard != nil else {
            throw RuleViolation(
                "C12.5",
                Phrase("未办结或未回访，不能关闭。", "It cannot be closed before it is resolved and fed back."),
                advice: Phrase(
                    "先办结，再由他人回访；联系不上的，三天各试一次。",
                    "Resolve it, and let somebody else call back; on three days, if not reached."))
        }
    }
}

extension TicketReopened: TicketStep {
    /// Refuses a ticket that is open.
    public func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation) {
        guard let ticket = past.tickets.tickets[ticket], ticket.cycle.isDone else {
            throw RuleViolation(
                "X3", Phrase("工单未办结，无需重新受理。", "The ticket is not resolved."),
                advice: Phrase("继续办理。", "Go on with it."))
        }
    }
}
