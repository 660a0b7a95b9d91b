public import CaseLedger

extension CloudEvents {
    /// One recorded event as a JSON object, what is sealed still sealed.
    ///
    /// In the place of such a text stands an object, `{"sealed": …}` or `{"erased": true}`. Read
    /// again, the event is recognized where it is on record already, and refused anywhere else.
    ///
    /// - Throws: ``CodecError`` if the payload is not what its type says.
    public static func json(_ event: RecordedEvent, source: String) throws(CodecError) -> JSONValue
    { try json(event, source: source, data: event.data()) }

    /// One recorded event as a JSON object, with its personal data in the clear.
    ///
    /// - Throws: ``LedgerError``, as ``Disclosure/callAsFunction(_:)``.
    public static func json(
        _ event: RecordedEvent, source: String, opening disclosure: Disclosure
    ) throws(LedgerError) -> JSONValue {
        let data = try event.data(opening: disclosure)
        return try ledgerErrors { try json(event, source: source, data: data) }
    }

    private static func json(_ event: RecordedEvent, source: String, data: JSONValue)
        throws(CodecError) -> JSONValue
    {
        let envelope = event.envelope
        var object = head(event.type, event.id, envelope.occurred, source: source)
        if let subject = event.subject { object["subject"] = .string(subject.text) }
        object["recordedtime"] = .string(envelope.recorded.description)
        object["position"] = .integer(Int64(envelope.position))
        try say(
            Said(
                actor: event.actor, onBehalfOf: envelope.onBehalfOf, channel: envelope.channel,
                causation: EventID(bytes: envelope.causation),
                correlation: EventID(bytes: envelope.correlation), evidence: envelope.evidence,
                attestation: envelope.attestation, tags: envelope.tags.map(\.tag)), in: &object)
        object["data"] = data
        return .object(object)
    }

    /// One event that is not recorded yet as a JSON object, such that ``draft(_:)-(JSONValue)``
    /// reads the same content from it.
    ///
    /// - Throws: ``CodecError`` if the draft lacks its identity or the time at which it happened,
    ///   is of no type of the catalog, or if its payload is not what its type says.
    public static func json(
        _ draft: Draft, source: String, catalog: EventCatalog
    ) throws(CodecError) -> JSONValue {
        let event = draft.event
        guard let id = event.id else { throw CodecError(.missingField, field: "id", "is missing") }
        guard let occurred = event.occurred else {
            throw CodecError(.missingField, field: "time", "is missing")
        }
        var object = head(event.type, id, occurred, source: source)
        var tags = event.tags.all
        if let subject = tags.first { object["subject"] = .string(subject.text) }
        for tag in [Tag.actor(draft.actor.id), Tag.unit(draft.actor.unit)]
        where !tags.contains(tag) {
            tags.append(tag)
        }
        try say(
            Said(
                actor: draft.actor, onBehalfOf: draft.onBehalfOf, channel: draft.channel,
                causation: event.causation, correlation: draft.correlation,
                evidence: event.evidence, attestation: draft.attestation, tags: tags.map(\.text)),
            in: &object)
        object["data"] = try catalog.require(event.type).json(event.payload, catalog: catalog)
        return .object(object)
    }

    /// What CloudEvents itself asks for.
    private static func head(
        _ type: EventType, _ id: EventID, _ occurred: Moment, source: String
    ) -> JSONObject {
        var object = JSONObject()
        object["specversion"] = "1.0"
        object["type"] = .string(type.description)
        object["source"] = .string(source)
        object["id"] = .string(id.description)
        object["time"] = .string(occurred.first.description)
        if occurred.precision != .instant {
            object["occurredprecision"] = .string("\(occurred.precision)")
        }
        return object
    }

    /// What recorded events and drafts say alike.
    private struct Said {
        let actor: Actor
        let onBehalfOf: String
        let channel: String
        let causation: EventID?
        let correlation: EventID?
        let evidence: [Evidence]
        let attestation: Attestation?
        let tags: [String]
    }

    private static func say(_ said: Said, in object: inout JSONObject) throws(CodecError) {
        object["actor"] = .string(said.actor.id)
        object["role"] = .string(said.actor.role.rawValue)
        object["unit"] = .string(said.actor.unit)
        if !said.onBehalfOf.isEmpty { object["onbehalfof"] = .string(said.onBehalfOf) }
        if !said.channel.isEmpty { object["channel"] = .string(said.channel) }
        if let id = said.causation { object["causationid"] = .string("\(id)") }
        if let id = said.correlation { object["correlationid"] = .string("\(id)") }
        if !said.evidence.isEmpty { object["evidence"] = try text(said.evidence) }
        if let attestation = said.attestation {
            object["attestedby"] = .string(attestation.importer)
            object["attestedsource"] = .string(attestation.source)
            object["attestations"] = try text(attestation.all)
        }
        object["tags"] = .string(said.tags.joined(separator: " "))
        object["datacontenttype"] = "application/json"
    }

    /// A list as a JSON array in text, since attributes of CloudEvents hold no lists.
    private static func text(_ items: [some FieldGroup]) throws(CodecError) -> JSONValue {
        let items = try items.map { (item) throws(CodecError) in try item.json() }
        return .string(JSONValue.array(items).description)
    }
}
