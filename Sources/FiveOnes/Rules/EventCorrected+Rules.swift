public import CaseLedger

extension EventCorrected: Recordable {
    /// What else amends the event.
    public var looksAt: Query { .tags(tags.all) }
    /// The event whose roles and reach it must keep.
    public var amends: EventID? { EventID(target) }
    /// What is to stand in its place.
    public var substitute: (type: EventType, payload: [UInt8])? {
        EventType(parsing: targetType).map { ($0, replacement) }
    }
}

extension EventRetracted: Recordable {
    /// What else amends the event.
    public var looksAt: Query { .tags(tags.all) }
    /// The event whose roles and reach it must keep.
    public var amends: EventID? { EventID(target) }
}
