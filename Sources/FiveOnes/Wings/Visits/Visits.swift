public import CaseLedger

/// The visits that each family received.
public struct Visits: SnapshotProjection {
    public static let name = "visits"
    public static let version = 2

    /// One visit.
    public struct Visit: Hashable, Codable, Sendable {
        /// When.
        public let at: Moment
        /// What for.
        public let occasion: VisitOccasion
        /// Whose day of sacrifice, if it was for one.
        public let martyr: MartyrID?
        /// Whose birthday, if it was for one.
        public let member: MemberID?
        /// The survivors met.
        public let met: [MemberID]
        /// Where.
        public let mode: VisitMode
        /// Who visited.
        public let visitor: String
        /// Consolation money handed over.
        public let gift: Money?
        /// When it was recorded.
        public let recorded: Instant
        /// Where the visit is on record.
        public let position: UInt64

        /// The day; the last on which it can have been.
        public var day: Day { at.latest }
    }

    /// A visit that was tried and did not come about.
    public struct Attempt: Hashable, Codable, Sendable {
        /// What for.
        public let occasion: VisitOccasion
        /// When, and by whom.
        public let at: Mark
    }

    /// Visits by family, in the order of recording.
    public private(set) var byFamily: [FamilyID: [Visit]] = [:]
    /// Visits that did not come about by family, in the order of recording.
    public private(set) var failed: [FamilyID: [Attempt]] = [:]
    /// The positions of events that record a visit once more; they do not count.
    public private(set) var duplicates: [UInt64] = []
    private var known: Set<VisitID> = []

    public init() {}

    public static func handle(_ on: inout Handlers<Visits>) {
        on(VisitMade.self) { state, context, event in
            guard state.known.insert(event.visit).inserted else {
                return state.duplicates.append(context.position)
            }
            state.byFamily[event.family, default: []].append(
                Visit(
                    at: context.occurred, occasion: event.occasion, martyr: event.martyr,
                    member: event.member, met: event.met, mode: event.mode,
                    visitor: context.actorID, gift: event.gift, recorded: context.recorded,
                    position: context.position))
        }
        on(VisitFailed.self) { state, context, event in
            state.failed[event.family, default: []].append(
                Attempt(occasion: event.occasion, at: Mark(context)))
        }
    }
}
