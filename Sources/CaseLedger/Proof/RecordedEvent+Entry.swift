extension RecordedEvent {
    /// The event that an entry's bytes hold, wherever they come from.
    ///
    /// - Throws: ``CodecError`` if the bytes are no entry.
    public init(entry bytes: [UInt8], in catalog: EventCatalog) throws(CodecError) {
        self.init(try WireDecoder.decode(Envelope.self, from: bytes), catalog)
    }
}
