extension Ledger {
    /// Who did what: every event that a query names, as recorded, in the order of recording.
    ///
    /// ```swift
    /// try ledger.history(of: .tag(.actor("chen.jie"))) { print($0.sentence(in: .english)) }
    /// ```
    ///
    /// Amended events are shown as they were recorded; the amendment is an event of its own, and is
    /// shown where the query names it.
    ///
    /// - Parameters:
    ///   - query: Which events.
    ///   - since: Only those that can have happened on this day or later.
    ///   - until: Only those that can have happened on this day or earlier.
    ///   - body: Is handed each.
    /// - Throws: What `body` throws; ``LedgerError/Code/damaged`` or `log` if an entry cannot be read.
    /// - Complexity: O(entries of the rarest tag), or O(entries) where an item has none.
    public func history(
        of query: Query = .all, since: Day? = nil, until: Day? = nil,
        _ body: (RecordedEvent) throws -> Void
    ) throws(LedgerError) {
        func consider(_ bytes: UnsafeRawBufferPointer) throws -> Bool {
            let entry = try EntryView(bytes)
            if since.map({ entry.occurred.latest >= $0 }) ?? true,
                until.map({ entry.occurred.earliest <= $0 }) ?? true, try query.names(entry)
            {
                try body(RecordedEvent(try entry.envelope(), catalog))
            }
            return true
        }
        try ledgerErrors {
            guard query.isTagged else { return try readAll(below: size, consider) }
            let found = try entries(of: query, below: size)
            for position in found.positions {
                let bytes = try bytes(at: position, of: found)
                _ = try ledgerErrors(at: position) { try bytes.withUnsafeBytes(consider) }
            }
        }
    }

    /// One event by its position.
    public func event(at position: UInt64) throws(LedgerError) -> RecordedEvent {
        let bytes = try entryBytes(at: position)
        return try ledgerErrors(at: position) {
            RecordedEvent(try WireDecoder.decode(Envelope.self, from: bytes), catalog)
        }
    }
}
