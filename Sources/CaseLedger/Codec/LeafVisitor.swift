/// A visitor that only looks, at every kind of leaf in one place.
protocol LeafVisitor: FieldVisitor {
    mutating func look(at leaf: FieldLeaf, _ field: FieldKey) throws(CodecError)
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
    mutating func unsigned(_ field: FieldKey, _ value: inout UInt64) throws(CodecError) {
        try look(at: .unsigned(value), field)
    }
    mutating func integer(_ field: FieldKey, _ value: inout Int64) throws(CodecError) {
        try look(at: .integer(value), field)
    }
    mutating func flag(_ field: FieldKey, _ value: inout Bool) throws(CodecError) {
        try look(at: .flag(value), field)
    }
    mutating func text(_ field: FieldKey, _ value: inout String) throws(CodecError) {
        try look(at: .text(value), field)
    }
    mutating func code<T: FieldCode>(_ field: FieldKey, _ value: inout T) throws(CodecError) {
        try look(at: .code(value), field)
    }
    mutating func bytes(_ field: FieldKey, _ value: inout [UInt8]) throws(CodecError) {
        try look(at: .bytes(value), field)
    }
    mutating func day(_ field: FieldKey, _ value: inout Day) throws(CodecError) {
        try look(at: .day(value), field)
    }
    mutating func instant(_ field: FieldKey, _ value: inout Instant) throws(CodecError) {
        try look(at: .instant(value), field)
    }
    mutating func moment(_ field: FieldKey, _ value: inout Moment) throws(CodecError) {
        try look(at: .moment(value), field)
    }
    mutating func money(_ field: FieldKey, _ value: inout Money) throws(CodecError) {
        try look(at: .money(value), field)
    }
    mutating func sealed(
        _ field: FieldKey, _ value: inout Personal, of subject: @autoclosure () -> Tag
    ) throws(CodecError) { try look(at: .personal(value), field) }
    mutating func embedded(_ field: FieldKey, of type: EventType, _ value: inout [UInt8])
        throws(CodecError)
    { try look(at: .embedded(type, value), field) }

    mutating func optional<T: FieldValue>(_ field: FieldKey, _ value: inout T?) throws(CodecError) {
        try value?.visit(field, &self)
    }
}
