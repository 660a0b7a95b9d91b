extension Tag {
    /// The tag of every erasure.
    static let erasures = Tag("ledger", "erasures")
    /// The tag of every export that holds personal data in the clear.
    static let exports = Tag("ledger", "exports")
    /// The tag of a subject's legal holds.
    static func holds(on subject: Tag) -> Tag { Tag("hold", subject.text) }
}

/// The personal data of a subject was erased: its keys were destroyed for good.
///
/// It is recorded before the keys are destroyed, and outranks every key: an older copy of the key
/// store does not bring the subject back.
public struct SubjectErased: Payload, Hashable {
    public static let type = EventType("subject.erased")
    public static let title = Phrase("清除个人信息", "Personal data erased")
    public static let sentence = Phrase(
        "清除 {subject} 的个人信息：{ground}", "erased the personal data of {subject}: {ground}")

    /// Whose.
    public var subject = ""
    /// On what ground.
    public var ground = ""
    /// The erasure that this one repeats, after an older copy of the ledger was restored.
    public var again = ""

    /// An erasure of nobody.
    public init() {}

    init(_ subject: Tag, ground: String, again: EventID? = nil) {
        self.subject = subject.text
        self.ground = ground
        self.again = again?.description ?? ""
    }

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "subject", &subject)
        try visit.field(2, "ground", &ground)
        try visit.field(3, "again", &again)
    }

    /// Names the erasure, not the subject, whose own history stays as it is.
    public func tag(_ tags: inout TagSet) {
        tags.about(.erasures)
        tags.about(Tag("erasure", subject))
    }

    /// Refuses an erasure of nobody or without a ground.
    public func check() throws(PayloadProblem) {
        if Tag(parsing: subject) == nil { throw PayloadProblem("subject", "is no subject") }
        if ground.isEmpty { throw PayloadProblem("ground", "is missing") }
    }
}

/// The personal data of a subject must not be erased until this hold is lifted.
public struct HoldPlaced: Payload, Hashable {
    public static let type = EventType("hold.placed")
    public static let title = Phrase("设置保全", "Legal hold placed")
    public static let sentence = Phrase(
        "对 {subject} 设置保全：{ground}", "placed a legal hold on {subject}: {ground}")

    /// On whose data.
    public var subject = ""
    /// On what ground.
    public var ground = ""

    /// A hold on nobody.
    public init() {}

    /// A hold on a subject's data.
    public init(_ subject: Tag, ground: String) {
        self.subject = subject.text
        self.ground = ground
    }

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "subject", &subject, of: "hold")
        try visit.field(2, "ground", &ground)
    }

    /// Refuses a hold on nobody or without a ground.
    public func check() throws(PayloadProblem) {
        if Tag(parsing: subject) == nil { throw PayloadProblem("subject", "is no subject") }
        if ground.isEmpty { throw PayloadProblem("ground", "is missing") }
    }
}

/// Every hold on a subject's data is at its end.
public struct HoldLifted: Payload, Hashable {
    public static let type = EventType("hold.lifted")
    public static let title = Phrase("解除保全", "Legal hold lifted")
    public static let sentence = Phrase(
        "解除对 {subject} 的保全：{reason}", "lifted the legal hold on {subject}: {reason}")

    /// On whose data it was.
    public var subject = ""
    public var reason = ""

    /// The end of no hold.
    public init() {}

    /// The end of the holds on a subject's data.
    public init(_ subject: Tag, reason: String) {
        self.subject = subject.text
        self.reason = reason
    }

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "subject", &subject, of: "hold")
        try visit.field(2, "reason", &reason)
    }

    /// Refuses an end without a reason.
    public func check() throws(PayloadProblem) {
        if Tag(parsing: subject) == nil { throw PayloadProblem("subject", "is no subject") }
        if reason.isEmpty { throw PayloadProblem("reason", "is missing") }
    }
}

/// A file with personal data in the clear was made from the ledger.
public struct ExportMade: Payload, Hashable {
    public static let type = EventType("export.made")
    public static let title = Phrase("导出", "Export made")
    public static let sentence = Phrase(
        "为“{purpose}”导出个人信息到 {file}", "exported personal data to {file} for '{purpose}'")

    /// The file's path; empty where it went to somebody else's hands at once.
    public var file = ""
    /// SHA-256 of the file.
    public var digest: [UInt8] = []
    public var purpose = ""
    /// What it was narrowed to, by tags; everything, if empty.
    public var about: [String] = []

    /// No export.
    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "file", &file)
        try visit.bytes(2, "digest", &digest)
        try visit.field(3, "purpose", &purpose)
        try visit.field(4, "about", &about)
    }

    /// Names the register of exports.
    public func tag(_ tags: inout TagSet) { tags.about(.exports) }
}
