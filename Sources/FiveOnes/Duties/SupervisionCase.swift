public import CaseLedger
import Synchronization

/// Everything on record that the checks look at, as true and as known at one point.
///
/// It holds views by type; each wing says under what name the checks speak of its views.
public struct SupervisionCase: ViewHolder, Sendable {
    /// The last day whose facts count.
    public let asOf: Day
    /// The last day that the run can know of; obligations are settled at its end.
    ///
    /// It is ``asOf``, or the day by which what counts was recorded, or today, whichever comes first.
    public let horizon: Day
    /// The events on record that others amend, by their identity.
    let amended: [EventID: Envelope]
    private let views: [ObjectIdentifier: any Projection]
    private let kept = Kept()

    init(
        asOf: Day, horizon: Day, views: [ObjectIdentifier: any Projection],
        amended: [EventID: Envelope]
    ) {
        self.asOf = asOf
        self.horizon = horizon
        self.views = views
        self.amended = amended
    }

    /// A view; `nil` where no check has asked for it.
    func folded<View: Projection>(_ view: View.Type) -> View? {
        views[ObjectIdentifier(view)] as? View
    }

    /// A view that every run folds.
    subscript<View: Projection>(view: View.Type) -> View {
        guard let state = folded(view) else {
            preconditionFailure("no wing has the view \(View.name)")
        }
        return state
    }

    /// A value that more than one check looks at, worked out when it is first asked for.
    func once<Value: Sendable>(_ name: String, _ make: () -> Value) -> Value {
        kept.once(name)(make)
    }

}

/// Values that are worked out once, by name.
private final class Kept: Sendable {
    private let all = Mutex<[String: any Sendable]>([:])

    func once<Value: Sendable>(_ name: String) -> Once<Value> {
        all.withLock { all in
            if let known = all[name] as? Once<Value> { return known }
            let once = Once<Value>()
            all[name] = once
            return once
        }
    }
}

/// A value that is worked out when it is first asked for, and kept.
final class Once<Value: Sendable>: Sendable {
    private let kept = Mutex<Value?>(nil)

    /// The value, made by `make` if it has not been made yet.
    func callAsFunction(_ make: () -> Value) -> Value {
        kept.withLock { kept in
            if let value = kept { return value }
            let value = make()
            kept = value
            return value
        }
    }
}
