/// Walks over the personal data in a payload, nested payloads included, and may change each.
struct PersonalWalk: QuietVisitor {
    /// What is done with one: the value, where it stands, whose it is.
    typealias Step = (inout Personal, SealOrigin, Tag) -> Void

    private let catalog: EventCatalog
    private var origin: SealOrigin
    private let step: Step

    init(_ catalog: EventCatalog, _ origin: SealOrigin, _ step: @escaping Step) {
        self.catalog = catalog
        self.origin = origin
        self.step = step
    }

    mutating func sealed(
        _ field: FieldKey, _ value: inout Personal, of subject: @autoclosure () -> Tag
    ) {
        if !value.isBlank { step(&value, origin.inside(field.number), subject()) }
    }

    mutating func embedded(_ field: FieldKey, of type: EventType, _ value: inout [UInt8])
        throws(CodecError)
    {
        guard let definition = catalog.definition(of: type), definition.mayHoldPersonal else {
            return
        }
        value = try definition.walk(
            value, PersonalWalk(catalog, origin.inside(field.number), step))
    }

    mutating func group<T: FieldGroup>(_ field: FieldKey, _ value: inout T) throws(CodecError) {
        let outer = origin
        origin = origin.inside(field.number)
        defer { origin = outer }
        try value.fields(&self)
    }

    /// What is walked from.
    var start: SealOrigin { origin }
}
