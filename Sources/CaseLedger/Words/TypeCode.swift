/// Sixteen bits for the name of an event type, whatever its version.
///
/// Two types may have one code. An entry that the index names is therefore looked at before it
/// counts; one that it does not name need not be.
struct TypeCode: Hashable, Sendable {
    let rawValue: UInt16

    init(rawValue: UInt16) { self.rawValue = rawValue }

    /// The code of a name in UTF-8: FNV-1a, folded.
    init(_ name: some Sequence<UInt8>) {
        var hash: UInt32 = 0x811C_9DC5
        for byte in name { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
        rawValue = UInt16(truncatingIfNeeded: hash >> 16 ^ hash)
    }

    /// The code of a type.
    init(_ type: EventType) { self.init(type.name.utf8) }
}
