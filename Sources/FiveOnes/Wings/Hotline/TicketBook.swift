public import CaseLedger

/// Every ticket with its steps, its clocks and its end.
public struct TicketBook: SnapshotProjection {
    public static let name = "tickets"
    public static let version = 2

    /// A ticket as the record has it.
    public struct Ticket: Hashable, Codable, Sendable {
        /// The ticket.
        public let id: TicketID
        /// What the caller wants.
        public let category: TicketCategory
        /// By which way it came.
        public let channel: String
        /// The station that owns it.
        public let station: StationID?
        /// The department that owns it, where it is no station.
        public let department: String
        /// The caller's family.
        public let family: FamilyID?
        /// When it was opened.
        public let opened: Mark
        /// When it must be resolved, where the ticket itself says so.
        public let deadline: Instant?
        /// Extensions, each with the new deadline.
        public var extensions: [Extension] = []
        /// Who was made to answer for it.
        public var owners: [Owner] = []
        /// First answers to the caller.
        public var responded: [Mark] = []
        /// Steps done.
        public var steps: [Mark] = []
        /// Resolutions; more than one if it was reopened.
        public var resolved: [Mark] = []
        /// Call-backs on the effect.
        public var feedback: [Feedback] = []
        /// Closings.
        public var closed: [Mark] = []
        /// Reopenings.
        public var reopened: [Mark] = []

        /// Who answers for it: whoever was made to last, by when that was; nobody, if empty.
        public var owner: String { owner(at: nil) }

        /// Who answered for it at an instant.
        func owner(at instant: Instant?) -> String {
            owners.filter { owner in instant.map { owner.at.at.first <= $0 } ?? true }
                .max { ($0.at.at.last, $0.at.position) < ($1.at.at.last, $1.at.position) }?
                .owner ?? ""
        }
    }

    /// Who answers for a ticket from some time on.
    public struct Owner: Hashable, Codable, Sendable {
        /// The account.
        public let owner: String
        /// When it was assigned.
        public let at: Mark
    }

    /// A call-back on the effect.
    public struct Feedback: Hashable, Codable, Sendable {
        /// What it came to.
        public let effect: TicketEffect
        /// When, and by whom.
        public let at: Mark
    }

    /// A longer limit.
    public struct Extension: Hashable, Codable, Sendable {
        /// The new deadline.
        public let deadline: Instant
        /// When it was given.
        public let at: Mark
    }

    /// Tickets by identifier.
    public var tickets: [TicketID: Ticket] { book.all }
    /// The positions of events that open a ticket once more; they change nothing.
    public var duplicates: [UInt64] { book.duplicates }

    private var book = Founded<TicketID, Ticket>()

    public init() {}

    public static func handle(_ on: inout Handlers<TicketBook>) {
        func mark<Step: TicketStep>(
            _ step: Step.Type, _ list: any WritableKeyPath<Ticket, [Mark]> & Sendable
        ) {
            on(Step.self) { state, context, event in
                let mark = Mark(context)
                state.book.change(event.ticket) { $0[keyPath: list].append(mark) }
            }
        }
        on(TicketOpened.self) { state, context, event in
            let ticket = Ticket(
                id: event.ticket, category: event.category, channel: event.channel,
                station: event.station, department: event.department, family: event.family,
                opened: Mark(context), deadline: event.deadline)
            _ = state.book.found(ticket, as: event.ticket, at: context.position)
        }
        on(TicketAssigned.self) { state, context, event in
            let owner = Owner(owner: event.owner, at: Mark(context))
            state.book.change(event.ticket) { $0.owners.append(owner) }
        }
        mark(TicketResponded.self, \.responded)
        mark(TicketStepDone.self, \.steps)
        on(TicketDeadlineExtended.self) { state, context, event in
            let longer = Extension(deadline: event.deadline, at: Mark(context))
            state.book.change(event.ticket) { $0.extensions.append(longer) }
        }
        mark(TicketResolved.self, \.resolved)
        on(EffectFeedbackGiven.self) { state, context, event in
            let feedback = Feedback(effect: event.effect, at: Mark(context))
            state.book.change(event.ticket) { $0.feedback.append(feedback) }
        }
        mark(TicketClosed.self, \.closed)
        mark(TicketReopened.self, \.reopened)
    }

    /// Drops every ticket that is not wanted.
    mutating func keep(where isWanted: (Ticket) -> Bool) { book.keep(where: isWanted) }
}
