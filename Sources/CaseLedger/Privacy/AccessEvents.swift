/// Personal data was read: whose, for what, in which view.
///
/// The actor is who read. It carries a tag `access:SUBJECT` for each subject, so that a subject's own history stays as it
/// is and ``Ledger/accesses(to:by:_:)`` still finds it.
public struct PersonalAccessed: Payload, Hashable {
    public static let type = EventType("personal.accessed")
    public static let title = Phrase("查阅个人信息", "Personal data read")
    public static let sentence = Phrase(
        "为“{purpose}”在 {view} 中查阅个人信息：{subjects}",
        "read personal data in {view} for '{purpose}': {subjects}")

    /// How many subjects one event names at most.
    static let subjectsAtMost = 200

    /// A subject, and how many of its fields were opened.
    public struct Subject: FieldGroup, Hashable {
        /// The subject's tag.
        public var subject = ""
        /// How many fields were opened.
        public var fields: UInt64 = 0

        /// No subject.
        public init() {}

        /// A subject from its parts.
        public init(subject: String, fields: UInt64) {
            self.subject = subject
            self.fields = fields
        }

        public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
            try visit.field(1, "subject", &subject, of: "access")
            try visit.field(2, "fields", &fields)
        }
    }

    /// What for, by the purpose's name on disk.
    public var purpose = ""
    /// What was looked at.
    public var view = ""
    public var subjects: [Subject] = []
    /// The legal ground at that time.
    public var ground = ""

    /// An access of nothing.
    public init() {}

    init(_ fill: (inout Self) -> Void) { fill(&self) }

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "purpose", &purpose)
        try visit.field(2, "view", &view)
        try visit.field(3, "subjects", &subjects)
        try visit.field(4, "ground", &ground)
    }
}

/// One access as an auditor sees it.
public struct PersonalAccess: Sendable, Hashable {
    /// The event's position; `nil` if it waits to be taken in by the next process that records.
    public let position: UInt64?
    /// When it was.
    public let at: Moment
    /// Who read.
    public let reader: Actor
    /// What was said.
    public let said: PersonalAccessed
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
        to subject: Tag? = nil, by reader: String? = nil, _ body: (PersonalAccess) throws -> Void
    ) throws(LedgerError) {
        var filter = HistoryFilter(types: [PersonalAccessed.type.name])
        if let subject { filter.tags.append(Tag("access", subject.text)) }
        if let reader { filter.tags.append(.actor(reader)) }
        try history(filter) { event in
            let said = try event.payload(PersonalAccessed.self)
            try body(
                PersonalAccess(
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
                    PersonalAccess(
                        position: nil, at: draft.event.occurred ?? .blank, reader: draft.actor,
                        said: said))
            }
        }
    }
}
