extension WireDecoder {
    /// A decoder whose next key has been read already.
    init(resuming bytes: UnsafeRawBufferPointer, at key: UInt64) {
        cursor = bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 1).unsafelyUnwrapped
        end = cursor + bytes.count
        next = key
    }

    /// What follows the key that was read last.
    var remaining: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: cursor, count: end - cursor)
    }

    /// Passes over fields until one with this number or a greater one comes.
    ///
    /// Most are short texts with a key of one byte, passed over without leaving the registers.
    @inline(__always)
    mutating func skip(below number: UInt64) throws(CodecError) {
        var (place, key) = (cursor, next)
        while true {
            while key & 7 == 2, key >> 3 < number, end - place >= 2 {
                let size = 1 + Int(place.load(as: UInt8.self))
                guard size <= 0x80, size < end - place else { break }
                let following = place.load(fromByteOffset: size, as: UInt8.self)
                guard following >= 1 << 3, following < 0x80 else { break }
                (place, key) = (place + size + 1, UInt64(following))
            }
            (cursor, next) = (place, key)
            guard key != 0, key >> 3 < number else { return }
            try skipAny()
            (place, key) = (cursor, next)
        }
    }

    /// Passes over one field of any kind.
    private mutating func skipAny() throws(CodecError) {
        if next & 7 == 2 {
            _ = try delimited()
        } else {
            guard next & 7 == 0 else { throw WireDecoder.leftOver(next) }
            _ = try varint()
        }
        try advance()
    }

    /// The bytes of a length-delimited field; none if the field is not there.
    @inline(__always)
    mutating func slice(_ number: Int) throws(CodecError) -> UnsafeRawBufferPointer {
        guard has(number, 2) else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        let slice = try delimited()
        try advance()
        return slice
    }
}
