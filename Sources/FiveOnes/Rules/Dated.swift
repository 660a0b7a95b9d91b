public import CaseLedger

/// A fact with the day from which it holds and the event behind it.
public struct Dated<Value: Hashable & Codable & Sendable>: Hashable, Codable, Sendable {
    /// What holds.
    public let value: Value
    /// From which day on.
    public let from: Day
    /// When it began, as precisely as it is known.
    public let at: Moment
    /// Where that is on record.
    public let position: UInt64
}

extension Dated {
    /// What an event says holds from a day on.
    init(_ value: Value, from: Day, _ context: EventContext) {
        self.init(value: value, from: from, at: context.occurred, position: context.position)
    }
}

extension Dated {
    /// Whether this comes before another in the order of happening; ties by position.
    func comes(before other: Dated) -> Bool {
        (from, at.first, position) < (other.from, other.at.first, other.position)
    }
}
