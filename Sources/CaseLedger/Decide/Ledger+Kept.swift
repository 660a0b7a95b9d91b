import Synchronization

extension Ledger {
    /// A view of the events that a query names below a position.
    ///
    /// What the query names and nothing on record answers to is not looked for again: the state is
    /// kept for the items that are there, so that the next decision about the same fund finds it,
    /// though it is about another donation.
    ///
    /// - Complexity: O(items) look-ups and O(events that are new since the last time).
    func state<View: Projection>(
        _ view: View.Type, of query: Query, below end: UInt64
    ) throws(LedgerError) -> View {
        guard writer != nil, query.isTagged else {
            let run = fold(view)
            try replay([run], of: query, below: end)
            return run.state
        }
        guard let (present, last) = try present(query, below: end) else { return View() }
        let state = kept.state(view, of: present)
        return try state.progress.withLock { (progress) throws(LedgerError) in
            guard progress.end <= end else {
                // Something newer is in it: who decides on the past again folds for themselves.
                var past = KeptState<View>.Progress()
                try go(on: &past, with: present, below: end)
                return past.view
            }
            if progress.through < end, last >= progress.through {
                do throws(LedgerError) { try go(on: &progress, with: present, below: end) } catch {
                    progress = KeptState<View>.Progress()
                    throw error
                }
                kept.note(state, events: progress.events)
            }
            progress.through = max(progress.through, end)
            return progress.view
        }
    }

    /// The items of a query of which there is something below a position, and a position after
    /// which there is nothing; `nil` if there is nothing at all.
    private func present(_ query: Query, below end: UInt64) throws(LedgerError)
        -> (Query, last: UInt64)?
    {
        var present: [Query.Item] = []
        var last: UInt64 = 0
        for item in query.items {
            var lastOfItem = UInt64.max
            for tag in item.tags where lastOfItem > 0 {
                let indexed = try indexed(item, by: tag)
                guard let indexed, indexed.first < end else {
                    lastOfItem = 0
                    break
                }
                lastOfItem = min(lastOfItem, indexed.last + 1)
            }
            guard lastOfItem > 0 else { continue }
            present.append(item)
            last = max(last, lastOfItem - 1)
        }
        return present.isEmpty ? nil : (Query(present), last)
    }

    /// Adds to a state what is new; begins anew where something in it was amended.
    private func go<View: Projection>(
        on progress: inout KeptState<View>.Progress, with query: Query, below end: UInt64
    ) throws(LedgerError) {
        var found = try entries(of: query, from: progress.through, below: end)
        if found.hasAmendments, progress.events > 0 {
            progress = KeptState<View>.Progress()
            found = try entries(of: query, below: end)
        }
        let amendments = try amendments(knownAt: nil, below: end)
        let steps = kept.steps(View.self, catalog).steps
        for position in found.positions {
            let bytes = try bytes(at: position, of: found)
            try ledgerErrors(at: position) {
                try bytes.withUnsafeBytes { bytes in
                    let entry = try EntryView(bytes)
                    guard let type = types.index(types.name(entry.typeName), version: entry.version)
                    else { throw unknown(entry) }
                    try show(entry, type, .everything, amendments) { type, context in
                        try steps.apply(type, context, to: &progress.view)
                    }
                }
            }
            progress.end = max(progress.end, position + 1)
            progress.events += 1
        }
    }
}
