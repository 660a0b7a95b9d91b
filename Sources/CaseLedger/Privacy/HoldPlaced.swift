/// The personal data of a subject must not be erased until this hold is lifted.
public struct HoldPlaced: Payload, Hashable {
    public static let type = EventType("hold.placed")
    /// It is lifted, not taken back.
    public static let force = EventDefinition.Force.settled
    public static let title = Phrase("设置保全", "Legal hold placed")
    public static let sentence = Phrase(
        "对 {subject} 设置保全：{ground}", "placed a legal hold on {subject}: {ground}")

    /// On whose data.
    public var subject = ""
    /// Why the data must be kept, such as a case in court.
    public var ground = ""

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
