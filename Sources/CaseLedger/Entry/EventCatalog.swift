/// One event type as a ledger knows it: its names, its fields, and how to read and write it.
public struct EventDefinition: Sendable {
    /// The name and version on disk.
    public let type: EventType
    /// What people call such an event.
    public let title: Phrase
    /// What such an event says, with `{field}` where a field's value goes.
    public let sentence: Phrase
    /// The payload's fields, in order.
    public let fields: [FieldDescription]
    /// The kinds of subject that such an event brings into being.
    public let founds: Set<String>

    private let writeJSON: @Sendable ([UInt8], EventCatalog?) throws(CodecError) -> JSONValue
    private let readJSON: @Sendable (JSONValue, EventCatalog?) throws(CodecError) -> [UInt8]
    private let readTags: @Sendable ([UInt8]) throws(CodecError) -> TagSet
    private let findProblem: @Sendable ([UInt8]) throws(CodecError) -> PayloadProblem?
    private let say: @Sendable ([UInt8], Language) throws(CodecError) -> String

    /// The definition of a payload type.
    ///
    /// - Parameters:
    ///   - payload: The payload type.
    ///   - founds: The kinds of subject that such an event brings into being.
    public init<P: Payload>(_ payload: P.Type, founds: Set<String> = []) {
        type = P.type
        title = P.title
        sentence = P.sentence
        self.founds = founds
        fields = (try? FieldDescription.list(of: P.self)) ?? []
        writeJSON = { (bytes, catalog) throws(CodecError) in
            try JSONFieldWriter.encode(WireDecoder.decode(P.self, from: bytes), catalog: catalog)
        }
        readJSON = { (json, catalog) throws(CodecError) in
            try WireEncoder.encode(JSONFieldReader.decode(P.self, from: json, catalog: catalog))
        }
        readTags = { (bytes) throws(CodecError) in
            try WireDecoder.decode(P.self, from: bytes).tags
        }
        findProblem = { (bytes) throws(CodecError) in
            let payload = try WireDecoder.decode(P.self, from: bytes)
            do throws(PayloadProblem) { try payload.check() } catch { return error }
            return nil
        }
        say = { (bytes, language) throws(CodecError) in
            try FieldText.sentence(
                P.sentence, of: WireDecoder.decode(P.self, from: bytes), in: language)
        }
    }

    /// The named fields of an encoded payload.
    public func json(_ payload: [UInt8], catalog: EventCatalog? = nil) throws(CodecError)
        -> JSONValue
    { try writeJSON(payload, catalog) }

    /// The encoded payload with these named fields.
    public func payload(from json: JSONValue, catalog: EventCatalog? = nil) throws(CodecError)
        -> [UInt8]
    { try readJSON(json, catalog) }

    /// The tags of an encoded payload.
    public func tags(of payload: [UInt8]) throws(CodecError) -> TagSet { try readTags(payload) }

    /// What makes no sense in an encoded payload; `nil` if it does.
    public func problem(in payload: [UInt8]) throws(CodecError) -> PayloadProblem? {
        try findProblem(payload)
    }

    /// What an encoded payload says, in words, without personal data.
    public func words(_ payload: [UInt8], in language: Language) throws(CodecError) -> String {
        try say(payload, language)
    }
}

/// All event types that a ledger can hold.
public struct EventCatalog: Sendable {
    /// The definitions, in the order in which they were given.
    public let definitions: [EventDefinition]
    /// The kinds of subject that some event must bring into being before others may name them.
    public let foundedKinds: Set<String>
    private let byType: [EventType: Int]

    /// A catalog of these types and the ledger's own (``LedgerEvents``).
    ///
    /// - Precondition: No two have the same name and version.
    public init(_ definitions: [EventDefinition]) {
        self.definitions = definitions + LedgerEvents.definitions
        foundedKinds = self.definitions.reduce(into: []) { $0.formUnion($1.founds) }
        byType = Dictionary(
            self.definitions.enumerated().map { ($1.type, $0) },
            uniquingKeysWith: { _, _ in preconditionFailure("two events share a name on disk") })
    }

    /// The definition of a type; `nil` if there is none.
    public func definition(of type: EventType) -> EventDefinition? {
        byType[type].map { definitions[$0] }
    }

    /// The index of a type in ``definitions``; `nil` if there is none.
    func index(of type: EventType) -> Int? { byType[type] }

    /// The definition of a type, or the error that there is none.
    public func require(_ type: EventType) throws(CodecError) -> EventDefinition {
        if let definition = definition(of: type) { return definition }
        let versions = definitions.filter { $0.type.name == type.name }.map(\.type.version)
        guard let newest = versions.max() else {
            throw CodecError(
                .unknownType, field: "type",
                "is no event type of this ledger; 'fiveones events' lists them")
        }
        throw CodecError(
            .unknownType, field: "type",
            "has a version this reader does not know; the newest it knows is \(newest)")
    }
}
