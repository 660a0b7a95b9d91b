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
    convenience init(catalog: EventCatalog) { self.init(Steps(catalog)) }

    @usableFromInline
    init(_ steps: Steps<State>) {
        let box = Box()
        self.box = box
        let calls = Calls(steps.byType, steps.every)
        super.init(
            consumed: steps.every == nil ? steps.byType.map { $0 != nil } : nil,
            kinds: steps.byType.map { $0?.shared?.kind }
        ) { page, indices, groups in
            Fold.apply(calls, to: &box.state, page, indices, groups)
        }
    }

    /// What is called for events of each type.
    ///
    /// In structs, since a function in a collection is called through a thunk that copies the
    /// context; and in structs of one function, since such a call counts references to all of it.
    @usableFromInline
    struct Calls {
        @usableFromInline
        struct Own {
            @usableFromInline let apply: (inout State, EventContext) throws -> Void
            @inlinable init(_ step: Step<State>) { apply = step.apply }
        }
        @usableFromInline
        struct Shared {
            @usableFromInline
            let apply: (inout State, EventContext, UnsafeRawPointer) throws -> Void
            @inlinable init(_ step: Step<State>.Shared) { apply = step.apply }
        }
        @usableFromInline let own: [Own?]
        @usableFromInline let shared: [Shared?]
        @usableFromInline let every: Own?

        @inlinable
        init(_ steps: [Step<State>?], _ every: Step<State>?) {
            own = steps.map { $0.map(Own.init) }
            shared = steps.map { $0?.shared.map(Shared.init) }
            self.every = every.map(Own.init)
        }
    }

    /// Applies events of a page in order, up to the first that fails; `groups` says for each type
    /// who has decoded its payloads already, if anybody.
    @inlinable
    static func apply(
        _ calls: Calls, to state: inout State, _ page: EventPage,
        _ indices: UnsafeBufferPointer<Int>, _ groups: [Int]
    ) -> EventFailure? {
        for index in indices {
            let event = page.event(index)
            do {
                let group = groups[event.pointee.type]
                if group < 0 {
                    try calls.own[event.pointee.type]?.apply(&state, event.pointee.context)
                } else if let payload = page.payload(group, event.pointee.ordinal) {
                    try calls.shared[event.pointee.type]?.apply(
                        &state, event.pointee.context, payload)
                } else {
                    throw page.failure(of: group)
                }
                if let every = calls.every { try every.apply(&state, event.pointee.context) }
            } catch {
                return EventFailure(position: event.pointee.context.position, error: error)
            }
        }
        return nil
    }

    /// The view so far.
    @inlinable public var state: State { box.state }
}

/// What each type of a catalog does to a view, whatever version it is of.
@usableFromInline
struct Steps<State: Projection> {
    /// By the type's index in the catalog.
    @usableFromInline let byType: [Step<State>?]
    @usableFromInline let every: Step<State>?

    @inlinable
    init(_ catalog: EventCatalog) {
        var registered = Handlers<State>()
        State.handle(&registered)
        byType = catalog.definitions.indices.map { index -> Step<State>? in
            let (type, upcast) = catalog.currentType(of: index)
            guard let step = registered.byType[type] else { return nil }
            guard let upcast else { return step }
            return Step { state, context in
                try upcast(Array(context.payload)).withUnsafeBytes { payload in
                    try step.apply(&state, context.saying(payload))
                }
            }
        }
        every = registered.anyType
    }

    /// Does to a view what an event of a type does.
    func apply(_ type: Int, _ context: EventContext, to state: inout State) throws {
        try byType[type]?.apply(&state, context)
        try every?.apply(&state, context)
    }
}

/// A fold whose view is of any type.
public class AnyFold {
    /// Whether the view consumes events of a type, by the type's index in the catalog; all, if
    /// `nil`.
    private let consumed: [Bool]?
    /// How payloads of each type are decoded, where another fold may have done it.
    private let kinds: [PayloadKind?]
    /// Applies events of a page in order, up to the first that fails, with the groups of
    /// ``Sharing/groupOfType``.
    final let apply: (EventPage, UnsafeBufferPointer<Int>, [Int]) -> EventFailure?

    @usableFromInline
    init(
        consumed: [Bool]?, kinds: [PayloadKind?],
        _ apply: @escaping (EventPage, UnsafeBufferPointer<Int>, [Int]) -> EventFailure?
    ) {
        self.consumed = consumed
        self.kinds = kinds
        self.apply = apply
    }

    final var consumesEverything: Bool { consumed == nil }

    final func consumes(_ type: Int) -> Bool { consumed?[type] ?? true }

    final func kind(of type: Int) -> PayloadKind? { kinds[type] }
}

/// The first event that a fold could not take.
@usableFromInline
struct EventFailure {
    @usableFromInline let position: UInt64
    @usableFromInline let error: any Error

    @inlinable
    init(position: UInt64, error: any Error) {
        self.position = position
        self.error = error
    }
}
