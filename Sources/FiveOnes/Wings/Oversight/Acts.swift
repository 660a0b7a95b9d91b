public import CaseLedger

/// Every act on record: who did what kind of thing, in what role and unit, on which day.
///
/// It holds 16 bytes for each event, and names each actor and each kind of act once.
public struct Acts: AskingView {
    public static let name = "acts"

    /// Who acted, in what role and unit, and for whom.
    struct Doer: Hashable, Sendable {
        let actor: Actor
        let onBehalfOf: String
    }

    /// A kind of act: by whose rule it is judged, and what it concerned.
    struct Sort: Hashable, Sendable {
        let rule: Rule
        let concerns: [Concern]
    }

    /// The rule of an act.
    enum Rule: Hashable, Sendable {
        /// That of a type among ``PlanDecision/recordables``.
        case recording(Int32)
        /// One of ``PlanAccess/rules``; of a purpose that the plan does not have, if `nil`.
        case access(Authority.Act.Kind, Int?)

        /// Who may do it; everybody, if empty.
        var roles: Set<Role> {
            switch self {
            case .recording(let index): PlanDecision.roles(at: Int(index))
            case .access(_, let index): index.map { PlanAccess.rules[$0].roles } ?? [""]
            }
        }
    }

    /// One act.
    struct Act: Sendable {
        let sort: Int32
        let day: Day
        let position: UInt64
    }

    /// A correction or retraction, whose rules are those of its target.
    struct Amending: Sendable {
        let doer: Int
        let target: EventID
        let substitute: (type: EventType, payload: [UInt8])?
        let day: Day
        let position: UInt64
    }

    private(set) var doers: [Doer] = []
    private(set) var sorts: [Sort] = []
    /// The acts of each doer, in the order of recording.
    private(set) var acts: [[Act]] = []
    private(set) var amendings: [Amending] = []
    /// The day of recording, by position, of what was decided here and is said to have happened on
    /// an earlier day.
    private(set) var recorded: [UInt64: Day] = [:]
    /// What accounts signed themselves, by position.
    private(set) var signed: [UInt64: Envelope] = [:]
    /// When personal data was read, by position.
    private(set) var readings: [UInt64: Instant] = [:]
    private var doerIndex: [Doer: Int] = [:]
    private var sortIndex: [Sort: Int32] = [:]

    /// The events that others amend.
    var asked: [EventID] { amendings.map(\.target) }

    public init() {}

    /// Consumes every event that can be recorded.
    public static func handle(_ on: inout Handlers<Acts>) {
        for (index, type) in PlanDecision.recordables.enumerated() {
            register(type, Int32(index), on: &on)
        }
        on(PersonalAccessed.self) { state, context, event in
            guard event.outcome != .refused else { return }
            state.note(.read, event.purpose, event.subjects.map(\.subject), context)
            state.readings[context.position] = context.occurred.first
        }
        on(ExportMade.self) { state, context, event in
            state.note(.export, event.purpose, event.about, context)
        }
        on(SubjectStated.self) { state, context, event in
            state.note(.state, "", [event.subject] + event.belonging, context)
        }
        on(HoldPlaced.self) { state, context, event in
            state.note(.hold, "", [event.subject], context)
        }
        on(HoldLifted.self) { state, context, event in
            state.note(.lift, "", [event.subject], context)
        }
        on(ErasureProposed.self) { state, context, event in
            state.note(.erase, "", event.subjects, context)
        }
        on(SubjectErased.self) { state, context, event in
            // The ledger itself repeats what an older copy had forgotten.
            guard event.again.isEmpty else { return }
            state.note(.erase, "", [event.subject], context)
        }
    }

    /// Enters an act on personal data.
    private mutating func note(
        _ kind: Authority.Act.Kind, _ purpose: String, _ subjects: [String],
        _ context: EventContext
    ) {
        let concerns = subjects.compactMap { Tag(parsing: $0) }
            .flatMap { PlanAccess.concerns(kind, $0) }
        let rule = Rule.access(kind, PlanAccess.rule(kind, purpose))
        enter(Sort(rule: rule, concerns: concerns), context)
    }

    private mutating func enter(_ sort: Sort, _ context: EventContext) {
        let (doer, sort) = (doer(context), self.sort(sort))
        acts[doer].append(
            Act(sort: sort, day: context.occurred.latest, position: context.position))
    }

    private static func register<Event: Recordable>(
        _ event: Event.Type, _ type: Int32, on: inout Handlers<Acts>
    ) {
        on(Event.self) { state, context, event in
            let day = context.occurred.latest
            if context.entry.isSigned {
                state.signed[context.position] = try? context.entry.envelope()
            }
            if !context.entry.isAttested, context.recorded.day > day {
                state.recorded[context.position] = context.recorded.day
            }
            if let target = event.amends {
                state.amendings.append(
                    Amending(
                        doer: state.doer(context), target: target, substitute: event.substitute,
                        day: day,
                        position: context.position))
            } else {
                state.enter(
                    Sort(rule: .recording(type), concerns: event.concerns), context)
            }
        }
    }

    private mutating func doer(_ context: EventContext) -> Int {
        let doer = Doer(actor: context.actor, onBehalfOf: context.entry.onBehalfOf)
        if let index = doerIndex[doer] { return index }
        doerIndex[doer] = doers.count
        doers.append(doer)
        acts.append([])
        return doers.count - 1
    }

    private mutating func sort(_ sort: Sort) -> Int32 {
        if let index = sortIndex[sort] { return index }
        let index = Int32(sorts.count)
        sortIndex[sort] = index
        sorts.append(sort)
        return index
    }
}
