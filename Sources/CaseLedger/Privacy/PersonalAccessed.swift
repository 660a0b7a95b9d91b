/// Personal data was read: whose, for what, in which view.
///
/// The actor is who read. It carries a tag `access:SUBJECT` for each subject, so that a subject's own history stays as it
/// is and ``Ledger/accesses(to:by:_:)`` still finds it.
public struct PersonalAccessed: Payload, Hashable {
    public static let type = EventType("personal.accessed")
    /// Who has read has read.
    public static let force = EventDefinition.Force.settled
    public static let title = Phrase("查阅个人信息", "Personal data read")
    public static let sentence = Phrase(
        "为“{purpose}”在 {view} 中{outcome|查阅}个人信息：{subjects}",
        "{outcome|read} personal data in {view} for '{purpose}': {subjects}")

    /// How many subjects one event names at most.
    static let subjectsAtMost = 200

    /// A subject, and how many of its fields were opened.
    public struct Subject: FieldGroup, Hashable {
        /// The subject's tag.
        public var subject = ""
        /// How many fields were opened.
        public var fields: UInt64 = 0

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
    /// What came of it, where nothing was read.
    public var outcome: Outcome?

    public init() {}

    init(_ fill: (inout Self) -> Void) { fill(&self) }

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "purpose", &purpose)
        try visit.field(2, "view", &view)
        try visit.field(3, "subjects", &subjects)
        try visit.field(4, "ground", &ground)
        try visit.field(5, "outcome", &outcome)
    }
}

extension PersonalAccessed {
    /// What came of a reading.
    public enum Outcome: String, FieldCode, Sendable {
        /// The reader might not read this subject's; nothing of it was opened.
        case refused
        /// It was opened, and then whatever it was opened for failed.
        case failed

        public static var blank: Outcome { .refused }

        public var label: Phrase {
            switch self {
            case .refused: Phrase("被拒查阅", "was refused")
            case .failed: Phrase("查阅（未完成）", "opened, and failed to show,")
            }
        }
    }
}
