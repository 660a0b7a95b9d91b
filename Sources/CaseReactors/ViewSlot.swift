public import CaseLedger
import Synchronization

/// The place of a view in a running program: it always has a value, and the projection behind it
/// can be replaced by a new version without a gap.
///
/// ```swift
/// let slot = try ViewSlot(ledger, Loans.self) { $0.open.count }
/// slot.current.value                                       // of loans/1
/// try slot.rebuild(as: LoansV2.self) { $0.openByBranch.values.reduce(0, +) }
/// slot.current.value                                       // of loans/2, from here on
/// ```
///
/// Any number of threads may read; a rebuild runs on its caller's. Readers have the old version
/// until the new one accounts for every entry that the old one does, then the new one: never
/// neither, and never less than before.
public final class ViewSlot<Value: Sendable>: Sendable {
    /// What a slot shows.
    public struct Current: Sendable {
        /// What the view says.
        public let value: Value
        /// The projection's name.
        public let name: String
        /// The projection's version.
        public let version: Int
        /// How many entries it accounts for.
        public let position: UInt64
    }

    private let ledger: Ledger
    /// The view that is shown; held by whoever brings it up to date, for as long as that takes.
    private let served: Mutex<any Serving<Value>>
    /// What is shown; held only to read or replace it.
    private let shown: Mutex<Current>

    /// A slot with a view of all that is on record.
    ///
    /// - Throws: As ``Ledger/view(_:of:in:)``.
    public init<P: Projection>(
        _ ledger: Ledger, _ projection: P.Type, of query: Query = .all,
        _ value: @escaping @Sendable (P) -> Value
    ) throws(LedgerError) {
        self.ledger = ledger
        let served = Served(ledger, projection, query, value)
        shown = Mutex(try served.advance())
        self.served = Mutex(served)
    }

    /// What the slot shows: the last value that was ready.
    ///
    /// It never waits for a fold.
    public var current: Current { shown.withLock { $0 } }

    /// Folds in what was recorded since, and returns what the slot shows then.
    ///
    /// - Throws: As ``Ledger/view(_:of:in:)``; the slot then shows what it did before.
    @discardableResult
    public func refresh() throws(LedgerError) -> Current {
        try served.withLock { (served) throws(LedgerError) in
            let current = try served.advance()
            shown.withLock { $0 = current }
            return current
        }
    }

    /// Folds another projection beside the one that is shown, and shows it from when it has caught
    /// up.
    ///
    /// - Parameters:
    ///   - projection: The new version.
    ///   - query: Which entries it is made of.
    ///   - caughtUp: Is told each position that the new version has reached, before it is shown;
    ///     what it throws gives the rebuilding up.
    ///   - value: What is shown of it.
    /// - Throws: ``LedgerError`` as ``Ledger/view(_:of:in:)``; the old version stays.
    public func rebuild<P: Projection>(
        as projection: P.Type, of query: Query = .all,
        caughtUp: (UInt64) throws(LedgerError) -> Void = { _ in },
        _ value: @escaping @Sendable (P) -> Value
    ) throws(LedgerError) {
        let new = Served(ledger, projection, query, value)
        // Each stretch is shorter than the one before, unless recording outruns folding.
        var reached: UInt64?
        for _ in 0..<8 {
            let position = try new.advance().position
            if position == reached { break }
            reached = position
            try caughtUp(position)
        }
        try served.withLock { (served) throws(LedgerError) in
            // What was recorded, and perhaps shown, during the last stretch.
            let current = try new.advance()
            served = new
            shown.withLock { $0 = current }
        }
    }
}

/// A view of some type that can be brought up to date.
private protocol Serving<Value>: Sendable {
    associatedtype Value: Sendable
    func advance() throws(LedgerError) -> ViewSlot<Value>.Current
}

/// A view of one type, and what is shown of it.
private final class Served<P: Projection, Value: Sendable>: Serving {
    private let ledger: Ledger
    private let view: Mutex<LiveState<P>>
    private let value: @Sendable (P) -> Value

    init(
        _ ledger: Ledger, _ projection: P.Type, _ query: Query,
        _ value: @escaping @Sendable (P) -> Value
    ) {
        self.ledger = ledger
        view = Mutex(LiveState(of: query))
        self.value = value
    }

    func advance() throws(LedgerError) -> ViewSlot<Value>.Current {
        try view.withLock { (view) throws(LedgerError) in
            _ = try view.advance(ledger)
            return ViewSlot<Value>.Current(
                value: value(view.state), name: P.name, version: P.version,
                position: view.position)
        }
    }
}
