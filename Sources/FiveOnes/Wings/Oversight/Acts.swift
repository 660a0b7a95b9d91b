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

    /// A kind of act: the type of event, and what it concerned.
    struct Sort: Hashable, Sendable {
        let type: Int32
        let concerns: [Concern]
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
    }

    private static func register<Event: Recordable>(
        _ event: Event.Type, _ type: Int32, on: inout Handlers<Acts>
    ) {
        on(Event.self) { state, context, event in
            let doer = state.doer(context)
            let day = context.occurred.latest
            if !context.entry.isAttested, context.recorded.day > day {
                state.recorded[context.position] = context.recorded.day
            }
            if let target = event.amends {
                state.amendings.append(
                    Amending(
                        doer: doer, target: target, substitute: event.substitute, day: day,
                        position: context.position))
            } else {
                let sort = state.sort(Sort(type: type, concerns: event.concerns))
                state.acts[doer].append(
                    Act(sort: sort, day: day, position: context.position))
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
