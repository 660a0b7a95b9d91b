import CaseLedger

extension Wing {
    /// What is brought to a hotline or a window, and what comes of it.
    static let hotline = Wing(
        "hotline",
        events: [
            .of(TicketOpened.self), .of(TicketAssigned.self), .of(TicketResponded.self),
            .of(TicketStepDone.self), .of(TicketDeadlineExtended.self), .of(TicketResolved.self),
            .of(EffectFeedbackGiven.self), .of(TicketClosed.self), .of(TicketReopened.self),
        ],
        views: [.of(TicketBook.self)],
        past: [.view(TicketBook.self)],
        checks: [.ticketLimits, .effectFeedback],
        policy: [
            .urgentLimit, .enquiryLimit, .guidanceLimit, .requestLimit, .complaintLimit,
            .callBackLimit,
        ])
}

extension ViewHolder {
    /// Tickets.
    var tickets: TicketBook { self[TicketBook.self] }
}
