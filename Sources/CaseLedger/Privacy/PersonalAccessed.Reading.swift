extension PersonalAccessed {
    /// One access as an auditor sees it.
    public struct Reading: Sendable, Hashable {
        /// The event's position; `nil` if it waits to be taken in by the next process that records.
        public let position: UInt64?
        /// When it was.
        public let at: Moment
        /// Who read.
        public let reader: Actor
        /// What was said.
        public let said: PersonalAccessed
    }
}

extension Ledger {
    /// Who read whose personal data, in the order of recording; those that wait come last.
    ///
    /// - Parameters:
    ///   - subject: Only of this subject; of all, if `nil`.
    ///   - reader: Only by this account; by all, if `nil`.
    ///   - body: Is handed each.
    /// - Throws: What reading the ledger or `body` throws.
    /// - Complexity: O(events of the subject's or the reader's tag), or O(entries) without either.
    public func accesses(
        to subject: Tag? = nil, by reader: String? = nil,
        _ body: (PersonalAccessed.Reading) throws -> Void
    ) throws(LedgerError) {
        var reads = Query.Item(types: [PersonalAccessed.type])
        if let subject { reads.tags.append(Tag("access", subject.text)) }
        if let reader { reads.tags.append(.actor(reader)) }
        try history(of: Query([reads])) { event in
            let said = try event.payload(PersonalAccessed.self)
            try body(
                PersonalAccessed.Reading(
                    position: event.position, at: event.envelope.occurred, reader: event.actor,
                    said: said))
        }
        for draft in try waiting() where draft.event.type == PersonalAccessed.type {
            let said = try ledgerErrors {
                try WireDecoder.decode(PersonalAccessed.self, from: draft.event.payload)
            }
            guard try position(of: draft.event.id ?? .next()) == nil,
                reader.map({ $0 == draft.actor.id }) ?? true,
                subject.map({ subject in said.subjects.contains { $0.subject == subject.text } })
                    ?? true
            else { continue }
            try ledgerErrors {
                try body(
                    PersonalAccessed.Reading(
                        position: nil, at: draft.event.occurred ?? .blank, reader: draft.actor,
                        said: said))
            }
        }
    }
}
