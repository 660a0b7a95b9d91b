public import CaseLedger

/// A view of a wing, for those who fold all of them together.
public struct WingView: Sendable {
    /// The view's name.
    public let name: String
    /// The version of the fold.
    public let version: Int
    /// Which view it is.
    let key: ObjectIdentifier
    /// Whether it is folded only where a check asks for it.
    let isOnDemand: Bool
    private let consumed: @Sendable () -> Set<EventType>?
    private let begin: @Sendable (Ledger) -> Run

    /// The types that it consumes; `nil` for all.
    public var types: Set<EventType>? { consumed() }

    /// A fold of the view that has begun.
    public struct Run {
        /// The fold, for ``CaseLedger/Ledger/replay(_:of:in:from:below:progress:)``.
        public let fold: AnyFold
        /// What the fold has come to.
        let state: () -> any Projection
        /// The digest of what the fold has come to; `nil` for a view that has none.
        public let digest: (() throws -> String)?
    }

    /// Begins to fold the view.
    public func run(_ ledger: Ledger) -> Run { begin(ledger) }

    /// A view that every run of supervision folds.
    @inline(__always)
    static func of<View: SnapshotProjection>(_ view: View.Type) -> WingView {
        WingView(view, isOnDemand: false) { ledger in
            let fold = ledger.fold(View.self)
            return Run(fold: fold, state: { fold.state }, digest: { try fold.state.stateDigest() })
        }
    }

    /// A view that has no digest, folded always or only where a check asks for it.
    @inline(__always)
    static func of<View: Projection>(_ view: View.Type, onDemand: Bool = false) -> WingView {
        WingView(view, isOnDemand: onDemand) { ledger in
            let fold = ledger.fold(View.self)
            return Run(fold: fold, state: { fold.state }, digest: nil)
        }
    }

    private init<View: Projection>(
        _ view: View.Type, isOnDemand: Bool, _ begin: @escaping @Sendable (Ledger) -> Run
    ) {
        name = View.name
        version = View.version
        consumed = { Handlers.types(of: View.self) }
        key = ObjectIdentifier(view)
        self.isOnDemand = isOnDemand
        self.begin = begin
    }
}

/// A view that wants to see some events as they were recorded, whatever became of them since.
protocol AskingView: Projection {
    /// The events.
    var asked: [EventID] { get }
}
