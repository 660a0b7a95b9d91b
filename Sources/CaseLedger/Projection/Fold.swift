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
        let steps = catalog.definitions.indices.map { index -> Step<State>? in
            let (type, upcast) = catalog.currentType(of: index)
            guard let step = registered.byType[type] else { return nil }
            guard let upcast else { return step }
            return Step { state, context in
                try upcast(Array(context.payload)).withUnsafeBytes { payload in
                    try step.apply(&state, context.saying(payload))
                }
            }
        }
        let every = registered.anyType
        let box = Box()
        self.box = box
        super.init(consumed: every == nil ? steps.map { $0 != nil } : nil) { page, indices in
            Fold.apply(steps, every, to: &box.state, page, indices)
        }
    }

    /// Applies events of a page in order, up to the first that fails.
    @inlinable
    static func apply(
        _ steps: [Step<State>?], _ every: Step<State>?, to state: inout State, _ page: EventPage,
        _ indices: [Int]
    ) -> EventFailure? {
        for index in indices {
            let event = page.event(index)
            do {
                if let step = steps[event.pointee.type] {
                    try step.apply(&state, event.pointee.context)
                }
                if let every { try every.apply(&state, event.pointee.context) }
            } catch {
                return EventFailure(position: event.pointee.context.position, error: error)
            }
        }
        return nil
    }

    /// The view so far.
    @inlinable public var state: State { box.state }
}

/// A fold whose view is of any type.
public class AnyFold {
    /// Whether the view consumes events of a type, by the type's index in the catalog; all, if
    /// `nil`.
    private let consumed: [Bool]?
    /// Applies events of a page in order, up to the first that fails.
    final let apply: (EventPage, [Int]) -> EventFailure?

    @usableFromInline
    init(consumed: [Bool]?, _ apply: @escaping (EventPage, [Int]) -> EventFailure?) {
        self.consumed = consumed
        self.apply = apply
    }

    final var consumesEverything: Bool { consumed == nil }

    final func consumes(_ type: Int) -> Bool { consumed?[type] ?? true }
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
