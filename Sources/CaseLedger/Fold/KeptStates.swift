import Synchronization

/// The last states of what decisions read, and how far each reaches.
///
/// A decision about a subject with a long past costs what is new about it: the state of the past is
/// here. States are made of entries that are on record for good, so that keeping or losing one
/// changes no decision. They are bounded in number and by the events that they were folded from; of
/// more, those that were used last stay.
final class KeptStates: Sendable {
    /// At most so many states.
    static let most = 4_096
    /// Made of at most so many events, but for the one that was used last.
    static let mostEvents = 1 << 18

    fileprivate struct Key: Hashable {
        let view: ObjectIdentifier
        let query: Query
    }
    fileprivate struct Shelf {
        var states: [Key: any AnyKept] = [:]
        var steps: [ObjectIdentifier: any Sendable] = [:]
        var clock: UInt64 = 0
    }
    private let shelf = Mutex(Shelf())
    private let events = Atomic<Int>(0)

    /// The state of a view that is kept of a query; a new one that knows nothing, if none is.
    func state<View: Projection>(_ view: View.Type, of query: Query) -> KeptState<View> {
        let key = Key(view: ObjectIdentifier(view), query: query)
        return shelf.withLock { shelf in
            shelf.clock += 1
            if let kept = shelf.states[key] as? KeptState<View> {
                kept.use(shelf.clock)
                return kept
            }
            if shelf.states.count >= Self.most
                || events.load(ordering: .relaxed) > Self.mostEvents
            {
                events.store(shelf.clear(), ordering: .relaxed)
            }
            let kept = KeptState<View>()
            kept.use(shelf.clock)
            shelf.states[key] = kept
            return kept
        }
    }

    /// What each type of event does to a view, made once.
    func steps<View: Projection>(_ view: View.Type, _ catalog: EventCatalog) -> KeptSteps<View> {
        let key = ObjectIdentifier(view)
        return shelf.withLock { shelf in
            if let steps = shelf.steps[key] as? KeptSteps<View> { return steps }
            let steps = KeptSteps<View>(catalog)
            shelf.steps[key] = steps
            return steps
        }
    }

    /// Takes into account that a state is made of so many events now.
    func note<View: Projection>(_ kept: KeptState<View>, events count: Int) {
        events.add(kept.note(events: count), ordering: .relaxed)
    }

    /// How many states are kept, and of how many events they are made.
    var size: (states: Int, events: Int) {
        shelf.withLock { ($0.states.count, events.load(ordering: .relaxed)) }
    }
}

extension KeptStates.Shelf {
    /// Lets go of the half that was used longest ago; the number of events in what stays.
    fileprivate mutating func clear() -> Int {
        let times = states.values.map(\.used).sorted()
        guard let middle = times.isEmpty ? nil : times[times.count / 2] else { return 0 }
        states = states.filter { $0.value.used > middle }
        return states.values.reduce(0) { $0 + $1.events }
    }
}

private protocol AnyKept: AnyObject, Sendable {
    var used: UInt64 { get }
    var events: Int { get }
}

/// One state that is kept.
final class KeptState<View: Projection>: AnyKept {
    /// A view, and what it is made of.
    struct Progress: Sendable {
        var view = View()
        /// It holds all that was on record below this position.
        var through: UInt64 = 0
        /// The position after the last event in it.
        var end: UInt64 = 0
        /// The number of events in it.
        var events = 0
    }
    let progress = Mutex(Progress())
    private let lastUse = Atomic<UInt64>(0)
    private let weight = Atomic<Int>(0)

    var used: UInt64 { lastUse.load(ordering: .relaxed) }
    var events: Int { weight.load(ordering: .relaxed) }
    func use(_ time: UInt64) { lastUse.store(time, ordering: .relaxed) }
    /// Remembers the number of events, and says by how much it has grown.
    func note(events: Int) -> Int { events - weight.exchange(events, ordering: .relaxed) }
}

/// The steps of a view, for any thread.
///
/// `Projection.handle` is static and pure: what it registers captures nothing that changes.
struct KeptSteps<View: Projection>: @unchecked Sendable {
    let steps: Steps<View>
    /// The types that the view consumes, and amendments; `nil` for all.
    let types: Query.Types?

    init(_ catalog: EventCatalog) {
        steps = Steps(catalog)
        let consumed = zip(catalog.definitions, steps.byType).filter { $0.1 != nil }
        let amendments = [EventCorrected.type.name, EventRetracted.type.name]
        types =
            steps.every == nil
            ? Query.Types(named: Set(consumed.map(\.0.type.name) + amendments)) : nil
    }
}
