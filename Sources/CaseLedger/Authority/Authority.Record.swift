extension Authority {
    /// The decision to record an event of authority, where all units lie under the founder's.
    ///
    /// ```swift
    /// let founding = AuthorityFounded(founder: "he.min", unit: "library", ground: "statute 1")
    /// try await ledger.perform(
    ///     Authority.Record(founding),
    ///     by: Actor("he.min", role: .authorityKeeper, unit: "library"))
    /// ```
    public struct Record<Event: AuthorityEvent>: Decision {
        /// What is to be recorded.
        public let event: Event
        /// When it happened; now, if `nil`.
        public let occurred: Moment?
        /// The event's identity; a new one, if `nil`.
        public let id: EventID?
        /// The limits of break-glass access.
        public let limits: Authority.GlassLimits

        /// The decision to record `event`.
        public init(
            _ event: Event, occurred: Moment? = nil, id: EventID? = nil,
            limits: Authority.GlassLimits = Authority.GlassLimits()
        ) {
            self.event = event
            self.occurred = occurred
            self.id = id
            self.limits = limits
        }

        /// The roles that may record it.
        public static var roles: Set<Role> { Event.keepers }

        /// The authority of the accounts concerned, and the founding.
        public var reads: Query { .tags(event.tags.all + [.authorityOfLedger]) }

        /// The reviews of the actor's uses of break-glass access, where it asks for another.
        public func reads(after authority: Authority, _ context: DecisionContext) -> Query {
            Event.self == GlassBroken.self ? authority.reviews(of: context.actor.id) : []
        }

        /// The unit itself and the founder's.
        public func needs(_ authority: Authority, _ context: DecisionContext) -> Standing.Need {
            let top = authority.founding.map { [Tag.unit($0.unit)] } ?? []
            let around = event.governed.map { [[Tag.unit($0)] + top] }
            return Standing.Need(
                roles: Event.keepers, within: authority.founding == nil ? [] : around ?? [],
                keepers: [.unit(context.actor.unit)] + top)
        }

        /// The event, unless a rule forbids it.
        public func decide(_ authority: Authority, _ context: DecisionContext) throws(RuleViolation)
            -> [NewEvent]
        {
            try event.require(authority, context, limits)
            return [NewEvent(event, occurred: context.occurred, id: id)]
        }
    }
}
