// What each kind of field is on the wire.

extension WireDecoder {
    @inlinable @inline(__always)
    public mutating func unsigned(_ field: FieldKey, _ value: inout UInt64) throws(CodecError) {
        guard has(field.number, 0) else { return }
        value = try varint()
        try advance()
    }

    @inlinable
    public mutating func integer(_ field: FieldKey, _ value: inout Int64) throws(CodecError) {
        if let read = try signed(field.number) { value = read }
    }

    @inlinable
    public mutating func flag(_ field: FieldKey, _ value: inout Bool) throws(CodecError) {
        guard has(field.number, 0) else { return }
        let raw = try varint()
        guard raw < 2 else {
            throw CodecError(.malformed, "is neither true nor false").inside(field.name)
        }
        value = raw == 1
        try advance()
    }

    @inlinable
    public mutating func text(_ field: FieldKey, _ value: inout String) throws(CodecError) {
        guard has(field.number, 2) else { return }
        guard let read = String(validUTF8: try delimited()) else {
            throw CodecError(.malformed, "is not UTF-8").inside(field.name)
        }
        value = read
        try advance()
    }

    @inlinable
    public mutating func code<T: FieldCode>(_ field: FieldKey, _ value: inout T) throws(CodecError)
    {
        guard has(field.number, 2) else { return }
        var raw = ""
        try text(field, &raw)
        guard let read = T(rawValue: raw) else {
            throw CodecError(.malformed, "is a word this reader does not know").inside(field.name)
        }
        value = read
    }

    @inlinable
    public mutating func bytes(_ field: FieldKey, _ value: inout [UInt8]) throws(CodecError) {
        guard has(field.number, 2) else { return }
        value = Array(try delimited())
        try advance()
    }

    @inlinable
    public mutating func day(_ field: FieldKey, _ value: inout Day) throws(CodecError) {
        guard let read = try signed(field.number) else { return }
        guard Moment.dayRange.contains(read) else {
            throw CodecError(.malformed, "is outside the years 1 to 9999").inside(field.name)
        }
        value = Day(number: Int32(read))
    }

    @inlinable @inline(__always)
    public mutating func instant(_ field: FieldKey, _ value: inout Instant) throws(CodecError) {
        guard let read = try signed(field.number) else { return }
        guard Moment.instantRange.contains(read) else {
            throw CodecError(.malformed, "is outside the years 1 to 9999").inside(field.name)
        }
        value = Instant(microseconds: read)
    }

    @inlinable
    public mutating func moment(_ field: FieldKey, _ value: inout Moment) throws(CodecError) {
        if let read = try moment(field) { value = read }
    }

    @inlinable @inline(__always)
    mutating func moment(_ field: FieldKey) throws(CodecError) -> Moment? {
        guard has(field.number, 2) else { return nil }
        var inner = try WireDecoder(try delimited())
        var precision: UInt64 = 0
        try inner.unsigned(FieldKey(1, "precision"), &precision)
        let stored = try inner.signed(2) ?? 0
        try inner.finish()
        guard let known = Moment.Precision(rawValue: UInt8(truncatingIfNeeded: precision)),
            let read = Moment(checking: known, stored)
        else {
            throw CodecError(.malformed, "is no moment of the years 1 to 9999").inside(field.name)
        }
        try advance()
        return read
    }

    @inlinable
    public mutating func money(_ field: FieldKey, _ value: inout Money) throws(CodecError) {
        if let read = try signed(field.number) { value = Money(fen: read) }
    }

    /// Reads personal data as it is; what is sealed stays sealed.
    ///
    /// Text that stands in the field itself, as in a field that was not personal once, is taken
    /// for text in the clear.
    @inlinable
    public mutating func sealed(
        _ field: FieldKey, _ value: inout Personal, of subject: @autoclosure () -> Tag
    ) throws(CodecError) {
        guard has(field.number, 2) else { return }
        value = try Personal(wire: try delimited(), origin.inside(field.number), field.name)
        try advance()
    }

    @inlinable
    public mutating func embedded(_ field: FieldKey, of type: EventType, _ value: inout [UInt8])
        throws(CodecError)
    { try bytes(field, &value) }

    @inlinable
    public mutating func optional<T: FieldValue>(_ field: FieldKey, _ value: inout T?)
        throws(CodecError)
    {
        guard next >> 3 == UInt64(field.number) else { return }
        var present = T.blank
        try present.visit(field, &self)
        value = present
    }

    @inlinable
    public mutating func list<T: FieldValue>(_ field: FieldKey, _ value: inout [T])
        throws(CodecError)
    {
        while next >> 3 == UInt64(field.number) {
            let before = cursor
            var element = T.blank
            try element.visit(field, &self)
            guard cursor != before else { throw WireDecoder.leftOver(next) }
            value.append(element)
        }
    }

    @inlinable
    public mutating func group<T: FieldGroup>(_ field: FieldKey, _ value: inout T)
        throws(CodecError)
    {
        guard has(field.number, 2) else { return }
        var inner = try WireDecoder(try delimited())
        inner.origin = origin.inside(field.number)
        do throws(CodecError) {
            try value.fields(&inner)
            try inner.finish()
        } catch { throw error.inside(field.name) }
        try advance()
    }
}
