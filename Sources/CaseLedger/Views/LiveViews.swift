/// The states of a view, one after the other as the ledger grows.
///
/// Where more is recorded than is taken out, states are left out, never events. It ends when the
/// ledger is closed or the task canceled.
public struct LiveViews<P: Projection>: AsyncSequence, Sendable {
    /// The reading of an entry failed, or the pulse.
    public typealias Failure = any Error

    let ledger: Ledger
    let start: LiveState<P>
    let pulse: Ledger.Pulse

    /// Follows from the first event on.
    public func makeAsyncIterator() -> Iterator {
        Iterator(ledger: ledger, pulse: pulse, view: start)
    }

    /// Follows one view.
    public struct Iterator: AsyncIteratorProtocol {
        let ledger: Ledger
        let pulse: Ledger.Pulse
        var view: LiveState<P>
        private var isFirst = true
        private var isOver = false

        init(ledger: Ledger, pulse: Ledger.Pulse, view: LiveState<P>) {
            self.ledger = ledger
            self.pulse = pulse
            self.view = view
        }

        /// The next step, when there is one.
        ///
        /// - Throws: ``LedgerError`` as ``Ledger/view(_:of:in:)``; after a failed write what the
        ///   writer says of it; what the pulse throws. The next call tries again.
        public mutating func next() async throws -> Element? {
            if isOver { return nil }
            if !isFirst, view.position >= ledger.size {
                guard try await ledger.growth(beyond: view.position, or: pulse) else {
                    isOver = true
                    return nil
                }
            }
            let change = try view.advance(ledger)
            let reason: Element.Reason =
                switch change {
                case .none: isFirst ? .continued : .heartbeat
                case .continued: .continued
                case .rebuilt: .rebuilt
                }
            isFirst = false
            let step = Element(
                reason: reason, state: view.state, position: view.position, head: ledger.size,
                at: ledger.now)
            ledger.instruments.lag(step.lag, of: P.name)
            return step
        }
    }
}

extension Ledger {
    /// Follows a view: first all that is on record, then every sync.
    ///
    /// ```swift
    /// for try await open in ledger.follow(LoansOpen.self) where open.reason != .heartbeat {
    ///     show(open.state, behind: open.lag)
    /// }
    /// ```
    ///
    /// In the process that records, a step comes with every sync that finds the follower waiting;
    /// in any other, at every beat. A correction or retraction of something earlier folds the view
    /// anew, so that every state is what ``view(_:of:in:)`` gives at its position.
    ///
    /// - Parameters:
    ///   - projection: The view.
    ///   - query: Which entries it is made of.
    ///   - pulse: When to look again, and to say that there is nothing new.
    /// - Returns: The states, one after the other.
    public func follow<P: Projection>(
        _ projection: P.Type, of query: Query = .all,
        pulse: Ledger.Pulse = .every(.seconds(1))
    ) -> LiveViews<P> {
        LiveViews(ledger: self, start: LiveState(of: query), pulse: pulse)
    }
}
