/// An entry read in place: the fields that replay needs, found in one pass and copied only when
/// asked for.
///
/// It points into the memory of a batch and is valid only inside the closure it was handed to.
@frozen
public struct EntryView {
    /// The bytes of the entry.
    public let bytes: UnsafeRawBufferPointer
    /// The place in the log.
    public private(set) var position: UInt64 = 0
    /// The event's identity.
    public private(set) var id = EventID(high: 0, low: 0)
    /// The event type's version.
    public private(set) var version: UInt64 = 0
    /// When the ledger recorded it.
    public private(set) var recorded = Instant(microseconds: 0)
    /// When it happened.
    public private(set) var occurred = Moment(precision: .day, value: 0)
    /// The UTF-8 of the event type's name.
    public private(set) var typeName = UnsafeRawBufferPointer(start: nil, count: 0)
    /// The encoded payload.
    public private(set) var payload = UnsafeRawBufferPointer(start: nil, count: 0)

    var actorBytes = UnsafeRawBufferPointer(start: nil, count: 0)
    var roleBytes = UnsafeRawBufferPointer(start: nil, count: 0)
    var unitBytes = UnsafeRawBufferPointer(start: nil, count: 0)
    var behalfBytes = UnsafeRawBufferPointer(start: nil, count: 0)
    /// From the first tag's key to the end of the entry.
    var tagBytes = UnsafeRawBufferPointer(start: nil, count: 0)

    /// Finds the fields of the entry that `bytes` hold.
    ///
    /// - Throws: ``CodecError`` if the bytes are no entry.
    /// - Complexity: O(fields)
    public init(_ bytes: UnsafeRawBufferPointer) throws(CodecError) {
        self.bytes = bytes
        var decoder = try WireDecoder(bytes)
        try decoder.unsigned(1, "position", &position)
        guard decoder.has(2, 2) else { throw CodecError(.missingField, field: "id", "is missing") }
        let idBytes = try decoder.delimited()
        guard idBytes.count == 16 else { throw CodecError(.malformed, field: "id", "is no UUID") }
        id = EventID(
            high: UInt64(bigEndian: idBytes.loadUnaligned(as: UInt64.self)),
            low: UInt64(bigEndian: idBytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
        try decoder.advance()
        typeName = try decoder.slice(3)
        try decoder.unsigned(4, "version", &version)
        try decoder.instant(5, "recorded", &recorded)
        try decoder.moment(6, "occurred", &occurred)
        actorBytes = try decoder.slice(7)
        roleBytes = try decoder.slice(8)
        unitBytes = try decoder.slice(9)
        behalfBytes = try decoder.slice(10)
        _ = try decoder.slice(11)
        if decoder.has(12, 2) {
            tagBytes = UnsafeRawBufferPointer(
                start: decoder.cursor, count: decoder.end - decoder.cursor)
        }
        while decoder.next != 0, decoder.next >> 3 < 18 {
            if decoder.next & 7 == 0 {
                _ = try decoder.varint()
            } else {
                guard decoder.next & 7 == 2 else { throw WireDecoder.leftOver(decoder.next) }
                _ = try decoder.delimited()
            }
            try decoder.advance()
        }
        payload = try decoder.slice(18)
    }

    /// The event type.
    public var type: EventType {
        EventType(
            String(utf8: typeName),
            version: UInt32(truncatingIfNeeded: version))
    }

    /// Who acted, in what role, in which unit's name.
    public var actor: Actor {
        Actor(
            String(utf8: actorBytes), role: Role(rawValue: String(utf8: roleBytes)),
            unit: String(utf8: unitBytes))
    }

    /// The account that acted.
    public var actorID: String { String(utf8: actorBytes) }
    /// For whom it stood in; empty if for nobody.
    public var onBehalfOf: String { String(utf8: behalfBytes) }

    /// Calls `body` for each tag with its UTF-8 and its back-link (0 for none).
    public func forEachTag(
        _ body: (UnsafeRawBufferPointer, UInt64) throws(CodecError) -> Void
    ) throws(CodecError) {
        guard tagBytes.count > 0 else { return }
        var decoder = WireDecoder(resuming: tagBytes, at: 12 << 3 | 2)
        while decoder.has(12, 2) {
            var link = try WireDecoder(try decoder.delimited())
            let text = try link.slice(1)
            var back: UInt64 = 0
            try link.unsigned(2, "back", &back)
            try body(text, back)
            try decoder.advance()
        }
    }

    /// The position of the entry before this one that carries `tag`; `nil` if this is the first or
    /// does not carry it.
    public func previous(of tag: Tag) -> UInt64? {
        var found: UInt64?
        try? forEachTag { (text, back) throws(CodecError) in
            if back > 0, back <= position, text.elementsEqual(tag.text.utf8) {
                found = position - back
            }
        }
        return found
    }

    /// The whole entry, copied.
    public func envelope() throws(CodecError) -> Envelope {
        try WireDecoder.decode(Envelope.self, from: bytes)
    }
}

extension WireDecoder {
    /// A decoder whose next key has been read already.
    init(resuming bytes: UnsafeRawBufferPointer, at key: UInt64) {
        cursor = bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 1).unsafelyUnwrapped
        end = cursor + bytes.count
        next = key
    }

    /// The bytes of a length-delimited field; none if the field is not there.
    mutating func slice(_ number: Int) throws(CodecError) -> UnsafeRawBufferPointer {
        guard has(number, 2) else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        let slice = try delimited()
        try advance()
        return slice
    }
}

extension String {
    /// The text that these bytes hold; what is not UTF-8 becomes U+FFFD.
    ///
    /// Much faster than decoding an `UnsafeRawBufferPointer`, which is a collection like any other
    /// to the standard library.
    @inlinable
    init(utf8 bytes: UnsafeRawBufferPointer) {
        self = String(decoding: bytes.assumingMemoryBound(to: UInt8.self), as: UTF8.self)
    }
}
