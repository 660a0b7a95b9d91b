public import CaseLedger

/// An event that somebody may record live, and the rules that may forbid it.
///
/// The import door does not ask these rules: what happened elsewhere happened, and supervision
/// judges it. See ``Record``.
public protocol Recordable: Payload {
    /// The roles that may record it; every role may, if empty.
    static var roles: Set<Role> { get }
    /// Refuses what the rules forbid.
    func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation)
}

extension Recordable {
    /// Every role may record it.
    public static var roles: Set<Role> { [] }
}

/// The decision to record one event of the plan.
///
/// ```swift
/// let visit = VisitMade {
///     $0.visit = "V-9"
///     $0.family = "F-0012"
///     $0.occasion = .springFestival
///     $0.met = ["M-0031"]
/// }
/// try await ledger.perform(Record(visit, occurred: .day(day)), by: officer)
/// ```
public struct Record<Event: Recordable>: Decision {
    /// What is to be recorded.
    public let event: Event
    /// When it happened; now, if `nil`.
    public let occurred: Moment?
    /// The event's identity; a new one, if `nil`.
    public let id: EventID?

    /// The decision to record `event`.
    public init(_ event: Event, occurred: Moment? = nil, id: EventID? = nil) {
        self.event = event
        self.occurred = occurred
        self.id = id
    }

    /// The roles that may record it.
    public static var roles: Set<Role> { Event.roles }

    /// The subjects of the event, and the policy.
    public var reads: [Tag] { event.tags.all + [.policy] }

    /// The event, unless a rule forbids it.
    public func decide(_ past: Past, _ context: DecisionContext) throws(RuleViolation)
        -> [NewEvent]
    {
        let occurred = occurred ?? .instant(context.now)
        guard occurred.earliest <= context.today else {
            throw RuleViolation(
                "I5", Phrase("发生日期在将来。", "It is said to happen in the future."),
                advice: Phrase("事后再记录。", "Record it when it has happened."))
        }
        try event.mayBeRecorded(past, RecordContext(decision: context, occurred: occurred))
        return [NewEvent(event, occurred: occurred, id: id)]
    }
}

/// What surrounds the recording of one event.
public struct RecordContext: Sendable {
    /// Who decides, and when.
    public let decision: DecisionContext
    /// When the event happened.
    public let occurred: Moment
    /// The last day on which it can have happened.
    public var day: Day { occurred.latest }
    /// Who decides.
    public var actor: Actor { decision.actor }
}

/// What is on record about the subjects of an event before it is recorded.
public struct Past: Projection {
    /// The view's name.
    public static let name = "past"
    /// The policy.
    public var policy = PolicyBook()
    /// Families, survivors, martyrs.
    public var registry = Registry()
    /// Stations and officers.
    public var assignments = Assignments()
    /// Tickets.
    public var tickets = TicketBook()
    /// Funds.
    public var funds = FundBook()
    /// Claims to benefits.
    public var benefits = BenefitBook()
    /// Visits, rounds of verification and activities that are on record, by their tags.
    public private(set) var known: Set<Tag> = []

    /// Nothing.
    public init() {}

    /// Consumes what the parts consume.
    public static func handle(_ on: inout Handlers<Past>) {
        on.include(PolicyBook.self, at: \.policy)
        on.include(Registry.self, at: \.registry)
        on.include(Assignments.self, at: \.assignments)
        on.include(TicketBook.self, at: \.tickets)
        on.include(FundBook.self, at: \.funds)
        on.include(BenefitBook.self, at: \.benefits)
        on(VisitMade.self) { past, _, event in past.known.insert(.visit(event.visit)) }
        on(VerificationRoundOpened.self) { past, _, event in
            past.known.insert(.round(event.round))
        }
        on(ActivityHeld.self) { past, _, event in past.known.insert(.activity(event.activity)) }
    }
}

/// The decisions of the plan by the name of the event that they record.
public enum PlanDecision {
    /// The decision to record an event of a type with these named fields.
    ///
    /// - Throws: ``LedgerError/Code/malformed`` if there is no such type or a field is wrong.
    public static func make(
        type: EventType, data: JSONValue, occurred: Moment? = nil, id: EventID? = nil
    ) throws(LedgerError) -> any Decision {
        guard let maker = makers[type] else {
            throw LedgerError(
                .malformed,
                "field 'type': \(type) is no event that can be recorded; "
                    + "'fiveones events' lists them")
        }
        return try maker(data, occurred, id)
    }

    /// The types that can be recorded by a decision.
    public static var types: Set<EventType> { Set(makers.keys) }

    private typealias Maker =
        @Sendable (JSONValue, Moment?, EventID?) throws(LedgerError) -> any Decision

    private static func maker<Event: Recordable>(_ event: Event.Type) -> (EventType, Maker) {
        (
            Event.type,
            { (data, occurred, id) throws(LedgerError) in
                let event: Event
                do throws(CodecError) { event = try Event(json: data, catalog: .fiveOnes) } catch {
                    throw LedgerError(.malformed, error.description)
                }
                return Record(event, occurred: occurred, id: id)
            }
        )
    }

    private static func keeping<Event: AuthorityEvent>(_ event: Event.Type) -> (EventType, Maker) {
        (
            Event.type,
            { (data, occurred, id) throws(LedgerError) in
                let event: Event
                do throws(CodecError) { event = try Event(json: data, catalog: .fiveOnes) } catch {
                    throw LedgerError(.malformed, error.description)
                }
                return RecordAuthority(event, occurred: occurred, id: id)
            }
        )
    }

    private static let makers: [EventType: Maker] = Dictionary(
        uniqueKeysWithValues: [
            maker(PlanAccepted.self), maker(PolicyChanged.self), maker(ObligationExempted.self),
            maker(MartyrRecorded.self), maker(FamilyEnrolled.self), maker(FamilyMoved.self),
            maker(FamilyClosed.self), maker(MemberEnrolled.self), maker(MemberDied.self),
            maker(VerificationRoundOpened.self), maker(MemberVerified.self),
            maker(StationRegistered.self), maker(StaffAppointed.self), maker(StaffLeft.self),
            maker(OfficerAssigned.self), maker(AssignmentEnded.self), maker(VisitMade.self),
            maker(VisitFailed.self), maker(TicketOpened.self), maker(TicketAssigned.self),
            maker(TicketResponded.self), maker(TicketStepDone.self),
            maker(TicketDeadlineExtended.self), maker(TicketResolved.self),
            maker(EffectFeedbackGiven.self), maker(TicketClosed.self), maker(TicketReopened.self),
            maker(BenefitItemAdded.self), maker(BenefitItemWithdrawn.self),
            maker(BenefitClaimed.self), maker(BenefitGranted.self), maker(BenefitRefused.self),
            maker(BenefitDelivered.self), maker(FundEstablished.self),
            maker(CustodianAppointed.self), maker(EarmarkOpened.self),
            maker(DonationReceived.self), maker(DonationReversed.self), maker(AidApplied.self),
            maker(AidApproved.self), maker(AidRejected.self), maker(DisbursementPaid.self),
            maker(DisbursementConfirmed.self), maker(DisbursementReversed.self),
            maker(ActivityHeld.self), maker(EventCorrected.self), maker(EventRetracted.self),
            keeping(AuthorityFounded.self), keeping(RoleGranted.self),
            keeping(RoleDelegated.self), keeping(RoleEnded.self), keeping(GlassBroken.self),
            keeping(GlassUseReviewed.self),
        ])
}
