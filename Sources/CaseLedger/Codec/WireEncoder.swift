/// Writes fields in the protobuf wire format: ascending, blanks left out.
///
/// The same value always gives the same bytes.
public struct WireEncoder: FieldVisitor {
    /// What has been written so far.
    public private(set) var bytes: [UInt8]

    /// Whether a blank value is written all the same: inside a list or an optional it must be.
    private var keepsBlanks = false

    /// An encoder that has written nothing.
    public init(reserving capacity: Int = 0) {
        bytes = []
        bytes.reserveCapacity(capacity)
    }

    /// The encoded form of `value`.
    public static func encode(_ value: consuming some FieldGroup) throws(CodecError) -> [UInt8] {
        var encoder = WireEncoder(reserving: 256)
        try value.fields(&encoder)
        return encoder.bytes
    }

    private mutating func varint(_ value: UInt64) { bytes.append(varint: value) }

    private mutating func key(_ number: Int, _ wireType: UInt64) {
        varint(UInt64(number) << 3 | wireType)
    }

    private mutating func takeKeepsBlanks() -> Bool {
        defer { keepsBlanks = false }
        return keepsBlanks
    }

    private mutating func zigzag(_ number: Int, _ value: Int64) {
        guard takeKeepsBlanks() || value != 0 else { return }
        key(number, 0)
        varint(UInt64(bitPattern: (value << 1) ^ (value >> 63)))
    }

    /// Writes a length-delimited field whose content `body` writes.
    private mutating func delimited(
        _ number: Int, _ body: (inout WireEncoder) throws(CodecError) -> Void
    ) throws(CodecError) {
        key(number, 2)
        let start = bytes.count
        bytes.append(0)
        try body(&self)
        let length = UInt64(bytes.count - start - 1)
        if length < 0x80 {
            bytes[start] = UInt8(length)
            return
        }
        var prefix: [UInt8] = []
        prefix.append(varint: length)
        bytes.replaceSubrange(start...start, with: prefix)
    }

    public mutating func unsigned(_ field: FieldKey, _ value: inout UInt64) throws(CodecError) {
        guard takeKeepsBlanks() || value != 0 else { return }
        key(field.number, 0)
        varint(value)
    }

    public mutating func integer(_ field: FieldKey, _ value: inout Int64) throws(CodecError) {
        zigzag(field.number, value)
    }

    public mutating func flag(_ field: FieldKey, _ value: inout Bool) throws(CodecError) {
        guard takeKeepsBlanks() || value else { return }
        key(field.number, 0)
        bytes.append(value ? 1 : 0)
    }

    public mutating func text(_ field: FieldKey, _ value: inout String) throws(CodecError) {
        guard takeKeepsBlanks() || !value.isEmpty else { return }
        key(field.number, 2)
        var value = value
        value.withUTF8 { utf8 in
            varint(UInt64(utf8.count))
            bytes.append(contentsOf: utf8)
        }
    }

    public mutating func code<T: FieldCode>(_ field: FieldKey, _ value: inout T) throws(CodecError)
    {
        let keeps = takeKeepsBlanks()
        guard keeps || value != T.blank else { return }
        keepsBlanks = true
        var raw = value.rawValue
        try text(field, &raw)
    }

    public mutating func bytes(_ field: FieldKey, _ value: inout [UInt8]) throws(CodecError) {
        guard takeKeepsBlanks() || !value.isEmpty else { return }
        key(field.number, 2)
        varint(UInt64(value.count))
        bytes.append(contentsOf: value)
    }

    public mutating func day(_ field: FieldKey, _ value: inout Day) throws(CodecError) {
        zigzag(field.number, Int64(value.number))
    }

    public mutating func instant(_ field: FieldKey, _ value: inout Instant) throws(CodecError) {
        zigzag(field.number, value.microseconds)
    }

    public mutating func moment(_ field: FieldKey, _ value: inout Moment) throws(CodecError) {
        guard takeKeepsBlanks() || value != .blank else { return }
        let moment = value
        try delimited(field.number) { (encoder) throws(CodecError) in
            encoder.key(1, 0)
            encoder.varint(UInt64(moment.precision.rawValue))
            encoder.keepsBlanks = true
            encoder.zigzag(2, moment.value)
        }
    }

    public mutating func money(_ field: FieldKey, _ value: inout Money) throws(CodecError) {
        zigzag(field.number, value.fen)
    }

    /// Writes personal data as it is: in the clear, sealed, or erased.
    public mutating func sealed(
        _ field: FieldKey, _ value: inout Personal, of subject: @autoclosure () -> Tag
    ) throws(CodecError) {
        keepsBlanks = false
        switch value.form {
        case .clear(var text):
            guard !text.isEmpty else { return }
            try delimited(field.number) { (encoder) throws(CodecError) in
                try encoder.text(FieldKey(1, "clear"), &text)
            }
        case .sealed(let bytes):
            try delimited(field.number) { (encoder) throws(CodecError) in
                encoder.key(2, 2)
                encoder.varint(UInt64(bytes.count - SealOrigin.byteCount))
                encoder.bytes.append(contentsOf: bytes[SealOrigin.byteCount...])
            }
        case .erased:
            try delimited(field.number) { (encoder) throws(CodecError) in
                encoder.key(3, 0)
                encoder.varint(1)
            }
        }
    }

    public mutating func embedded(_ field: FieldKey, of type: EventType, _ value: inout [UInt8])
        throws(CodecError)
    { try bytes(field, &value) }

    public mutating func optional<T: FieldValue>(_ field: FieldKey, _ value: inout T?)
        throws(CodecError)
    {
        keepsBlanks = false
        guard var present = value else { return }
        keepsBlanks = true
        try present.visit(field, &self)
        keepsBlanks = false
    }

    public mutating func list<T: FieldValue>(_ field: FieldKey, _ value: inout [T])
        throws(CodecError)
    {
        for index in value.indices {
            var element = value[index]
            keepsBlanks = true
            try element.visit(field, &self)
        }
        keepsBlanks = false
    }

    public mutating func group<T: FieldGroup>(_ field: FieldKey, _ value: inout T)
        throws(CodecError)
    {
        let keeps = takeKeepsBlanks()
        let start = bytes.count
        var content = value
        try delimited(field.number) { (encoder) throws(CodecError) in try content.fields(&encoder) }
        if !keeps, bytes[bytes.count - 1] == 0, bytes.count == start + keyLength(field.number) + 1 {
            bytes.removeSubrange(start...)
        }
    }

    private func keyLength(_ number: Int) -> Int { number < 16 ? 1 : number < 2048 ? 2 : 3 }
}

extension [UInt8] {
    /// Appends an integer in base 128 as protobuf has it, the lowest seven bits first.
    mutating func append(varint value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(truncatingIfNeeded: rest))
    }
}
