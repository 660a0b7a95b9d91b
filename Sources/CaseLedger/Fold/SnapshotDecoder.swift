import SegmentLog

/// Reads what ``SnapshotEncoder`` wrote.
///
/// Fields are read in the order in which they were written. A type whose fields have other names,
/// or another order, than when the state was kept does not find them, and the state is given up.
final class SnapshotDecoder: Decoder {
    private let bytes: [UInt8]
    private var offset = 0
    private var names: [String] = []
    /// Whether each type met so far is read by ``SnapshotValue``.
    private var isSpecial: [ObjectIdentifier: Bool] = [:]

    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]

    fileprivate init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The bytes that are left: no more things can follow than that.
    var left: Int { bytes.count - offset }

    func get<T: Decodable>(_ type: T.Type) throws -> T {
        let key = ObjectIdentifier(type)
        let isSpecial = isSpecial[key] ?? (type is any SnapshotValue.Type)
        self.isSpecial[key] = isSpecial
        if isSpecial, let special = type as? any SnapshotValue.Type,
            let value = try special.init(from: self) as? T
        {
            return value
        }
        return try T(from: self)
    }

    func get<T: FixedWidthInteger & BitwiseCopyable>(fixed type: T.Type) throws -> T {
        let size = MemoryLayout<T>.size
        guard size <= left else { throw CodecError.snapshot }
        defer { offset += size }
        return bytes.integer(at: offset)
    }

    func getRaw() throws -> ArraySlice<UInt8> {
        let count = try get(fixed: UInt64.self)
        guard count <= left else { throw CodecError.snapshot }
        defer { offset += Int(count) }
        return bytes[offset..<offset + Int(count)]
    }

    func getText() throws -> String {
        guard let text = String(validating: try getRaw(), as: UTF8.self) else {
            throw CodecError.snapshot
        }
        return text
    }

    /// The name of the next field; nil at the end of the value.
    fileprivate func peekName(before end: Int) throws -> String? {
        guard offset < end else { return nil }
        let start = offset
        defer { offset = start }
        return try nextName().name
    }

    /// Passes over the name of the field that must come next.
    fileprivate func require(_ name: String) throws {
        let next = try nextName()
        guard next.name == name else { throw CodecError.snapshot }
        if next.isNew { names.append(name) }
    }

    private func nextName() throws -> (name: String, isNew: Bool) {
        let number = Int(try get(fixed: UInt16.self))
        if number < names.count { return (names[number], false) }
        guard number == names.count else { throw CodecError.snapshot }
        return (try getText(), true)
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        let length = try Int(get(fixed: UInt32.self))
        guard length <= left else { throw CodecError.snapshot }
        return KeyedDecodingContainer(Fields(decoder: self, end: offset + length))
    }
    func unkeyedContainer() -> any UnkeyedDecodingContainer { Items(decoder: self) }
    func singleValueContainer() -> any SingleValueDecodingContainer { Single(decoder: self) }

    private struct Fields<Key: CodingKey>: KeyedDecodingContainerProtocol {
        let decoder: SnapshotDecoder
        let end: Int
        var codingPath: [any CodingKey] { [] }

        /// The next field only; that is what tells the case of an enumeration.
        var allKeys: [Key] {
            // The length of a value whose only field has no content stands before it as zero.
            let name = try? decoder.peekName(before: max(end, decoder.offset + 1))
            return name.flatMap { Key(stringValue: $0) }.map { [$0] } ?? []
        }
        func contains(_ key: Key) -> Bool {
            (try? decoder.peekName(before: end)) == key.stringValue
        }
        func decodeNil(forKey key: Key) -> Bool { false }
        func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
            try decoder.require(key.stringValue)
            return try decoder.get(type)
        }
        func nestedContainer<Inner: CodingKey>(keyedBy type: Inner.Type, forKey key: Key) throws
            -> KeyedDecodingContainer<Inner>
        {
            try decoder.require(key.stringValue)
            return try decoder.container(keyedBy: type)
        }
        func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
            try decoder.require(key.stringValue)
            return decoder.unkeyedContainer()
        }
        func superDecoder() -> any Decoder { decoder }
        func superDecoder(forKey key: Key) -> any Decoder { decoder }
    }

    private struct Items: UnkeyedDecodingContainer {
        let decoder: SnapshotDecoder
        let count: Int? = nil
        let isAtEnd = false
        var currentIndex = 0
        var codingPath: [any CodingKey] { [] }

        init(decoder: SnapshotDecoder) { self.decoder = decoder }

        func decodeNil() -> Bool { false }
        mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
            currentIndex += 1
            return try decoder.get(type)
        }
        func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) throws
            -> KeyedDecodingContainer<Key>
        { try decoder.container(keyedBy: type) }
        func nestedUnkeyedContainer() -> any UnkeyedDecodingContainer { self }
        func superDecoder() -> any Decoder { decoder }
    }

    private struct Single: SingleValueDecodingContainer {
        let decoder: SnapshotDecoder
        var codingPath: [any CodingKey] { [] }

        func decode<T: Decodable>(_ type: T.Type) throws -> T { try decoder.get(type) }
        func decodeNil() -> Bool { false }
        func decode(_ type: Bool.Type) throws -> Bool { try decoder.get(fixed: UInt8.self) != 0 }
        func decode(_ type: String.Type) throws -> String { try decoder.getText() }
        func decode(_ type: Double.Type) throws -> Double {
            Double(bitPattern: try decoder.get(fixed: UInt64.self))
        }
        func decode(_ type: Float.Type) throws -> Float {
            Float(bitPattern: try decoder.get(fixed: UInt32.self))
        }
        func decode<T: Decodable & FixedWidthInteger & BitwiseCopyable>(
            _ type: T.Type
        ) throws -> T { try decoder.get(fixed: type) }
    }
}

extension Decodable {
    /// The value that these bytes, and nothing else, hold.
    ///
    /// - Throws: ``CodecError`` if they are not what `canonicalBytes` gives.
    package init(canonical bytes: [UInt8]) throws {
        let decoder = SnapshotDecoder(bytes)
        self = try decoder.get(Self.self)
        guard decoder.left == 0 else { throw CodecError.snapshot }
    }
}
