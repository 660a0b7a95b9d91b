/// A correction or a retraction of an event.
struct Amendment: Sendable {
    /// The position of the amending event.
    let position: UInt64
    /// The amending event.
    let id: EventID
    /// When it was recorded.
    let recorded: Instant
    /// The payload in the place of the original; `nil` for a retraction.
    let replacement: [UInt8]?
    /// The type of that payload, which may be a later version than the original's.
    let type: EventType?
    /// The time of happening in the place of the original.
    let occurred: Moment?

    /// The same amendment, with an earlier one's time of happening where it has none of its own.
    func inheriting(_ earlier: Moment?) -> Amendment {
        Amendment(
            position: position, id: id, recorded: recorded, replacement: replacement, type: type,
            occurred: occurred ?? earlier)
    }
}
