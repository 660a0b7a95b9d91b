/// That somebody may do something, and by which events.
public struct Standing: Hashable, Sendable {
    /// The positions of the grants and delegations that it rests on, ascending.
    public var positions: [UInt64]
    /// The day on which the latest of them was granted; `nil` where nothing on record is needed.
    ///
    /// It is later than the day of acting where the authority was given only afterwards.
    public var granted: Day?
    /// The events whose news may change it.
    public var reads: Query
    /// Everybody for whom the actor stands in, the nearest first.
    public var delegators: [String]

    /// A standing from its parts.
    public init(
        positions: [UInt64] = [], granted: Day? = nil, reads: Query = [], delegators: [String] = []
    ) {
        self.positions = positions
        self.granted = granted
        self.reads = reads
        self.delegators = delegators
    }
}
