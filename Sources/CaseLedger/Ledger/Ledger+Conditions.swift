import SegmentLog

/// What an append depends on, asked while nobody else can record.
extension Ledger {
    /// Whether every draft is on record already: then appending it again changes nothing, whatever
    /// else has been recorded since.
    func isKnown(_ drafts: [Draft], _ core: borrowing Core) throws(LedgerError) -> Bool {
        for draft in drafts where try position(ofSame: draft, core) == nil { return false }
        return !drafts.isEmpty
    }

    /// Whether something new stands after what a decision has seen.
    ///
    /// Entries are read only where the index says that all tags of an item have news of its types.
    func isStale(_ condition: AppendCondition, _ core: borrowing Core) throws(LedgerError)
        -> Bool
    {
        guard condition.after < index.end else { return false }
        for item in condition.query.items where try isStale(item, condition.after, core) {
            return true
        }
        return false
    }

    func isStale(
        _ item: Query.Item, _ after: UInt64, _ core: borrowing Core
    ) throws(LedgerError) -> Bool {
        guard let first = item.tags.first else {
            for position in after..<max(after, index.end)
            where try isOne(position, of: item, core).isOne { return true }
            return false
        }
        let codes = item.types?.codes
        for tag in item.tags where try !index.hasNews(of: tag, codes, from: after) { return false }
        var next = try index.head(of: first)
        while let position = next, position >= after {
            let (isOne, previous) = try isOne(position, of: item, core)
            if isOne { return true }
            next = previous
        }
        return false
    }

    /// Whether an entry is one of an item or amends one, and the position of the entry before it
    /// with the item's first tag.
    func isOne(
        _ position: UInt64, of item: Query.Item, _ core: borrowing Core
    ) throws(LedgerError) -> (isOne: Bool, previous: UInt64?) {
        let bytes = try bytes(at: position, core)
        return try ledgerErrors(at: position) {
            try bytes.withEntry { (view) throws(CodecError) in
                (try item.includes(view, amending: true), item.tags.first.flatMap(view.previous))
            }
        }
    }
}
