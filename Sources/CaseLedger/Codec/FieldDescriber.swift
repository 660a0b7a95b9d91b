/// Collects what the fields of a type are.
struct FieldDescriber: LeafVisitor {
    private(set) var fields: [FieldDescription] = []
    private var isOptional = false
    private var isRepeated = false

    private mutating func add(_ field: FieldKey, _ kind: FieldDescription.Kind) {
        fields.append(
            FieldDescription(
                number: field.number, name: "\(field.name)", kind: kind, isOptional: isOptional,
                isRepeated: isRepeated))
    }

    mutating func look(at leaf: FieldLeaf, _ field: FieldKey) {
        func words<T: FieldCode>(_ value: T) -> [String] { T.allCases.map(\.rawValue) }
        let kind: FieldDescription.Kind =
            switch leaf {
            case .unsigned: .unsigned
            case .integer: .integer
            case .flag: .flag
            case .text: .text
            case .code(let value): .code(words(value))
            case .bytes: .bytes
            case .day: .day
            case .instant: .instant
            case .moment: .moment
            case .money: .money
            case .personal: .personal
            case .embedded: .embedded
            }
        add(field, kind)
    }

    mutating func optional<T: FieldValue>(_ field: FieldKey, _ value: inout T?) throws(CodecError) {
        isOptional = true
        defer { isOptional = false }
        var present = T.blank
        try present.visit(field, &self)
    }

    mutating func list<T: FieldValue>(_ field: FieldKey, _ value: inout [T]) throws(CodecError) {
        isRepeated = true
        defer { isRepeated = false }
        var element = T.blank
        try element.visit(field, &self)
    }

    mutating func group<T: FieldGroup>(_ field: FieldKey, _ value: inout T) throws(CodecError) {
        add(field, .group(try FieldDescription.list(of: T.self)))
    }
}
