extension FieldGroup {
    /// A value from its named fields in JSON.
    ///
    /// - Parameters:
    ///   - json: The JSON object.
    ///   - catalog: The event types, needed only where a field holds another event's payload.
    /// - Throws: ``CodecError`` with the field that is missing, unknown or wrong.
    public init(json: JSONValue, catalog: EventCatalog? = nil) throws(CodecError) {
        self = try JSONFieldReader.decode(Self.self, from: json, payloads: catalog)
    }
}
