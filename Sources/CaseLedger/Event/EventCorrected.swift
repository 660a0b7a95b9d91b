/// An earlier event said something wrong; this is what it should have said.
public struct EventCorrected: Payload, Hashable {
    public static let type = EventType("event.corrected")
    public static let title = Phrase("更正", "Event corrected")
    public static let sentence = Phrase(
        "更正 {target}（{type}）：{reason}", "corrected {target} ({type}): {reason}")

    /// The number of the field that holds the whole payload as it should have been.
    static let replacementField = 3

    /// The identity of the event that said something wrong.
    public var target: String = ""
    /// The type of the replacement, as written, `donation.received/1`: the target's, or a later
    /// version of it.
    public var targetType: String = ""
    /// The whole payload as it should have been.
    public var replacement: [UInt8] = []
    /// When it happened, if that was wrong too.
    public var occurred: Moment?
    public var reason: String = ""

    public init() {}

    /// A correction of an event to what `replacement` says.
    ///
    /// - Throws: ``CodecError`` if the replacement cannot be encoded.
    public init<P: Payload>(
        _ target: EventID, to replacement: P, occurred: Moment? = nil, reason: String
    ) throws(CodecError) {
        self.target = target.description
        targetType = P.type.description
        self.replacement = try WireEncoder.encode(replacement)
        self.occurred = occurred
        self.reason = reason
    }

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "target", &target, of: "event")
        try visit.field(2, "type", &targetType)
        let type = EventType(parsing: targetType) ?? EventType("?")
        try visit.embedded(FieldKey(Self.replacementField, "replacement"), of: type, &replacement)
        try visit.field(4, "occurred", &occurred)
        try visit.field(5, "reason", &reason)
    }

    /// Refuses a correction of nothing or without a reason.
    public func check() throws(PayloadProblem) {
        if EventID(target) == nil { throw PayloadProblem("target", "is no event id") }
        if EventType(parsing: targetType) == nil {
            throw PayloadProblem("type", "is no event type")
        }
        if reason.isEmpty { throw PayloadProblem("reason", "is missing") }
    }
}
