import CaseLedger

/// What happens to a ticket from its opening, or from one reopening, until the next.
///
/// Each cycle has obligations of its own; what became of the one before stays what it was.
struct TicketCycle {
    /// The first is 1.
    let number: Int
    /// The opening or the reopening.
    let begun: Mark
    /// What happened in it, by when it happened.
    private(set) var extensions: [TicketBook.Extension] = []
    private(set) var resolved: [Mark] = []
    private(set) var feedback: [TicketBook.Feedback] = []
    private(set) var closed: [Mark] = []
    /// Reopenings of a ticket that was open; they change nothing.
    private(set) var idle: [Mark] = []

    /// The resolution that counts.
    var resolution: Mark? { resolved.first }
    /// Whether the matter is at an end, until somebody takes it up again.
    var isDone: Bool { !resolved.isEmpty || !closed.isEmpty }
    /// Whether nothing more can be done about it.
    var isClosed: Bool { !closed.isEmpty }

    /// The feedback that counts: by somebody other than the resolver, and what the caller said, or
    /// the third day on which they could not be reached.
    var heard: Mark? {
        var tried: Set<Day> = []
        for call in feedback where resolution.map({ call.at.at.last >= $0.at.first }) ?? true {
            if let resolution, resolution.actor == call.at.actor { continue }
            guard call.effect == .unreached else { return call.at }
            tried.insert(call.at.at.latest)
            if tried.count == Self.attempts { return call.at }
        }
        return nil
    }

    /// On how many days a caller must have been called who cannot be reached.
    private static let attempts = 3

    private enum Step {
        case resolved, closed, reopened
        case extended(TicketBook.Extension)
        case heard(TicketBook.Feedback)
    }

    private init(_ number: Int, _ begun: Mark) {
        self.number = number
        self.begun = begun
    }

    /// The cycles of a ticket, in the order in which things happened; ties by position.
    static func all(of ticket: TicketBook.Ticket) -> [TicketCycle] {
        var steps: [(mark: Mark, step: Step)] =
            ticket.resolved.map { ($0, .resolved) } + ticket.closed.map { ($0, .closed) }
        steps += ticket.reopened.map { ($0, .reopened) }
        steps += ticket.extensions.map { ($0.at, .extended($0)) }
        steps += ticket.feedback.map { ($0.at, .heard($0)) }
        steps.sort { ($0.mark.at.last, $0.mark.position) < ($1.mark.at.last, $1.mark.position) }
        var cycles = [TicketCycle(1, ticket.opened)]
        for (mark, step) in steps {
            let last = cycles.count - 1
            switch step {
            case .resolved: cycles[last].resolved.append(mark)
            case .closed: cycles[last].closed.append(mark)
            case .extended(let longer): cycles[last].extensions.append(longer)
            case .heard(let call): cycles[last].feedback.append(call)
            case .reopened where cycles[last].isDone:
                cycles.append(TicketCycle(cycles.count + 1, mark))
            case .reopened: cycles[last].idle.append(mark)
            }
        }
        return cycles
    }
}

extension TicketBook.Ticket {
    /// What happened since it was opened, or last reopened.
    var cycle: TicketCycle {
        let cycles = TicketCycle.all(of: self)
        return cycles[cycles.count - 1]
    }

    /// The resolution that counts: the first since it was opened, or last reopened.
    public var resolution: Mark? { cycle.resolution }
}
