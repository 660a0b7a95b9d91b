import Crypto
import SegmentLog

/// Writes a view's state as bytes that depend on its content alone.
///
/// Numbers are 8 bytes, little-endian, or 1 byte for the smallest; text and raw bytes are preceded
/// by their length. A value with named fields is its length and then each field that is there: the
/// number of the field's name (a name is written out where it is first met) and the value. Sets and
/// dictionaries are in the order of their encoded keys, so that equal states give equal bytes in
/// every process.
final class SnapshotEncoder: Encoder {
    fileprivate(set) var bytes: [UInt8] = []
    private var names: [String: UInt64] = [:]
    /// Whether each type met so far is written by ``SnapshotValue``.
    private var isSpecial: [ObjectIdentifier: Bool] = [:]
    /// Whether personal data may be written that was never sealed.
    let allowsClearText: Bool

    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]

    /// Whether what is written is only compared, and never read again.
    let isComparing: Bool

    init(allowsClearText: Bool, isComparing: Bool = false) {
        self.allowsClearText = allowsClearText
        self.isComparing = isComparing
    }

    func put<T: Encodable>(_ value: T) throws {
        let type = ObjectIdentifier(T.self)
        let isSpecial = isSpecial[type] ?? (T.self is any SnapshotValue.Type)
        self.isSpecial[type] = isSpecial
        if isSpecial, let value = value as? any SnapshotValue {
            try value.encode(into: self)
        } else {
            try value.encode(to: self)
        }
    }

    func put(fixed value: some FixedWidthInteger & BitwiseCopyable) {
        bytes.append(littleEndian: value)
    }

    func put(raw: some Collection<UInt8>) {
        put(fixed: UInt64(raw.count))
        bytes.append(contentsOf: raw)
    }

    /// Writes the number of a field's name, and the name where it is new.
    fileprivate func put(name: String) {
        if let number = names[name] { return put(fixed: UInt16(truncatingIfNeeded: number)) }
        let number = UInt64(names.count)
        names[name] = number
        put(fixed: UInt16(truncatingIfNeeded: number))
        put(raw: name.utf8)
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(Fields(self))
    }
    func unkeyedContainer() -> any UnkeyedEncodingContainer { Items(encoder: self) }
    func singleValueContainer() -> any SingleValueEncodingContainer { Single(encoder: self) }

    /// A value with named fields.
    private struct Fields<Key: CodingKey>: KeyedEncodingContainerProtocol {
        let encoder: SnapshotEncoder
        let start: Int
        var codingPath: [any CodingKey] { [] }

        init(_ encoder: SnapshotEncoder) {
            self.encoder = encoder
            start = encoder.bytes.count
            encoder.put(fixed: UInt32(0))
        }

        private func close() {
            let length = UInt32(clamping: encoder.bytes.count - start - 4)
            for index in 0..<4 {
                encoder.bytes[start + index] = UInt8(truncatingIfNeeded: length >> (8 * index))
            }
        }

        func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
            encoder.put(name: key.stringValue)
            try encoder.put(value)
            close()
        }
        func encodeNil(forKey key: Key) throws { throw CodecError.snapshot }
        func nestedContainer<Inner: CodingKey>(keyedBy type: Inner.Type, forKey key: Key)
            -> KeyedEncodingContainer<Inner>
        {
            encoder.put(name: key.stringValue)
            return encoder.container(keyedBy: type)
        }
        func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
            encoder.put(name: key.stringValue)
            return encoder.unkeyedContainer()
        }
        func superEncoder() -> any Encoder { encoder }
        func superEncoder(forKey key: Key) -> any Encoder { encoder }
    }

    /// Values one after the other, of which the type itself knows how many there are.
    private struct Items: UnkeyedEncodingContainer {
        let encoder: SnapshotEncoder
        var count = 0
        var codingPath: [any CodingKey] { [] }

        mutating func encode<T: Encodable>(_ value: T) throws {
            count += 1
            try encoder.put(value)
        }
        mutating func encodeNil() throws { throw CodecError.snapshot }
        mutating func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type)
            -> KeyedEncodingContainer<Key>
        { encoder.container(keyedBy: type) }
        mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { self }
        mutating func superEncoder() -> any Encoder { encoder }
    }

    private struct Single: SingleValueEncodingContainer {
        let encoder: SnapshotEncoder
        var codingPath: [any CodingKey] { [] }

        func encode<T: Encodable>(_ value: T) throws { try encoder.put(value) }
        func encodeNil() throws { throw CodecError.snapshot }
        func encode(_ value: Bool) { encoder.put(fixed: UInt8(value ? 1 : 0)) }
        func encode(_ value: String) { encoder.put(raw: value.utf8) }
        func encode(_ value: Double) { encoder.put(fixed: value.bitPattern) }
        func encode(_ value: Float) { encoder.put(fixed: value.bitPattern) }
        func encode<T: Encodable & FixedWidthInteger & BitwiseCopyable>(_ value: T) {
            encoder.put(fixed: value)
        }
    }
}

extension Encoder {
    /// Whether what is written is only compared, and never read again.
    package var isComparing: Bool { (self as? SnapshotEncoder)?.isComparing ?? false }
}

extension SnapshotProjection {
    /// The state as bytes that are equal for equal states, in every process.
    package func stateBytes() throws -> [UInt8] {
        try canonicalBytes(allowsClearText: true)
    }

    /// SHA-256 over such bytes in lower-case hexadecimal, by which the states of two replays are
    /// compared; of a state, too, that cannot be kept.
    package func stateDigest() throws -> String {
        let encoder = SnapshotEncoder(allowsClearText: true, isComparing: true)
        try encoder.put(self)
        return String(hex: SHA256.hash(data: encoder.bytes))
    }
}

extension CodecError {
    /// A state that cannot be kept, or bytes that are none of a state.
    static var snapshot: CodecError {
        CodecError(.malformed, "is not of a kind that a snapshot can hold")
    }
}

extension Encodable {
    /// Bytes that depend on this value alone: equal values give equal bytes in every process.
    ///
    /// - Parameter allowsClearText: Whether personal data may be written that was never sealed.
    /// - Returns: The bytes, which `init(canonical:)` reads.
    /// - Throws: ``CodecError`` if there is such data and it may not.
    package func canonicalBytes(allowsClearText: Bool) throws -> [UInt8] {
        let encoder = SnapshotEncoder(allowsClearText: allowsClearText)
        try encoder.put(self)
        return encoder.bytes
    }
}
