extension Erasure {
    /// What an erasure would come to, before anybody asks for it.
    public struct Preview: Sendable {
        /// What there is of one subject.
        public struct Part: Sendable {
            /// The subject.
            public let subject: Tag
            /// How many sealed fields could never be opened again.
            public let fields: Int
            /// The number of entries that those fields stand in.
            public let entries: Int
            /// Whether the subject was erased before.
            public let isErased: Bool
            /// The hold in the way; `nil` if there is none.
            public let hold: RuleViolation?
        }

        /// A file with personal data of the subjects in the clear, or a copy of keys.
        public struct Export: Hashable, Sendable {
            /// Its path; empty where it went to somebody else's hands at once.
            public let file: String
            /// What it was made for.
            public let purpose: String
            /// Where its making is on record; the end, if that waits to be taken in.
            public let position: UInt64
            /// Whether it will be rewritten; what is out of reach stays with who has it.
            public let isInReach: Bool
        }

        /// The subjects.
        public let parts: [Part]
        /// The exports that show them, in the order of recording.
        public let exports: [Export]

        /// Whether nothing forbids it.
        public var isFree: Bool { parts.allSatisfy { $0.hold == nil } }
    }
}

extension Ledger {
    /// What an erasure would come to; nothing is recorded or destroyed.
    ///
    /// - Parameter subjects: Whose data.
    /// - Returns: What would be lost, which holds are in the way, and which exports show it.
    /// - Throws: ``LedgerError/Code/notFound`` for a subject that is in no event; what reading the
    ///   ledger throws.
    /// - Complexity: O(events of the subjects, exports), and reads the exports that are in reach.
    public func previewErasure(of subjects: [Tag]) throws(LedgerError) -> Erasure.Preview {
        let erased = try erasedSubjects()
        var parts: [Erasure.Preview.Part] = []
        for subject in subjects {
            try requireKnown(subject)
            let (fields, entries) = try sealedFields(of: [subject])
            parts.append(
                Erasure.Preview.Part(
                    subject: subject, fields: fields, entries: entries,
                    isErased: erased.contains(subject), hold: try hold(on: subject)))
        }
        let exports = try exports(showing: subjects).map { export in
            Erasure.Preview.Export(
                file: export.made.file, purpose: export.made.purpose, position: export.position,
                isInReach: export.isOurs
                    && ExportRedaction.isInReach(export.made.file, export.made.digest))
        }
        return Erasure.Preview(parts: parts, exports: exports)
    }

    /// Refuses a subject that is in no event.
    func requireKnown(_ subject: Tag) throws(LedgerError) {
        guard try knows(subject) else {
            throw LedgerError(
                .notFound, "no event is about this \(subject.kind); check the subject")
        }
    }
}
