/// A type of the standard library that a snapshot writes in its own way.
protocol SnapshotValue {
    func encode(into encoder: SnapshotEncoder) throws
    init(from decoder: SnapshotDecoder) throws
}

extension Optional: SnapshotValue where Wrapped: Codable {
    func encode(into encoder: SnapshotEncoder) throws {
        encoder.put(fixed: UInt8(self == nil ? 0 : 1))
        if let self { try encoder.put(self) }
    }
    init(from decoder: SnapshotDecoder) throws {
        self = try decoder.get(fixed: UInt8.self) == 0 ? nil : decoder.get(Wrapped.self)
    }
}

extension Array: SnapshotValue where Element: Codable {
    func encode(into encoder: SnapshotEncoder) throws {
        if let bytes = self as? [UInt8] { return encoder.put(raw: bytes) }
        encoder.put(fixed: UInt64(count))
        for element in self { try encoder.put(element) }
    }
    init(from decoder: SnapshotDecoder) throws {
        if Element.self == UInt8.self, let bytes = [UInt8](try decoder.getRaw()) as? Self {
            self = bytes
            return
        }
        self = []
        let count = try decoder.get(fixed: UInt64.self)
        reserveCapacity(Swift.min(Int(clamping: count), decoder.left))
        for _ in 0..<count { append(try decoder.get(Element.self)) }
    }
}

extension Set: SnapshotValue where Element: Codable {
    func encode(into encoder: SnapshotEncoder) throws {
        encoder.put(fixed: UInt64(count))
        for element in try encoder.sorted(self, by: { $0 }) { try encoder.put(element) }
    }
    init(from decoder: SnapshotDecoder) throws {
        self = []
        let count = try decoder.get(fixed: UInt64.self)
        for _ in 0..<count { insert(try decoder.get(Element.self)) }
    }
}

extension Dictionary: SnapshotValue where Key: Codable, Value: Codable {
    func encode(into encoder: SnapshotEncoder) throws {
        encoder.put(fixed: UInt64(count))
        for (key, value) in try encoder.sorted(self, by: \.key) {
            try encoder.put(key)
            try encoder.put(value)
        }
    }
    init(from decoder: SnapshotDecoder) throws {
        let count = try decoder.get(fixed: UInt64.self)
        self.init(minimumCapacity: Swift.min(Int(clamping: count), decoder.left))
        for _ in 0..<count { self[try decoder.get(Key.self)] = try decoder.get(Value.self) }
    }
}

extension SnapshotEncoder {
    /// The members of a set or dictionary in the order of their encoded keys.
    func sorted<C: Collection>(
        _ members: C, by key: (C.Element) -> some Encodable
    ) throws -> [C.Element] {
        let keyed = try members.map {
            (try key($0).canonicalBytes(allowsClearText: allowsClearText), $0)
        }
        return keyed.sorted { $0.0.lexicographicallyPrecedes($1.0) }.map(\.1)
    }
}

extension Personal: Codable {
    /// Writes sealed text as it is.
    ///
    /// - Throws: If it was opened, or never sealed though the ledger seals: such a state is not kept.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch form {
        case .sealed(let bytes): try container.encode([2] + bytes)
        case .erased: try container.encode([3] as [UInt8])
        case .clear(let text):
            guard text.isEmpty || (encoder as? SnapshotEncoder)?.allowsClearText == true else {
                throw CodecError.snapshot
            }
            try container.encode([1] + Array(text.utf8))
        }
    }

    /// Reads what ``encode(to:)`` wrote.
    public init(from decoder: any Decoder) throws {
        let bytes = try decoder.singleValueContainer().decode([UInt8].self)
        let content = Array(bytes.dropFirst())
        switch bytes.first {
        case 1:
            guard let text = String(validating: content, as: UTF8.self) else {
                throw CodecError.snapshot
            }
            self.init(text)
        case 2: self.init(.sealed(content))
        case 3: self.init(.erased)
        default: throw CodecError.snapshot
        }
    }
}
