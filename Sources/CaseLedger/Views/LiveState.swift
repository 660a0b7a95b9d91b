/// A view that can be continued: its state, and how far in the log that reaches.
///
/// What was recorded since is folded in. Where that amends an event which the state already holds,
/// the state is folded anew from the first event: a fold cannot be undone, and this is simple and
/// right.
package struct LiveState<P: Projection>: Sendable {
    /// What became of a state that was brought up to date.
    package enum Change: Sendable {
        /// Nothing was recorded.
        case none
        /// What was recorded was folded in.
        case continued
        /// What was recorded changes the past, so everything was folded anew.
        case rebuilt
    }

    /// Which entries the view is made of.
    let query: Query
    /// The view.
    package private(set) var state = P()
    /// The entries before this position are in the view.
    package private(set) var position: UInt64 = 0

    /// The view before the first event.
    package init(of query: Query) { self.query = query }

    /// A view that was kept.
    init(_ state: P, at position: UInt64, of query: Query) {
        self.query = query
        self.state = state
        self.position = position
    }

    /// Brings the view up to a position; up to the last synced entry, if `nil`.
    ///
    /// After a failure the view is back before the first event, so that no half of a batch counts.
    package mutating func advance(_ ledger: Ledger, to end: UInt64? = nil) throws(LedgerError)
        -> Change
    {
        let end = min(end ?? .max, ledger.size)
        guard position < end else { return .none }
        let start = position
        var isAmended = false
        if start > 0 { isAmended = try ledger.isAmended(below: start, to: end) }
        let fold = ledger.fold(P.self)
        if start > 0, !isAmended { fold.resume(from: state) }
        // The fold alone holds the state from here on, so that it changes it in place.
        state = P()
        position = 0
        let first = isAmended ? 0 : start
        try ledger.replay([fold], of: query, from: first, below: end)
        state = fold.state
        position = end
        return isAmended ? .rebuilt : .continued
    }
}

extension Fold {
    /// Goes on from a state that was folded before.
    func resume(from state: State) { box.state = state }
}

extension Ledger {
    /// Whether an entry from `limit` on and before `end` corrects or retracts one before `limit`.
    ///
    /// - Complexity: O(log amendments) where nothing was amended since; otherwise a ledger opened
    ///   for reading reads the entries from `limit` on.
    func isAmended(below limit: UInt64, to end: UInt64) throws(LedgerError) -> Bool {
        var targets = try surveyed { core in
            var targets: Set<EventID> = []
            for (position, target) in core.amending.reversed() {
                if position < limit { break }
                if position < end { targets.insert(target) }
            }
            return targets
        }
        guard !targets.isEmpty else { return false }
        if writer != nil {
            for target in targets where try position(of: target).map({ $0 < limit }) ?? true {
                return true
            }
            return false
        }
        try ledgerErrors {
            try readAll(from: limit, below: end) { bytes in
                targets.remove(try EntryView(bytes).id)
                return !targets.isEmpty
            }
        }
        return !targets.isEmpty
    }
}
