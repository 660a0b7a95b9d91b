/// An event as it stands in the ledger: everything that was said and recorded.
public struct RecordedEvent: Sendable {
    /// The whole entry.
    public let envelope: Envelope
    /// What kind of event it is, with the version it was recorded in.
    public let type: EventType
    let definition: EventDefinition?
    let catalog: EventCatalog

    package init(_ envelope: Envelope, _ catalog: EventCatalog) {
        self.envelope = envelope
        self.catalog = catalog
        type = EventType(envelope.type, version: UInt32(truncatingIfNeeded: envelope.version))
        definition = catalog.definition(of: type)
    }

    /// The place in the log.
    public var position: UInt64 { envelope.position }
    /// The event's identity.
    public var id: EventID { EventID(bytes: envelope.id) ?? EventID(high: 0, low: 0) }
    /// Who acted, in what role, in which unit's name.
    public var actor: Actor {
        Actor(envelope.actor, role: Role(rawValue: envelope.role), unit: envelope.unit)
    }
    /// Whether it was decided here, rather than brought in from elsewhere.
    public var isDecidedHere: Bool { envelope.attestation == nil }
    /// What it is about, who acted and for which unit.
    public var tags: [Tag] { envelope.tags.map { Tag(unchecked: $0.tag) } }
    /// What it is about in the first place; `nil` where it names nothing.
    public var subject: Tag? {
        tags.first { $0.kind != "actor" && $0.kind != "unit" }
    }
    /// What people call such an event.
    public var title: Phrase { definition?.title ?? Phrase("\(type)", "\(type)") }

    /// The payload with named fields; what is sealed stays sealed.
    ///
    /// - Throws: ``CodecError`` if the payload is not what its type says.
    public func data() throws(CodecError) -> JSONValue {
        guard let definition else {
            throw CodecError(.unknownType, field: "type", "is not known to this reader")
        }
        return try definition.json(envelope.payload, catalog: catalog)
    }

    /// The payload, typed, what is sealed still sealed; one of a past version as `payload` has it.
    ///
    /// - Throws: ``CodecError`` if the payload is not what its type says, or is of another type, or
    ///   of a newer version.
    public func payload<P: Payload>(_ payload: P.Type) throws(CodecError) -> P {
        let bytes = try catalog.upcast(envelope.payload, from: type, to: P.type)
        return try WireDecoder.decode(P.self, from: bytes, of: SealOrigin(id))
    }

    /// Who did what, when, in words and without personal data.
    public func sentence(in language: Language) -> String {
        let said =
            (try? definition?.words(envelope.payload, in: language)) ?? title(in: language)
        let when = envelope.occurred.description.prefix(16).replacing("T", with: " ")
        let stand =
            envelope.onBehalfOf.isEmpty
            ? "" : Phrase("代\(envelope.onBehalfOf)", " for \(envelope.onBehalfOf)")(in: language)
        let who = "\(envelope.actor)\(stand)"
        return Phrase(
            "\(when) \(who)（\(envelope.role)·\(envelope.unit)）\(said)",
            "\(when) \(who) (\(envelope.role), \(envelope.unit)) \(said)")(in: language)
    }
}
