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
package struct SubjectErased: Payload, Hashable {
    package static let type = EventType("subject.erased")
    package static let force = EventDefinition.Force.settled
    package static let title = Phrase("清除个人信息", "Personal data erased")
    package static let sentence = Phrase(
        "清除 {subject} 的个人信息：{ground}", "erased the personal data of {subject}: {ground}")

    /// Whose.
    package var subject = ""
    /// What allows the erasure, such as an article of law.
    package var ground = ""
    /// The erasure that this one repeats, after an older copy of the ledger was restored.
    package var again = ""

    package init() {}

    init(_ subject: Tag, ground: String, again: EventID? = nil) {
        self.subject = subject.text
        self.ground = ground
        self.again = again?.description ?? ""
    }

    package mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "subject", &subject)
        try visit.field(2, "ground", &ground)
        try visit.field(3, "again", &again)
    }

    /// Names the erasure, not the subject, whose own history stays as it is.
    package func tag(_ tags: inout TagSet) {
        tags.about(.erasures)
        tags.about(Tag("erasure", subject))
    }

    /// Refuses an erasure of nobody or without a ground.
    package func check() throws(PayloadProblem) {
        if Tag(parsing: subject) == nil { throw PayloadProblem("subject", "is no subject") }
        if ground.isEmpty { throw PayloadProblem("ground", "is missing") }
    }
}
