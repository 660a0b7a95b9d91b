public import CaseLedger

/// What happens to a ticket after it was opened, until it is closed.
public protocol TicketStep: PlanEvent, Recordable {
    /// The ticket.
    var ticket: TicketID { get }
}

extension TicketStep {
    public static var measures: [Measure] { [.roundTheClockHotline] }
    /// Whoever answers the line.
    public static var roles: Set<Role> { hotlineRoles }
    public var concerns: [Concern] { [.ticket(ticket)] }
    public var looksAt: Query { .ticket(ticket) }

    /// Refuses a ticket that is not open.
    public func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation) {
        try past.open(ticket)
    }
}

/// Who answers the line.
let hotlineRoles: Set<Role> = [
    .responsibleOfficer, .stationStaff, .districtStaff, .cityStaff, .system,
]

extension Past {
    /// The ticket, if it is open.
    @discardableResult
    func open(_ id: TicketID) throws(RuleViolation) -> TicketBook.Ticket {
        guard let ticket = tickets.tickets[id] else {
            throw RuleViolation(
                "I4", Phrase("没有工单 \(id)。", "There is no ticket \(id)."),
                advice: Phrase("先受理。", "Open it first."))
        }
        if ticket.cycle.isClosed {
            throw RuleViolation(
                "X3", Phrase("工单 \(id) 已关闭。", "Ticket \(id) is closed."),
                advice: Phrase("先重新受理。", "Reopen it first."))
        }
        return ticket
    }
}
