/// One event type as a ledger knows it: its names, its fields, and how to read and write it.
public struct EventDefinition: Sendable {
    /// Held by reference, since a definition is handed around for every event that is brought in.
    private let content: Content

    /// The name and version on disk.
    public var type: EventType { content.type }
    /// What people call such an event.
    public var title: Phrase { content.title }
    /// What such an event says, with `{field}` where a field's value goes.
    public var sentence: Phrase { content.sentence }
    /// The payload's fields, in order.
    package var fields: [FieldDescription] { content.fields }
    /// Where such an event has effect.
    public var force: Force { payload.force }
    /// The kinds of subject that such an event brings into being.
    public var founds: Set<String> { content.founds }
    /// The payload type.
    public var payload: any Payload.Type { content.payload }

    /// The definition of a payload type.
    ///
    /// - Parameters:
    ///   - payload: The payload type.
    ///   - founds: The kinds of subject that such an event brings into being; those that the
    ///     payload's tags found whatever it says, if `nil`.
    public init<P: Payload>(_ payload: P.Type, founds: Set<String>? = nil) {
        content = Content(payload, founds ?? P.founds, next: nil, upcast: nil)
    }

    /// The definition of a past version of a payload type, and what it becomes in the next one.
    ///
    /// ```swift
    /// EventDefinition(BookLentV1.self) { old in
    ///     BookLent(book: old.book, reader: old.reader, branch: "main")
    /// }
    /// ```
    ///
    /// Events of the old version stay on disk as they are; views and ``RecordedEvent/payload(_:)``
    /// see them in the newest version. The function is pure: the same old payload always becomes
    /// the same new one. See ``EventCatalog/problems``.
    ///
    /// - Parameters:
    ///   - old: The past version.
    ///   - founds: The kinds of subject that such an event brings into being; those that the
    ///     payload's tags found whatever it says, if `nil`.
    ///   - upcast: What an event of the past version says in the next one.
    public init<Old: Payload, New: Payload>(
        _ old: Old.Type, founds: Set<String>? = nil,
        becomes upcast: @escaping @Sendable (Old) -> New
    ) {
        content = Content(
            old, founds ?? Old.founds, next: New.type,
            upcast: { (bytes) throws(CodecError) in
                try WireEncoder.encode(upcast(try WireDecoder.decode(Old.self, from: bytes)))
            })
    }

    /// The version that this one becomes; `nil` for the newest.
    public var next: EventType? { content.next }
    /// The step to ``next``.
    var upcast: Upcast? { content.upcast }

    /// The named fields of an encoded payload.
    public func json(_ payload: [UInt8], catalog: EventCatalog? = nil) throws(CodecError)
        -> JSONValue
    { try content.writeJSON(payload, catalog) }

    /// The encoded payload with these named fields.
    public func payload(from json: JSONValue, catalog: EventCatalog? = nil) throws(CodecError)
        -> [UInt8]
    { try content.readJSON(json, catalog).bytes }

    /// All that recording needs of the payload with these named fields.
    package func read(_ json: JSONValue, catalog: EventCatalog?) throws(CodecError) -> ReadPayload {
        try content.readJSON(json, catalog)
    }

    /// The tags of an encoded payload.
    public func tags(of payload: [UInt8]) throws(CodecError) -> TagSet {
        try content.readTags(payload)
    }

    /// What makes no sense in an encoded payload; `nil` if it does.
    public func problem(in payload: [UInt8]) throws(CodecError) -> PayloadProblem? {
        try content.findProblem(payload)
    }

    /// Whether such an event can hold personal data.
    public var mayHoldPersonal: Bool { content.mayHoldPersonal }

    /// An encoded payload with its personal data as a walk leaves it.
    func walk(_ payload: [UInt8], _ walk: PersonalWalk) throws(CodecError) -> [UInt8] {
        try content.walkPersonal(payload, walk)
    }

    /// What an encoded payload says, in words, without personal data.
    public func words(_ payload: [UInt8], in language: Language) throws(CodecError) -> String {
        try content.say(payload, language)
    }
}

extension EventDefinition {
    /// Where an event has effect, and whether it can be amended.
    ///
    /// What is no fact governs the ledger itself: who may act in it, whose data is kept or erased,
    /// who has read it. Such an event counts where it was decided, and an amendment of it is of the
    /// same force.
    public enum Force: Sendable {
        /// It happened, wherever that was; it may be brought in, and amended.
        case fact
        /// It has effect only where it was decided; whoever may decide it may amend it there.
        case control
        /// It has effect only where it was decided, and stands for good.
        case settled
    }

    private final class Content: Sendable {
        let type: EventType
        let payload: any Payload.Type
        let title: Phrase
        let sentence: Phrase
        let fields: [FieldDescription]
        let founds: Set<String>
        let writeJSON: @Sendable ([UInt8], EventCatalog?) throws(CodecError) -> JSONValue
        let readJSON: @Sendable (JSONValue, EventCatalog?) throws(CodecError) -> ReadPayload
        let readTags: @Sendable ([UInt8]) throws(CodecError) -> TagSet
        let findProblem: @Sendable ([UInt8]) throws(CodecError) -> PayloadProblem?
        let say: @Sendable ([UInt8], Language) throws(CodecError) -> String
        let mayHoldPersonal: Bool
        let walkPersonal: @Sendable ([UInt8], PersonalWalk) throws(CodecError) -> [UInt8]
        let next: EventType?
        let upcast: Upcast?

        init<P: Payload>(
            _ payload: P.Type, _ founds: Set<String>, next: EventType?, upcast: Upcast?
        ) {
            self.next = next
            self.upcast = upcast
            type = P.type
            self.payload = P.self
            title = P.title
            sentence = P.sentence
            self.founds = founds
            let fields = (try? FieldDescription.list(of: P.self)) ?? []
            self.fields = fields
            mayHoldPersonal = fields.contains(where: \.mayHoldPersonal)
            walkPersonal = { (bytes, walk) throws(CodecError) in
                var payload = try WireDecoder.decode(P.self, from: bytes, of: walk.start)
                var walk = walk
                try payload.fields(&walk)
                return try WireEncoder.encode(payload)
            }
            writeJSON = { (bytes, catalog) throws(CodecError) in
                let payload = try WireDecoder.decode(P.self, from: bytes)
                return try JSONFieldWriter.encode(payload, payloads: catalog)
            }
            readJSON = { (json, catalog) throws(CodecError) in
                try ReadPayload(JSONFieldReader.decode(P.self, from: json, payloads: catalog))
            }
            readTags = { (bytes) throws(CodecError) in
                try WireDecoder.decode(P.self, from: bytes).tags
            }
            findProblem = { (bytes) throws(CodecError) in
                try WireDecoder.decode(P.self, from: bytes).problem
            }
            say = { (bytes, language) throws(CodecError) in
                let payload = try WireDecoder.decode(P.self, from: bytes)
                return try FieldText.sentence(P.sentence, of: payload, in: language)
            }
        }
    }
}

extension EventDefinition: PayloadCodec {
    func json(of payload: [UInt8]) throws(CodecError) -> JSONValue { try json(payload) }
    func payload(of json: JSONValue) throws(CodecError) -> [UInt8] { try self.payload(from: json) }
}
