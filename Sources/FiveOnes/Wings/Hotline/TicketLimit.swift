import CaseLedger

/// By when a ticket must be resolved.
struct TicketLimit {
    /// The limit; where the holiday table does not reach, one that is too early.
    let due: Instant
    /// Why the limit is not known, and lies after ``due``; `nil` if it is known.
    let missing: Phrase?
    /// The extensions that count for nothing: after expiry, or a further one.
    let refused: [UInt64]

    /// The limit of a cycle: that of the category, an earlier one of the ticket's own in its first
    /// cycle, and one extension before expiry.
    init(_ cycle: TicketCycle, of ticket: TicketBook.Ticket, _ policy: Policy) {
        let from = cycle.begun.at.latest
        let days = policy.value(Self.key(ticket.category), on: from)
        var due: Instant
        var missing: Phrase?
        do throws(CalendarError) {
            due = try WorkingCalendar.china.adding(workingDays: days, to: from).end
        } catch {
            due = max(from, WorkingCalendar.china.covered.upperBound).end
            missing = Phrase("该年节假日表，无法计算时限", "the holiday table of that year: \(error)")
        }
        if cycle.number == 1, let own = ticket.deadline, own <= due {
            due = own
            missing = nil
        }
        var refused: [UInt64] = []
        var isExtended = false
        for longer in cycle.extensions {
            if !isExtended, longer.at.at.last <= due {
                isExtended = true
                if longer.deadline > due { due = longer.deadline }
                if missing != nil, longer.deadline < due { missing = nil }
            } else {
                refused.append(longer.at.position)
            }
        }
        self.due = due
        self.missing = missing
        self.refused = refused
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
    private var shown: String {
        if due == due.day.end { return "\(due.day)" }
        return String(Moment.instant(due).description.prefix(16).replacing("T", with: " "))
    }

    func words(_ outcome: Outcome) -> Phrase? {
        switch outcome {
        case .satisfied: Phrase("按时办结", "resolved in time")
        case .late: Phrase("办结晚于 \(shown)", "resolved after \(shown)")
        case .violated: Phrase("\(shown) 前应办结，至今未办结", "was due by \(shown) and is not resolved")
        case .pending: Phrase("应于 \(shown) 前办结", "is due by \(shown)")
        default: nil
        }
    }
}
