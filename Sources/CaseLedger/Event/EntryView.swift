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
    /// Whether it was brought in from elsewhere, rather than decided here.
    public private(set) var isAttested = false
    /// Whether the account that acted has signed it; by which key is another question.
    public private(set) var isSigned = false

    /// The first key after the moment, and what follows it: who acted, the tags, and so on.
    private var restKey: UInt64 = 0
    private var rest = UnsafeRawBufferPointer(start: nil, count: 0)

    /// Finds the fields of the entry that `bytes` hold.
    ///
    /// - Throws: ``CodecError`` if the bytes are no entry.
    /// - Complexity: O(fields)
    public init(_ bytes: UnsafeRawBufferPointer) throws(CodecError) {
        self.bytes = bytes
        var decoder = try WireDecoder(bytes)
        try decoder.unsigned(FieldKey(1, "position"), &position)
        guard decoder.has(2, 2) else { throw CodecError(.missingField, field: "id", "is missing") }
        let idBytes = try decoder.delimited()
        guard idBytes.count == 16 else { throw CodecError(.malformed, field: "id", "is no UUID") }
        id = EventID(
            high: UInt64(bigEndian: idBytes.loadUnaligned(as: UInt64.self)),
            low: UInt64(bigEndian: idBytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
        try decoder.advance()
        typeName = try decoder.slice(3)
        try decoder.unsigned(FieldKey(4, "version"), &version)
        try decoder.instant(FieldKey(5, "recorded"), &recorded)
        if let read = try decoder.moment(FieldKey(6, "occurred")) { occurred = read }
        restKey = decoder.next
        rest = decoder.remaining
        try decoder.skip(below: 18)
        payload = try decoder.slice(18)
        isAttested = decoder.has(19, 2)
        try decoder.skip(below: 21)
        isSigned = decoder.has(21, 2)
    }

    /// The UTF-8 of the type's name in an entry, found without reading anything else; `nil` where
    /// the entry does not begin as entries do.
    static func typeName(in entry: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        guard var place = entry.baseAddress, entry.count > 32 else { return nil }
        let end = place + entry.count
        // The position is not written where it is 0, and takes ten bytes at most.
        if place.load(as: UInt8.self) == 1 << 3 {
            repeat { place += 1 } while place.load(as: UInt8.self) >= 0x80 && end - place > 20
            place += 1
        }
        guard end - place >= 20, place.load(as: UInt8.self) == 2 << 3 | 2,
            place.load(fromByteOffset: 1, as: UInt8.self) == 16,
            place.load(fromByteOffset: 18, as: UInt8.self) == 3 << 3 | 2
        else { return nil }
        let count = Int(place.load(fromByteOffset: 19, as: UInt8.self))
        place += 20
        guard count < 0x80, end - place >= count else { return nil }
        return UnsafeRawBufferPointer(start: place, count: count)
    }

    /// The name and the version of its payload's type.
    public var type: EventType {
        EventType(
            String(utf8: typeName),
            version: UInt32(truncatingIfNeeded: version))
    }

    /// Who acted, in what role, in which unit's name.
    public var actor: Actor {
        Actor(
            String(utf8: slice(7)), role: Role(rawValue: String(utf8: slice(8))),
            unit: String(utf8: slice(9)))
    }

    /// The account that acted.
    public var actorID: String { String(utf8: slice(7)) }
    /// For whom it stood in; empty if for nobody.
    public var onBehalfOf: String { String(utf8: slice(10)) }

    /// A field after the moment; none if it is not there.
    private func slice(_ number: Int) -> UnsafeRawBufferPointer {
        var decoder = WireDecoder(resuming: rest, at: restKey)
        do throws(CodecError) {
            try decoder.skip(below: UInt64(number))
            return try decoder.slice(number)
        } catch {
            // Every field up to the payload was passed over once already.
            return UnsafeRawBufferPointer(start: nil, count: 0)
        }
    }

    /// Calls `body` for each tag with its UTF-8 and its back-link (0 for none).
    public func forEachTag(
        _ body: (UnsafeRawBufferPointer, UInt64) throws(CodecError) -> Void
    ) throws(CodecError) {
        var decoder = WireDecoder(resuming: rest, at: restKey)
        try decoder.skip(below: 12)
        while decoder.has(12, 2) {
            var link = try WireDecoder(try decoder.delimited())
            let text = try link.slice(1)
            var back: UInt64 = 0
            try link.unsigned(FieldKey(2, "back"), &back)
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

extension [UInt8] {
    /// Reads the entry that these bytes hold.
    func withEntry<T>(_ body: (EntryView) throws(CodecError) -> T) throws(CodecError) -> T {
        let result = withUnsafeBytes { buffer -> Result<T, CodecError> in
            do throws(CodecError) { return .success(try body(EntryView(buffer))) } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }
}
