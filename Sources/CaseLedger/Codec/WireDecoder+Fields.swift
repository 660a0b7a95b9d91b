// What each kind of field is on the wire.

extension WireDecoder {
    @inlinable @inline(__always)
    public mutating func unsigned(_ number: Int, _ name: StaticString, _ value: inout UInt64)
        throws(CodecError)
    {
        guard has(number, 0) else { return }
        value = try varint()
        try advance()
    }

    @inlinable
    public mutating func integer(_ number: Int, _ name: StaticString, _ value: inout Int64)
        throws(CodecError)
    { if let read = try signed(number) { value = read } }

    @inlinable
    public mutating func flag(_ number: Int, _ name: StaticString, _ value: inout Bool)
        throws(CodecError)
    {
        guard has(number, 0) else { return }
        let raw = try varint()
        guard raw < 2 else {
            throw CodecError(.malformed, "is neither true nor false").inside(name)
        }
        value = raw == 1
        try advance()
    }

    @inlinable
    public mutating func text(_ number: Int, _ name: StaticString, _ value: inout String)
        throws(CodecError)
    {
        guard has(number, 2) else { return }
        guard let read = String(validUTF8: try delimited()) else {
            throw CodecError(.malformed, "is not UTF-8").inside(name)
        }
        value = read
        try advance()
    }

    @inlinable
    public mutating func code<T: FieldCode>(
        _ number: Int, _ name: StaticString, _ value: inout T
    ) throws(CodecError) {
        guard has(number, 2) else { return }
        var raw = ""
        try text(number, name, &raw)
        guard let read = T(rawValue: raw) else {
            throw CodecError(.malformed, "is a word this reader does not know").inside(name)
        }
        value = read
    }

    @inlinable
    public mutating func bytes(_ number: Int, _ name: StaticString, _ value: inout [UInt8])
        throws(CodecError)
    {
        guard has(number, 2) else { return }
        value = Array(try delimited())
        try advance()
    }

    @inlinable
    public mutating func day(_ number: Int, _ name: StaticString, _ value: inout Day)
        throws(CodecError)
    {
        guard let read = try signed(number) else { return }
        guard Moment.dayRange.contains(read) else {
            throw CodecError(.malformed, "is outside the years 1 to 9999").inside(name)
        }
        value = Day(number: Int32(read))
    }

    @inlinable @inline(__always)
    public mutating func instant(_ number: Int, _ name: StaticString, _ value: inout Instant)
        throws(CodecError)
    {
        guard let read = try signed(number) else { return }
        guard Moment.instantRange.contains(read) else {
            throw CodecError(.malformed, "is outside the years 1 to 9999").inside(name)
        }
        value = Instant(microseconds: read)
    }

    @inlinable
    public mutating func moment(_ number: Int, _ name: StaticString, _ value: inout Moment)
        throws(CodecError)
    {
        if let read = try moment(number, name) { value = read }
    }

    @inlinable @inline(__always)
    mutating func moment(_ number: Int, _ name: StaticString) throws(CodecError) -> Moment? {
        guard has(number, 2) else { return nil }
        var inner = try WireDecoder(try delimited())
        var precision: UInt64 = 0
        try inner.unsigned(1, "precision", &precision)
        let stored = try inner.signed(2) ?? 0
        try inner.finish()
        guard let known = Moment.Precision(rawValue: UInt8(truncatingIfNeeded: precision)),
            let read = Moment(checking: known, stored)
        else { throw CodecError(.malformed, "is no moment of the years 1 to 9999").inside(name) }
        try advance()
        return read
    }

    @inlinable
    public mutating func money(_ number: Int, _ name: StaticString, _ value: inout Money)
        throws(CodecError)
    { if let read = try signed(number) { value = Money(fen: read) } }

    /// Reads personal data as it is; what is sealed stays sealed.
    ///
    /// Text that stands in the field itself, as in a field that was not personal once, is taken
    /// for text in the clear.
    @inlinable
    public mutating func sealed(
        _ number: Int, _ name: StaticString, _ value: inout Personal,
        of subject: @autoclosure () -> Tag
    ) throws(CodecError) {
        guard has(number, 2) else { return }
        value = try Personal(wire: try delimited(), origin.inside(number), name)
        try advance()
    }

    @inlinable
    public mutating func embedded(
        _ number: Int, _ name: StaticString, of type: EventType, _ value: inout [UInt8]
    ) throws(CodecError) { try bytes(number, name, &value) }

    @inlinable
    public mutating func optional<T: FieldValue>(
        _ number: Int, _ name: StaticString, _ value: inout T?
    ) throws(CodecError) {
        guard next >> 3 == UInt64(number) else { return }
        var present = T.blank
        try present.visit(number, name, &self)
        value = present
    }

    @inlinable
    public mutating func list<T: FieldValue>(
        _ number: Int, _ name: StaticString, _ value: inout [T]
    ) throws(CodecError) {
        while next >> 3 == UInt64(number) {
            let before = cursor
            var element = T.blank
            try element.visit(number, name, &self)
            guard cursor != before else { throw WireDecoder.leftOver(next) }
            value.append(element)
        }
    }

    @inlinable
    public mutating func group<T: FieldGroup>(
        _ number: Int, _ name: StaticString, _ value: inout T
    ) throws(CodecError) {
        guard has(number, 2) else { return }
        var inner = try WireDecoder(try delimited())
        inner.origin = origin.inside(number)
        do throws(CodecError) {
            try value.fields(&inner)
            try inner.finish()
        } catch { throw error.inside(name) }
        try advance()
    }
}
