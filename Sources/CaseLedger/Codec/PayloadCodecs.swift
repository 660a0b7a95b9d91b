/// Finds what reads and writes the payload of another event that stands within one.
protocol PayloadCodecs {
    /// The codec of a type; `nil` for one that is not known.
    func codec(of type: EventType) -> (any PayloadCodec)?
}

/// Reads and writes the payloads of one type of event as JSON.
protocol PayloadCodec {
    /// The named fields of an encoded payload.
    func json(of payload: [UInt8]) throws(CodecError) -> JSONValue
    /// The encoded payload with these named fields.
    func payload(of json: JSONValue) throws(CodecError) -> [UInt8]
}
