/// A view as a pure fold over events: a state and what each type of event does to it.
///
/// ```swift
/// struct LoansOpen: Projection {
///     static let name = "loans-open"
///     var open: Set<String> = []
///     static func handle(_ on: inout Handlers<Self>) {
///         on(BookLent.self) { state, _, lent in state.open.insert(lent.book) }
///         on(BookReturned.self) { state, _, back in state.open.remove(back.book) }
///     }
/// }
/// ```
///
/// A fold cannot cause effects. Events come in the order of their positions, which is the order of
/// recording; what happened earlier may be recorded later, so a view that cares about the order of
/// happening keeps ``EventContext/occurred``.
public protocol Projection: Sendable {
    /// The view's name; the type's own, if it names none.
    static var name: String { get }
    /// The version of the fold; a change of what it computes is a new version.
    static var version: Int { get }
    /// The view before the first event.
    init()
    /// Names the event types the view consumes and what each does.
    static func handle(_ on: inout Handlers<Self>)
}

extension Projection {
    /// The type's own name.
    public static var name: String { "\(Self.self)" }

    /// Version 1.
    public static var version: Int { 1 }
}

/// What surrounds a payload when a view sees it.
///
/// Valid only inside the handler it was handed to.
@frozen
public struct EventContext {
    /// The entry as it stands in the log.
    public let entry: EntryView
    /// When it happened, corrections included.
    public let occurred: Moment
    /// The encoded payload, corrections included.
    @usableFromInline package let payload: UnsafeRawBufferPointer
    /// The event whose payload that is, for opening what is sealed in it.
    @usableFromInline let origin: SealOrigin
    /// The position of the correction that is in force for this event.
    public let corrected: UInt64?

    @usableFromInline
    init(
        entry: EntryView, occurred: Moment, payload: UnsafeRawBufferPointer, origin: SealOrigin,
        corrected: UInt64?
    ) {
        self.entry = entry
        self.occurred = occurred
        self.payload = payload
        self.origin = origin
        self.corrected = corrected
    }

    /// The same event with its payload in another version.
    @usableFromInline
    func saying(_ payload: UnsafeRawBufferPointer) -> EventContext {
        EventContext(
            entry: entry, occurred: occurred, payload: payload, origin: origin, corrected: corrected
        )
    }

    /// The event's place in the log.
    @inlinable public var position: UInt64 { entry.position }
    /// When the ledger recorded it.
    @inlinable public var recorded: Instant { entry.recorded }
    /// Who acted, in what role, in which unit's name.
    public var actor: Actor { entry.actor }
    /// The account that acted.
    public var actorID: String { entry.actorID }
}

/// What a type of event does to a view.
@usableFromInline
struct Step<State> {
    @usableFromInline let apply: (inout State, EventContext) throws -> Void
    /// The same with a payload that was decoded before.
    @usableFromInline let shared: Shared?

    /// What a type of event does to a view, given its decoded payload.
    @usableFromInline
    struct Shared {
        @usableFromInline let kind: PayloadKind
        @usableFromInline let apply: (inout State, EventContext, UnsafeRawPointer) throws -> Void

        @inlinable
        init(
            _ kind: PayloadKind,
            _ apply: @escaping (inout State, EventContext, UnsafeRawPointer) throws -> Void
        ) {
            self.kind = kind
            self.apply = apply
        }
    }

    @inlinable
    init(
        _ apply: @escaping (inout State, EventContext) throws -> Void, sharing shared: Shared? = nil
    ) {
        self.apply = apply
        self.shared = shared
    }

    /// The step of a part of a greater state.
    func within<Whole>(_ path: WritableKeyPath<Whole, State>) -> Step<Whole> {
        let apply = apply
        return Step<Whole>(
            { try apply(&$0[keyPath: path], $1) },
            sharing: shared.map { shared in
                Step<Whole>.Shared(shared.kind) { try shared.apply(&$0[keyPath: path], $1, $2) }
            })
    }

    /// This step and then another.
    func then(_ next: Step) -> Step {
        let apply = apply
        var both: Shared?
        if let first = shared, let second = next.shared, first.kind.payload == second.kind.payload {
            both = Shared(first.kind) { state, context, payload in
                try first.apply(&state, context, payload)
                try second.apply(&state, context, payload)
            }
        }
        return Step(
            { state, context in
                try apply(&state, context)
                try next.apply(&state, context)
            }, sharing: both)
    }
}

/// The handlers of a view, by event type.
public struct Handlers<State> {
    @usableFromInline var byType: [EventType: Step<State>] = [:]
    @usableFromInline var anyType: Step<State>?

    @inlinable init() {}

    /// Registers what an event of type `payload` does to the view.
    @inlinable
    public mutating func callAsFunction<P: Payload>(
        _ payload: P.Type, _ apply: @escaping (inout State, EventContext, P) throws -> Void
    ) {
        byType[P.type] = Step(
            { state, context in
                try apply(
                    &state, context,
                    WireDecoder.decode(P.self, from: context.payload, of: context.origin))
            },
            sharing: Step.Shared(PayloadKind(P.self)) { state, context, payload in
                try apply(&state, context, payload.assumingMemoryBound(to: P.self).pointee)
            })
    }

    /// Registers what every event does to the view, whatever it says.
    @inlinable
    public mutating func every(_ apply: @escaping (inout State, EventContext) throws -> Void) {
        anyType = Step(apply)
    }

    /// Lets a part of the view consume what it consumes on its own.
    ///
    /// Where both the view and the part, or two parts, consume a type, each gets the event.
    public mutating func include<Part: Projection>(
        _ part: Part.Type, at path: WritableKeyPath<State, Part>
    ) {
        var handlers = Handlers<Part>()
        Part.handle(&handlers)
        for (type, step) in handlers.byType {
            let step = step.within(path)
            byType[type] = byType[type]?.then(step) ?? step
        }
    }

    /// The event types that the view consumes; `nil` for all.
    var types: Set<EventType>? { anyType == nil ? Set(byType.keys) : nil }
}

extension Handlers where State: Projection {
    /// The event types that a view consumes; `nil` for all.
    package static func types(of view: State.Type) -> Set<EventType>? {
        var handlers = Handlers()
        State.handle(&handlers)
        return handlers.types
    }
}
