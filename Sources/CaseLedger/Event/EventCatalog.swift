/// All event types that a ledger can hold.
public struct EventCatalog: Sendable {
    /// The definitions, in the order in which they were given.
    public let definitions: [EventDefinition]
    /// The kinds of subject that some event must bring into being before others may name them.
    public let foundedKinds: Set<String>
    /// What the domain lays down beside its types, such as who may read whose personal data.
    public let rules: (any Rules)?
    private let byType: [EventType: Int]
    private let byText: [String: Int]

    /// A catalog of these types only.
    ///
    /// - Precondition: No two have the same name and version.
    init(all definitions: [EventDefinition], rules: (any Rules)? = nil) {
        self.definitions = definitions
        self.rules = rules
        foundedKinds = definitions.reduce(into: []) { $0.formUnion($1.founds) }
        byType = Dictionary(
            definitions.enumerated().map { ($1.type, $0) },
            uniquingKeysWith: { _, _ in preconditionFailure("two events share a name on disk") })
        byText = Dictionary(
            uniqueKeysWithValues: byType.map { ($0.key.description, $0.value) })
    }

    /// What a domain lays down beside its types of event: it goes wherever they go, so that whoever
    /// opens a ledger cannot leave it out.
    public protocol Rules: Sendable {}

    /// The definition of a type by its written form, `visit.made/1`; `nil` for any other text.
    package func definition(written text: String) -> EventDefinition? {
        byText[text].map { definitions[$0] }
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
                "is no event type of this ledger")
        }
        throw CodecError(
            .unknownType, field: "type",
            "has a version this reader does not know; the newest it knows is \(newest)")
    }
}

extension EventCatalog: PayloadCodecs {
    func codec(of type: EventType) -> (any PayloadCodec)? { definition(of: type) }
}
