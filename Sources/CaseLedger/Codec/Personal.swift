import SegmentLog

/// Personal data: a name, a number, a phone, an address, a state of health, an income, or free text
/// that may hold any of these.
///
/// In a payload that is about to be recorded it is text. The ledger seals it under the key of its
/// subject (``FieldVisitor/sealed(_:_:_:of:)``), and sealed it stays: in the log, in every view and
/// in every snapshot. Only a ``Disclosure``, which has a purpose and a reader, opens it. Sentences,
/// errors and log lines never show it.
///
/// It is no ``FieldValue``, since it must not be visited without naming its subject.
///
/// On the wire it is a message with one of three fields: 1, text in the clear; 2, the sealed text
/// (``SealedText``); 3, true where it was erased before it could be sealed.
public struct Personal: Hashable, Sendable, ExpressibleByStringInterpolation {
    /// What it is at present.
    @usableFromInline
    enum Form: Hashable, Sendable {
        case clear(String)
        /// The origin (``SealOrigin/byteCount`` bytes) and the sealed text, in one piece so that a
        /// view pays for one allocation.
        case sealed([UInt8])
        /// Said once and erased.
        case erased
    }

    @usableFromInline var form: Form

    /// What sentences show in its place.
    public static let mask = "•••"

    /// Personal data from its text.
    @inlinable public init(_ text: String) { form = .clear(text) }

    /// Personal data written out in code.
    @inlinable public init(stringLiteral value: String) { self.init(value) }

    @usableFromInline init(_ form: Form) { self.form = form }

    /// Whether nothing was said; what is sealed or erased was said.
    public var isBlank: Bool { form == .clear("") }

    /// The text, if it stands in the clear; `nil` once it is sealed or erased.
    public var text: String? {
        if case .clear(let text) = form { return text }
        return nil
    }

    /// Whether it was erased before it could be sealed.
    public var isErased: Bool { form == .erased }

    /// The sealed text and where it stands.
    var sealedText: (origin: SealOrigin, bytes: ArraySlice<UInt8>)? {
        guard case .sealed(let bytes) = form else { return nil }
        return (SealOrigin(bytes: bytes), bytes.dropFirst(SealOrigin.byteCount))
    }
}

extension Personal {
    /// What the wire has.
    @usableFromInline
    init(wire slice: UnsafeRawBufferPointer, _ origin: SealOrigin, _ name: StaticString)
        throws(CodecError)
    {
        switch slice.first {
        case nil: self.init("")
        case 0x12:
            var inner = try WireDecoder(slice)
            let sealed = try inner.slice(2)
            try inner.finish()
            self.init(.sealed(Personal.joined(origin, sealed)))
        case 0x18:
            var inner = try WireDecoder(slice)
            var isErased = false
            try inner.flag(FieldKey(3, "erased"), &isErased)
            try inner.finish()
            self.init(isErased ? .erased : .clear(""))
        case 0x0A:
            var inner = try WireDecoder(slice)
            var text = ""
            try inner.text(FieldKey(1, name), &text)
            try inner.finish()
            self.init(text)
        default:
            guard let text = String(validUTF8: slice) else {
                throw CodecError(.malformed, "is not UTF-8").inside(name)
            }
            self.init(text)
        }
    }

    /// An origin and sealed text in one piece.
    private static func joined(_ origin: SealOrigin, _ sealed: UnsafeRawBufferPointer) -> [UInt8] {
        let size = SealOrigin.byteCount
        return [UInt8](unsafeUninitializedCapacity: sealed.count + size) { buffer, count in
            let target = UnsafeMutableRawBufferPointer(buffer)
            target.storeBytes(of: origin.event.high.bigEndian, as: UInt64.self)
            target.storeBytes(of: origin.event.low.bigEndian, toByteOffset: 8, as: UInt64.self)
            target.storeBytes(of: origin.path.bigEndian, toByteOffset: 16, as: UInt64.self)
            UnsafeMutableRawBufferPointer(rebasing: target[size...]).copyMemory(from: sealed)
            count = sealed.count + size
        }
    }

    /// In JSON: text where it stands in the clear; otherwise an object that says `sealed`, with the
    /// sealed text in base64, or `erased`.
    public var json: JSONValue {
        switch form {
        case .clear(let text): .string(text)
        case .sealed(let bytes):
            ["sealed": .string(Base64.encode(Array(bytes.dropFirst(SealOrigin.byteCount))))]
        case .erased: ["erased": true]
        }
    }

    /// What ``json`` wrote; `nil` for anything else.
    init?(json: JSONValue) {
        switch json {
        case .string(let text): self.init(text)
        case .object(let object) where object.count == 1:
            if object["erased"] == true {
                self.init(.erased)
            } else if let text = object["sealed"]?.stringValue, let bytes = Base64.decode(text.utf8)
            {
                self.init(.sealed(SealOrigin.none.bytes + bytes))
            } else {
                return nil
            }
        default: return nil
        }
    }
}
