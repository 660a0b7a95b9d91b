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
    @usableFromInline let payload: UnsafeRawBufferPointer
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

/// The handlers of a view, by event type.
public struct Handlers<State> {
    @usableFromInline typealias Apply = (inout State, EventContext) throws -> Void
    @usableFromInline var byType: [EventType: Apply] = [:]
    @usableFromInline var anyType: Apply?

    @inlinable init() {}

    /// Registers what an event of type `payload` does to the view.
    @inlinable
    public mutating func callAsFunction<P: Payload>(
        _ payload: P.Type, _ apply: @escaping (inout State, EventContext, P) throws -> Void
    ) {
        byType[P.type] = { state, context in
            try apply(
                &state, context,
                WireDecoder.decode(P.self, from: context.payload, of: context.origin))
        }
    }

    /// Registers what every event does to the view, whatever it says.
    @inlinable
    public mutating func every(_ apply: @escaping (inout State, EventContext) throws -> Void) {
        anyType = apply
    }

    /// Lets a part of the view consume what it consumes on its own.
    ///
    /// Where both the view and the part, or two parts, consume a type, each gets the event.
    public mutating func include<Part: Projection>(
        _ part: Part.Type, at path: WritableKeyPath<State, Part>
    ) {
        var handlers = Handlers<Part>()
        Part.handle(&handlers)
        for (type, apply) in handlers.byType {
            let before = byType[type]
            byType[type] = { state, context in
                try before?(&state, context)
                try apply(&state[keyPath: path], context)
            }
        }
    }

    /// The event types that the view consumes; `nil` for all.
    var types: Set<EventType>? { anyType == nil ? Set(byType.keys) : nil }
}

/// One fold under way: a view's state and its handlers, by the catalog's index of each type.
///
/// It is made where the view's type is known (``Ledger/fold(_:)`` is inlinable), so that the
/// compiler sees codec, payload and handler together.
public final class Fold<State: Projection>: AnyFold {
    @usableFromInline let box: Box

    /// The state, apart from the steps that change it.
    @usableFromInline
    final class Box {
        @usableFromInline var state = State()
        @inlinable init() {}
    }

    @inlinable
    init(catalog: EventCatalog) {
        var registered = Handlers<State>()
        State.handle(&registered)
        let box = Box()
        self.box = box
        super.init()
        steps = catalog.definitions.indices.map { index in
            let (type, upcast) = catalog.currentType(of: index)
            guard let handler = registered.byType[type] else { return nil }
            guard let upcast else { return { context in try handler(&box.state, context) } }
            return { context in
                try upcast(Array(context.payload)).withUnsafeBytes { payload in
                    try handler(&box.state, context.saying(payload))
                }
            }
        }
        if let handler = registered.anyType {
            every = { context in try handler(&box.state, context) }
        }
    }

    /// The view so far.
    @inlinable public var state: State { box.state }
}

/// A fold whose view is of any type.
public class AnyFold {
    @usableFromInline typealias Step = (EventContext) throws -> Void
    /// What each type of event does, by its index in the catalog.
    @usableFromInline final var steps: [Step?] = []
    /// What every event does.
    @usableFromInline final var every: Step?

    @usableFromInline init() {}

    final func consumes(_ type: Int) -> Bool { every != nil || steps[type] != nil }

    final func apply(_ type: Int, _ context: EventContext) throws {
        if let step = steps[type] { try step(context) }
        if let every { try every(context) }
    }
}
