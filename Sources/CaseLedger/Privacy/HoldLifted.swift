/// Every hold on a subject's data is at its end.
public struct HoldLifted: Payload, Hashable {
    public static let type = EventType("hold.lifted")
    /// Another office lifts its own holds.
    public static let force = EventDefinition.Force.settled
    public static let title = Phrase("解除保全", "Legal hold lifted")
    public static let sentence = Phrase(
        "解除对 {subject} 的保全：{reason}", "lifted the legal hold on {subject}: {reason}")

    /// On whose data it was.
    public var subject = ""
    public var reason = ""

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
