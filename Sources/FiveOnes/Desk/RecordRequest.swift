public import CaseLedger

/// What somebody asks to be recorded, as any face takes it in.
///
/// ```swift
/// var request = RecordRequest("visit.made", try JSONValue.parse(body), by: officer)
/// request.id = id                                   // asked again, it changes nothing
/// let events = try await request.record(in: ledger)
/// ```
public struct RecordRequest: Sendable {
    /// The type of event that is to be recorded.
    public var type: EventType
    /// Its fields by name.
    public var data: JSONValue
    /// Who asks for it.
    public var actor: Actor
    /// When it happened; now, if `nil`.
    public var occurred: Moment?
    /// The event's identity; a new one, if `nil`.
    public var id: EventID?
    /// For whom the actor stands in; nobody, if empty.
    public var onBehalfOf = ""
    /// By which way it came: window, phone, app.
    public var channel = ""
    /// What signs in the actor's name; nobody, if `nil`.
    public var signer: (any Actor.Signer)?

    /// A request of an actor's.
    public init(_ type: EventType, _ data: JSONValue, by actor: Actor) {
        self.type = type
        self.data = data
        self.actor = actor
    }

    /// The decision that is asked for.
    ///
    /// - Throws: ``LedgerError/Code/malformed`` if there is no such type or a field is wrong.
    public func decision() throws(LedgerError) -> any Decision {
        try PlanDecision.make(type, data, occurred, id)
    }

    /// Takes the decision and records what follows, unless just that is on record.
    ///
    /// - Returns: The events that were recorded, or the one that has the request's ``id``.
    /// - Throws: ``LedgerError``: `malformed`; `refused` with the rule; `idTaken` if the event with
    ///   the identity says something else; what ``Ledger`` throws when it records.
    @discardableResult
    public func record(in ledger: Ledger) async throws(LedgerError) -> [RecordedEvent] {
        let decision = try decision()
        if let id, let known = try ledger.position(of: id) {
            let event = try ledger.event(at: known)
            guard try isSaid(by: event, in: ledger) else {
                throw LedgerError(
                    .idTaken,
                    "event \(id) is on record at position \(known) with other content; "
                        + "correct it there, or give this event an id of its own",
                    position: known)
            }
            return [event]
        }
        var events: [RecordedEvent] = []
        let receipt = try await ledger.perform(
            decision, by: actor, onBehalfOf: onBehalfOf, channel: channel, signedBy: signer)
        for position in receipt.positions { events.append(try ledger.event(at: position)) }
        return events
    }

    /// Whether an event on record says what is to be recorded.
    private func isSaid(
        by event: RecordedEvent, in ledger: Ledger
    ) throws(LedgerError) -> Bool {
        let catalog = ledger.catalog
        let payload = try ledgerErrors {
            try catalog.require(type).payload(from: data, catalog: catalog)
        }
        let envelope = event.envelope
        return try ledger.says(event, type, payload) && event.actor == actor
            && envelope.onBehalfOf == onBehalfOf && envelope.channel == channel
            && (occurred.map { $0 == envelope.occurred } ?? true)
    }
}
