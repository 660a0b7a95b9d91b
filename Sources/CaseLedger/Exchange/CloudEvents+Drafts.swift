extension CloudEvents {
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
        var object = JSONObject()
        object["specversion"] = "1.0"
        object["type"] = .string(event.type.description)
        object["source"] = .string(source)
        object["id"] = .string(id.description)
        object["time"] = .string(occurred.first.description)
        if occurred.precision != .instant {
            object["occurredprecision"] = .string("\(occurred.precision)")
        }
        var tags = event.tags.all
        if let subject = tags.first { object["subject"] = .string(subject.text) }
        object["actor"] = .string(draft.actor.id)
        object["role"] = .string(draft.actor.role.rawValue)
        object["unit"] = .string(draft.actor.unit)
        if !draft.onBehalfOf.isEmpty { object["onbehalfof"] = .string(draft.onBehalfOf) }
        if !draft.channel.isEmpty { object["channel"] = .string(draft.channel) }
        if let id = event.causation { object["causationid"] = .string(id.description) }
        if let id = draft.correlation { object["correlationid"] = .string(id.description) }
        for tag in [Tag.actor(draft.actor.id), Tag.unit(draft.actor.unit)]
        where !tags.contains(tag) {
            tags.append(tag)
        }
        object["tags"] = .string(tags.map(\.text).joined(separator: " "))
        object["datacontenttype"] = "application/json"
        object["data"] = try catalog.require(event.type).json(event.payload, catalog: catalog)
        return .object(object)
    }
}
