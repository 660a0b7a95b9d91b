/// An earlier event did not happen.
public struct EventRetracted: Payload, Hashable {
    public static let type = EventType("event.retracted")
    public static let title = Phrase("撤回", "Event retracted")
    public static let sentence = Phrase("撤回 {target}：{reason}", "retracted {target}: {reason}")

    /// The identity of the event that did not happen.
    public var target: String = ""
    /// Why it was on record.
    public var reason: String = ""

    public init() {}

    /// A retraction of an event.
    public init(_ target: EventID, reason: String) {
        self.target = target.description
        self.reason = reason
    }

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "target", &target, of: "event")
        try visit.field(2, "reason", &reason)
    }

    /// Refuses a retraction of nothing or without a reason.
    public func check() throws(PayloadProblem) {
        if EventID(target) == nil { throw PayloadProblem("target", "is no event id") }
        if reason.isEmpty { throw PayloadProblem("reason", "is missing") }
    }
}
