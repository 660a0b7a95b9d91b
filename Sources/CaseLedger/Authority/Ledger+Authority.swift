extension Ledger {
    /// The types of event that change somebody's authority.
    static let authorityTypes: Set<EventType> = [
        AuthorityFounded.type, RoleGranted.type, RoleDelegated.type, RoleEnded.type,
    ]

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
