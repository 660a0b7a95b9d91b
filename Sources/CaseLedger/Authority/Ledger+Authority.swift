extension Ledger {
    /// The types of event that change somebody's authority.
    static let authorityTypes: Set<EventType> = [
        AuthorityFounded.type, RoleGranted.type, RoleDelegated.type, RoleEnded.type,
    ]

    /// The types that a decision's state and its amendments are made of; `nil` for all.
    func types<State: Projection>(of state: State.Type) -> Set<EventType>? {
        var handlers = Handlers<State>()
        State.handle(&handlers)
        return handlers.types.map(catalog.allVersions)?
            .union([EventCorrected.type, EventRetracted.type])
    }

    /// The one place where a decision's authority is checked, on the day on which it is said to
    /// have happened.
    func authorize<D: Decision>(
        _ decision: D, _ state: D.State, _ context: DecisionContext, on day: Day? = nil
    ) async throws(LedgerError) -> Standing {
        let request = AuthorityRequest(
            actor: context.actor, onBehalfOf: context.onBehalfOf,
            need: decision.needs(state, context), day: day ?? context.occurred.latest,
            observed: context.observed)
        if let violation = request.wrongRole ?? request.need.refusal {
            throw LedgerError(violation)
        }
        return try await authority.standing(for: request, in: self)
    }

    /// What a decision knows, and the tags that it was read from.
    func folded<D: Decision>(
        for decision: D, _ context: DecisionContext
    ) throws(LedgerError) -> (D.State, [Tag]) {
        var tags = decision.reads
        for tag in context.amended?.subjects ?? [] where !tags.contains(tag) { tags.append(tag) }
        while true {
            let run = fold(D.State.self)
            try replay([run], of: .tags(tags), below: context.observed)
            let further = Set(decision.reads(after: run.state, context)).subtracting(tags)
            guard !further.isEmpty else { return (run.state, tags) }
            tags += further.sorted()
        }
    }

    /// The event that a decision amends; of an amendment of an amendment, the event at the bottom.
    ///
    /// An event that is not on record is left to the append to refuse.
    func amendedEvent(by decision: some Decision) throws(LedgerError) -> Envelope? {
        guard let target = decision.amends else { return nil }
        return try amendedEvent(target)
    }

    /// An event as it was recorded; of an amendment, the event at the bottom; `nil` if there is none.
    ///
    /// - Throws: ``LedgerError`` if an entry cannot be read.
    public func amendedEvent(_ target: EventID) throws(LedgerError) -> Envelope? {
        var target = target
        while let position = try position(of: target) {
            let envelope = try event(at: position).envelope
            let next = try ledgerErrors(at: position) {
                switch EventType(envelope.type) {
                case EventCorrected.type:
                    EventID(
                        try WireDecoder.decode(EventCorrected.self, from: envelope.payload).target)
                case EventRetracted.type:
                    EventID(
                        try WireDecoder.decode(EventRetracted.self, from: envelope.payload).target)
                default: EventID?.none
                }
            }
            guard let next else { return envelope }
            target = next
        }
        return nil
    }
}
