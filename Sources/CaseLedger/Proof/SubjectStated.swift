/// A subject's whole file was handed out: what it held at that moment.
///
/// It is the subject's newest event when it is recorded. A checkpoint that ends with it therefore
/// shows that nothing later is on record about the subject, and its back-link leads to the event
/// before. It is also the trace that the file was handed out, by whom and when.
package struct SubjectStated: Payload, Hashable {
    package static let type = EventType("subject.stated")
    package static let force = EventDefinition.Force.settled
    package static let title = Phrase("出具主体档案", "Subject's file stated")
    package static let sentence = Phrase(
        "出具 {subject} 的档案（此前 {events} 件）", "stated the file of {subject} ({events} events before)")

    /// The subject's tag.
    package var subject: String = ""
    /// How many events of the file were on record before this one.
    package var events: UInt64 = 0
    /// The tags of what belongs to the subject and stands in the file too.
    package var belonging: [String] = []

    package init() {}

    /// A statement about a subject, the first of the tags, and what belongs to it.
    package init(_ tags: [Tag], events: UInt64) {
        subject = tags.first?.text ?? ""
        belonging = tags.dropFirst().map(\.text)
        self.events = events
    }

    package mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "subject", &subject, .tag)
        try visit.field(2, "events", &events)
        try visit.field(3, "belonging", &belonging, .tag)
    }

    /// Refuses a statement about nothing.
    package func check() throws(PayloadProblem) {
        if Tag(parsing: subject) == nil { throw PayloadProblem("subject", "is no tag") }
        if belonging.contains(where: { Tag(parsing: $0) == nil }) {
            throw PayloadProblem("belonging", "holds what is no tag")
        }
    }
}

/// A ledger was found set back to an older state, and somebody decided to go on from there.
///
/// The key that signed what is lost is retired by a note of the same content; what follows is
/// signed by another key under another name.
package struct RollbackAccepted: Payload, Hashable {
    package static let type = EventType("rollback.accepted")
    package static let force = EventDefinition.Force.settled
    package static let title = Phrase("账本回退后继续使用", "Rollback accepted")
    package static let sentence = Phrase(
        "确认账本回退：{origin} 曾签署 {signedSize} 条，现存 {keptSize} 条；{reason}",
        "accepted that the ledger went back: {origin} had signed {signedSize} entries, {keptSize} "
            + "are kept; {reason}")

    /// The name of the key that signed what is lost.
    package var origin: String = ""
    /// How many entries it had signed.
    package var signedSize: UInt64 = 0
    /// The root over them, in base64.
    package var signedRoot: String = ""
    /// How many entries there were when this was decided.
    package var keptSize: UInt64 = 0
    /// The root over them, in base64.
    package var keptRoot: String = ""
    /// What happened, and why going on is right.
    package var reason: String = ""

    package init() {}

    package mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "origin", &origin, .required, of: "key")
        try visit.field(2, "signedSize", &signedSize)
        try visit.field(3, "signedRoot", &signedRoot)
        try visit.field(4, "keptSize", &keptSize)
        try visit.field(5, "keptRoot", &keptRoot)
        try visit.field(6, "reason", &reason, .required)
    }
}
