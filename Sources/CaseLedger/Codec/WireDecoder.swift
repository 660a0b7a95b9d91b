/// Reads fields in the protobuf wire format as ``WireEncoder`` writes it: ascending and complete.
///
/// A field that is not there keeps its blank value. Anything else that does not fit (a field out
/// of order, of another wire type, past the end, or that the type does not have) is an error: an
/// event from a newer writer is refused, not guessed at.
///
/// The decoder holds pointers into memory that its maker keeps alive; it does not escape.
@frozen
public struct WireDecoder: FieldVisitor {
    @usableFromInline var cursor: UnsafeRawPointer
    @usableFromInline let end: UnsafeRawPointer
    /// The key of the next field (number and wire type); 0 at the end.
    @usableFromInline var next: UInt64 = 0
    /// The event and the field that what is read stands in, which sealed text is bound to.
    @usableFromInline var origin = SealOrigin.none

    /// A decoder at the first field of `bytes`.
    @inlinable @inline(__always)
    public init(_ bytes: UnsafeRawBufferPointer) throws(CodecError) {
        if let base = bytes.baseAddress {
            cursor = base
            end = base + bytes.count
        } else {
            cursor = UnsafeRawPointer(bitPattern: 1).unsafelyUnwrapped
            end = cursor
        }
        try advance()
    }

    /// The value that `bytes` hold.
    @inlinable
    public static func decode<T: FieldGroup>(
        _ type: T.Type, from bytes: UnsafeRawBufferPointer
    ) throws(CodecError) -> T { try decode(type, from: bytes, of: .none) }

    /// The value that `bytes` hold.
    @inlinable
    public static func decode<T: FieldGroup>(_ type: T.Type, from bytes: [UInt8])
        throws(CodecError) -> T
    { try decode(type, from: bytes, of: .none) }

    /// The value that the payload of an event holds.
    ///
    /// Only with the event can sealed text in it be opened later.
    @inlinable
    static func decode<T: FieldGroup>(
        _ type: T.Type, from bytes: UnsafeRawBufferPointer, of origin: SealOrigin
    ) throws(CodecError) -> T {
        var decoder = try WireDecoder(bytes)
        decoder.origin = origin
        var value = T()
        try value.fields(&decoder)
        try decoder.finish()
        return value
    }

    @inlinable
    static func decode<T: FieldGroup>(
        _ type: T.Type, from bytes: [UInt8], of origin: SealOrigin
    ) throws(CodecError) -> T {
        let result = bytes.withUnsafeBytes { buffer -> Result<T, CodecError> in
            do throws(CodecError) {
                return .success(try decode(type, from: buffer, of: origin))
            } catch { return .failure(error) }
        }
        return try result.get()
    }

    /// Refuses whatever has not been read.
    @inlinable
    public func finish() throws(CodecError) {
        guard next == 0 else { throw WireDecoder.leftOver(next) }
    }

    @usableFromInline
    static func leftOver(_ key: UInt64) -> CodecError {
        CodecError(
            .unknownField,
            "field number \(key >> 3) is unknown, out of order or of another type; "
                + "a newer writer may have written it")
    }

    @usableFromInline
    static func truncated() -> CodecError {
        CodecError(.malformed, "the bytes end in the middle of a value")
    }

    @inlinable @inline(__always)
    mutating func advance() throws(CodecError) {
        if cursor == end {
            next = 0
        } else {
            next = try varint()
            guard next >> 3 > 0 else { throw WireDecoder.leftOver(next) }
        }
    }

    @inlinable @inline(__always)
    mutating func varint() throws(CodecError) -> UInt64 {
        if cursor < end {
            let first = cursor.load(as: UInt8.self)
            if first < 0x80 {
                cursor += 1
                return UInt64(first)
            }
        }
        let long = try WireDecoder.longVarint(cursor, end)
        cursor = long.end
        return long.value
    }

    /// A varint of any length, and where it ends.
    ///
    /// Up to eight bytes are taken as one word, of whose bytes up to the first without its top bit
    /// the lower seven bits are moved together, pairwise. It takes and gives places, so that a
    /// decoder can stay in registers.
    @inlinable
    static func longVarint(
        _ start: UnsafeRawPointer, _ end: UnsafeRawPointer
    ) throws(CodecError) -> (value: UInt64, end: UnsafeRawPointer) {
        if end - start >= 8 {
            let word = UInt64(littleEndian: start.loadUnaligned(as: UInt64.self))
            let stops = ~word & 0x8080_8080_8080_8080
            if stops != 0 {
                let bytes = word & (stops ^ (stops &- 1)) & 0x7F7F_7F7F_7F7F_7F7F
                let pairs = bytes & 0x007F_007F_007F_007F | (bytes & 0x7F00_7F00_7F00_7F00) >> 1
                let fours = pairs & 0x3FFF_0000_3FFF | (pairs & 0x3FFF_0000_3FFF_0000) >> 2
                let value = fours & 0x0FFF_FFFF | (fours & 0x0FFF_FFFF_0000_0000) >> 4
                return (value, start + (stops.trailingZeroBitCount + 1) / 8)
            }
        }
        var place = start
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while place < end {
            let byte = place.load(as: UInt8.self)
            place += 1
            guard shift < 63 || byte < 2 else { break }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return (value, place) }
            shift += 7
            if shift > 63 { break }
        }
        throw WireDecoder.truncated()
    }

    @inlinable @inline(__always)
    mutating func delimited() throws(CodecError) -> UnsafeRawBufferPointer {
        let length = try varint()
        guard length <= UInt64(end - cursor) else { throw WireDecoder.truncated() }
        let slice = UnsafeRawBufferPointer(start: cursor, count: Int(length))
        cursor += Int(length)
        return slice
    }

    @inlinable @inline(__always)
    func has(_ number: Int, _ wireType: UInt64) -> Bool { next == UInt64(number) << 3 | wireType }

    @inlinable @inline(__always)
    mutating func signed(_ number: Int) throws(CodecError) -> Int64? {
        guard has(number, 0) else { return nil }
        let raw = try varint()
        try advance()
        return Int64(bitPattern: raw >> 1) ^ -Int64(bitPattern: raw & 1)
    }
}
