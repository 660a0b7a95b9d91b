public import CaseLedger

/// Something that happened, and the event behind it.
public struct Mark: Hashable, Codable, Sendable {
    /// When it happened.
    public let at: Moment
    /// The event's position.
    public let position: UInt64
    /// Who did it.
    public let actor: String
}

extension Mark {
    /// The mark of an event.
    init(_ context: EventContext) {
        self.init(at: context.occurred, position: context.position, actor: context.actorID)
    }
}
