import CaseLedger

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
