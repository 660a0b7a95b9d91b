/// Collects what the fields of a type are.
struct FieldDescriber: FieldVisitor {
    private(set) var fields: [FieldDescription] = []
    private var isOptional = false
    private var isRepeated = false

    private mutating func add(_ number: Int, _ name: StaticString, _ kind: FieldDescription.Kind) {
        fields.append(
            FieldDescription(
                number: number, name: "\(name)", kind: kind, isOptional: isOptional,
                isRepeated: isRepeated))
    }

    mutating func unsigned(_ number: Int, _ name: StaticString, _ value: inout UInt64) {
        add(number, name, .unsigned)
    }
    mutating func integer(_ number: Int, _ name: StaticString, _ value: inout Int64) {
        add(number, name, .integer)
    }
    mutating func flag(_ number: Int, _ name: StaticString, _ value: inout Bool) {
        add(number, name, .flag)
    }
    mutating func text(_ number: Int, _ name: StaticString, _ value: inout String) {
        add(number, name, .text)
    }
    mutating func code<T: FieldCode>(_ number: Int, _ name: StaticString, _ value: inout T) {
        add(number, name, .code(T.allCases.map(\.rawValue)))
    }
    mutating func bytes(_ number: Int, _ name: StaticString, _ value: inout [UInt8]) {
        add(number, name, .bytes)
    }
    mutating func day(_ number: Int, _ name: StaticString, _ value: inout Day) {
        add(number, name, .day)
    }
    mutating func instant(_ number: Int, _ name: StaticString, _ value: inout Instant) {
        add(number, name, .instant)
    }
    mutating func moment(_ number: Int, _ name: StaticString, _ value: inout Moment) {
        add(number, name, .moment)
    }
    mutating func money(_ number: Int, _ name: StaticString, _ value: inout Money) {
        add(number, name, .money)
    }
    mutating func sealed(
        _ number: Int, _ name: StaticString, _ value: inout Personal,
        of subject: @autoclosure () -> Tag
    ) { add(number, name, .personal) }
    mutating func embedded(
        _ number: Int, _ name: StaticString, of type: EventType, _ value: inout [UInt8]
    ) { add(number, name, .embedded) }

    mutating func optional<T: FieldValue>(
        _ number: Int, _ name: StaticString, _ value: inout T?
    ) throws(CodecError) {
        isOptional = true
        defer { isOptional = false }
        var present = T.blank
        try present.visit(number, name, &self)
    }

    mutating func list<T: FieldValue>(_ number: Int, _ name: StaticString, _ value: inout [T])
        throws(CodecError)
    {
        isRepeated = true
        defer { isRepeated = false }
        var element = T.blank
        try element.visit(number, name, &self)
    }

    mutating func group<T: FieldGroup>(_ number: Int, _ name: StaticString, _ value: inout T)
        throws(CodecError)
    { add(number, name, .group(try FieldDescription.list(of: T.self))) }
}
