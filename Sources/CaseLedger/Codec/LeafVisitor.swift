/// A visitor that only looks, at every kind of leaf in one place.
protocol LeafVisitor: FieldVisitor {
    mutating func look(at leaf: FieldLeaf, _ number: Int, _ name: StaticString) throws(CodecError)
}

/// What stands in a field that has no fields of its own.
enum FieldLeaf {
    case unsigned(UInt64)
    case integer(Int64)
    case flag(Bool)
    case text(String)
    case code(any FieldCode)
    case bytes([UInt8])
    case day(Day)
    case instant(Instant)
    case moment(Moment)
    case money(Money)
    case personal(Personal)
    case embedded(EventType, [UInt8])
}

extension LeafVisitor {
    mutating func unsigned(_ number: Int, _ name: StaticString, _ value: inout UInt64)
        throws(CodecError)
    { try look(at: .unsigned(value), number, name) }
    mutating func integer(_ number: Int, _ name: StaticString, _ value: inout Int64)
        throws(CodecError)
    { try look(at: .integer(value), number, name) }
    mutating func flag(_ number: Int, _ name: StaticString, _ value: inout Bool)
        throws(CodecError)
    { try look(at: .flag(value), number, name) }
    mutating func text(_ number: Int, _ name: StaticString, _ value: inout String)
        throws(CodecError)
    { try look(at: .text(value), number, name) }
    mutating func code<T: FieldCode>(_ number: Int, _ name: StaticString, _ value: inout T)
        throws(CodecError)
    { try look(at: .code(value), number, name) }
    mutating func bytes(_ number: Int, _ name: StaticString, _ value: inout [UInt8])
        throws(CodecError)
    { try look(at: .bytes(value), number, name) }
    mutating func day(_ number: Int, _ name: StaticString, _ value: inout Day) throws(CodecError) {
        try look(at: .day(value), number, name)
    }
    mutating func instant(_ number: Int, _ name: StaticString, _ value: inout Instant)
        throws(CodecError)
    { try look(at: .instant(value), number, name) }
    mutating func moment(_ number: Int, _ name: StaticString, _ value: inout Moment)
        throws(CodecError)
    { try look(at: .moment(value), number, name) }
    mutating func money(_ number: Int, _ name: StaticString, _ value: inout Money)
        throws(CodecError)
    { try look(at: .money(value), number, name) }
    mutating func sealed(
        _ number: Int, _ name: StaticString, _ value: inout Personal,
        of subject: @autoclosure () -> Tag
    ) throws(CodecError) { try look(at: .personal(value), number, name) }
    mutating func embedded(
        _ number: Int, _ name: StaticString, of type: EventType, _ value: inout [UInt8]
    ) throws(CodecError) { try look(at: .embedded(type, value), number, name) }

    mutating func optional<T: FieldValue>(
        _ number: Int, _ name: StaticString, _ value: inout T?
    ) throws(CodecError) { try value?.visit(number, name, &self) }
}
