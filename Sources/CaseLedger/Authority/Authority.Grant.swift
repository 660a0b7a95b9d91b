extension Authority {
    /// A role as somebody held it, with its end taken into account.
    public struct Grant: Hashable, Sendable {
        /// Who holds it.
        public let holder: String
        /// The role.
        public let role: Role
        /// The unit in whose name it is exercised.
        public let unit: String
        /// The one thing that it is limited to; `nil` for all that the unit reaches.
        public let scope: Tag?
        /// On whose behalf it is held; `nil` where it is the holder's own.
        public let delegator: String?
        /// Whether a delegation may be passed on.
        public let mayPassOn: Bool
        /// The day from which on the role is held.
        public let from: Day
        /// The last day; `nil` while it goes on.
        public internal(set) var through: Day?
        /// Who granted it.
        public let grantedBy: String
        /// The day on which it was granted, which may be later than the first day.
        public let granted: Day
        /// The position of the grant.
        public let position: UInt64
        /// The position of the end, if an event ended it.
        public internal(set) var ended: UInt64?

        /// The account's public key, if one was granted with it.
        public var key: String?
        /// Whether the end counts at once, and not from the next day on.
        public internal(set) var endedAtOnce = false

        /// Whether it holds on a day for what is recorded at a position; for what is recorded next,
        /// if none is given.
        public func contains(_ day: Day, at position: UInt64 = .max) -> Bool {
            guard from <= day, through.map({ day <= $0 }) ?? true else { return false }
            return !endedAtOnce || day != through || position < ended ?? 0
        }

        /// Whether it reaches everything that a decision is about.
        ///
        /// Each element lists the units and subjects around one thing; the grant's unit, and its
        /// scope if it has one, must be among them.
        public func reaches(_ within: [[Tag]]) -> Bool {
            guard !within.isEmpty else { return scope == nil }
            let own = Tag.unit(unit)
            return within.allSatisfy { around in
                around.contains(own) && (scope.map(around.contains) ?? true)
            }
        }
    }
}
