extension EventContext {
    /// The place of an event in the order in which things happened.
    ///
    /// A ledger has two orders, and no third:
    ///
    /// - **The order of recording** is that of the positions. It is total and gapless, recorded
    ///   time never decreases along it, and every fold receives events in it.
    /// - **The order of happening** is this one. Events stand in it by the last instant at which
    ///   they can have happened (``Moment/last``); where that is the same, by the first instant at
    ///   which they can have (``Moment/first``); where both are the same, by position. So it is
    ///   total too.
    ///
    /// What `asOf` lets pass is always the beginning of the order of happening: of two events the
    /// later one never counts without the earlier one. A view that cares about what happened first
    /// keeps this beside each fact and sorts by it.
    public struct Order: Comparable, Hashable, Sendable {
        /// When it happened, as precisely as anybody knows.
        public let occurred: Moment
        /// Where it is recorded.
        public let position: UInt64

        /// The place of what happened at a moment and is recorded at a position.
        public init(_ occurred: Moment, at position: UInt64) {
            self.occurred = occurred
            self.position = position
        }

        /// Whether the left event comes before the right one.
        public static func < (left: Self, right: Self) -> Bool {
            let (leftLast, rightLast) = (left.occurred.last, right.occurred.last)
            if leftLast != rightLast { return leftLast < rightLast }
            let (leftFirst, rightFirst) = (left.occurred.first, right.occurred.first)
            if leftFirst != rightFirst { return leftFirst < rightFirst }
            return left.position < right.position
        }

        /// Whether both are the same event's place: two events never share one.
        public static func == (left: Self, right: Self) -> Bool {
            left.position == right.position && left.occurred.last == right.occurred.last
                && left.occurred.first == right.occurred.first
        }

        public func hash(into hasher: inout Hasher) { hasher.combine(position) }
    }
}

extension EventContext {
    /// The event's place in the order in which things happened, corrections included.
    public var order: EventContext.Order { EventContext.Order(occurred, at: position) }
}
