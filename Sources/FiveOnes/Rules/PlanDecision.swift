public import CaseLedger

/// The decisions of the plan by the name of the event that they record.
public enum PlanDecision {
    /// The decision to record an event of a type with these named fields.
    static func make(
        _ type: EventType, _ data: JSONValue, _ occurred: Moment?, _ id: EventID?
    ) throws(LedgerError) -> any Decision {
        guard let recordable = byType[type] else {
            throw LedgerError(
                .malformed, "field 'type': \(type) is no event that can be recorded")
        }
        return try make(recordable, data, occurred, id)
    }

    /// The types that can be recorded by a decision.
    public static var types: Set<EventType> { Set(byType.keys) }

    /// Who may record events of one type.
    public struct Rule: Sendable, Hashable {
        /// What is recorded.
        public let type: EventType
        /// The roles; every role, if empty.
        public let roles: Set<Role>
        /// What the recorder's unit must stand around; anything, if empty.
        public let reach: [Phrase]
        /// Whether the rules are those of the event that it amends.
        public let isOfAmended: Bool
    }

    /// Who may record what, type by type, in the order of the catalog.
    public static var rules: [Rule] { recordables.map { rule($0) } }

    private static func rule<Event: Recordable>(_ event: Event.Type) -> Rule {
        let isAmendment = event.type == EventCorrected.type || event.type == EventRetracted.type
        return Rule(
            type: Event.type, roles: Event.roles, reach: Event.example.concerns.map(\.label),
            isOfAmended: isAmendment)
    }

    /// The roles and concerns of an event on record, and of what is to stand in its place.
    static func rules(
        of envelope: Envelope, replacedBy substitute: (type: EventType, payload: [UInt8])?
    ) -> (roles: Set<Role>, concerns: [Concern]) {
        let type = EventType(envelope.type, version: UInt32(truncatingIfNeeded: envelope.version))
        guard let recordable = byType[type] ?? newest(of: type) else { return ([], []) }
        let concerns = [(type, envelope.payload), substitute].compactMap { $0 }
            .flatMap { Self.concerns(recordable, $0.0, $0.1) }
        return (roles(recordable), concerns)
    }

    /// The roles of a type, by its place among ``recordables``.
    static func roles(at index: Int) -> Set<Role> { rolesByIndex[index] }

    private static let rolesByIndex = recordables.map { roles($0) }

    private static func roles<Event: Recordable>(_ event: Event.Type) -> Set<Role> { Event.roles }

    private static func concerns<Event: Recordable>(
        _ event: Event.Type, _ type: EventType, _ payload: [UInt8]
    ) -> [Concern] {
        let payload = try? EventCatalog.fiveOnes.upcast(payload, from: type, to: Event.type)
        return payload.flatMap { try? WireDecoder.decode(Event.self, from: $0) }?.concerns ?? []
    }

    private static func make<Event: Recordable>(
        _ event: Event.Type, _ data: JSONValue, _ occurred: Moment?, _ id: EventID?
    ) throws(LedgerError) -> any Decision {
        let event: Event
        do throws(CodecError) { event = try Event(json: data, catalog: .fiveOnes) } catch {
            throw LedgerError(.malformed, error.description)
        }
        return Record(event, occurred: occurred, id: id)
    }

    /// The decision that an event on record says was taken; `nil` for a type that none records.
    ///
    /// - Throws: ``LedgerError/Code/damaged`` if the payload is not what its type says.
    static func behind(_ event: RecordedEvent) throws(LedgerError) -> (any Decision)? {
        guard let recordable = byType[event.type] ?? newest(of: event.type) else { return nil }
        return try behind(event, recordable)
    }

    private static func newest(of type: EventType) -> (any Recordable.Type)? {
        byType.first { $0.key.name == type.name && $0.key.version > type.version }?.value
    }

    private static func behind<Event: Recordable>(
        _ event: RecordedEvent, _ recordable: Event.Type
    ) throws(LedgerError) -> any Decision {
        do throws(CodecError) {
            return Record(
                try event.payload(Event.self), occurred: event.envelope.occurred, id: event.id)
        } catch {
            throw LedgerError(
                .damaged, "entry \(event.position): \(error)", position: event.position)
        }
    }

    private static let byType: [EventType: any Recordable.Type] = Dictionary(
        uniqueKeysWithValues: recordables.map { ($0.type, $0) })

    /// Each type as the only one of a query, made once.
    static let alone: [ObjectIdentifier: Query.Types] = Dictionary(
        uniqueKeysWithValues: recordables.map { (ObjectIdentifier($0), [$0.type]) })

    /// Every type, in the order of the catalog.
    static let recordables: [any Recordable.Type] = EventCatalog.fiveOnes.definitions.compactMap {
        $0.payload as? any Recordable.Type
    }
}
