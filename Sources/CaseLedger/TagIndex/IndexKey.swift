import Crypto

/// The bytes that stand in the index for a tag or an identity.
///
/// A tag is its own key, so that keys are equal only where tags are, and no entry need be read to
/// make sure. One longer than ``longest`` has the byte 0xFF, which is in no UTF-8, and its SHA-256.
enum IndexKey {
    /// The most bytes of a tag that is its own key.
    static let longest = 128

    /// Whether types are told apart for a tag: not for who acted and in whose name, which nearly
    /// every entry carries and no decision asks by type.
    static func tellsTypes(_ text: UnsafeRawBufferPointer) -> Bool {
        !text.starts(with: actor) && !text.starts(with: unit)
    }

    private static let actor = Array("actor:".utf8)
    private static let unit = Array("unit:".utf8)

    /// Calls `body` with the key of a tag's text.
    static func of<R, E: Error>(
        _ text: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) throws(E) -> R
    ) throws(E) -> R {
        if text.count <= longest { return try body(text) }
        return try withBytes([0xFF] + Array(SHA256.hash(data: text)), body)
    }

    /// Calls `body` with the key of a tag.
    static func of<R, E: Error>(
        _ tag: Tag, _ body: (UnsafeRawBufferPointer) throws(E) -> R
    ) throws(E) -> R {
        var text = tag.text
        let result = text.withUTF8 { utf8 -> Result<R, E> in
            do throws(E) { return .success(try of(UnsafeRawBufferPointer(utf8), body)) } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// Calls `body` with the key of an event's identity: its sixteen bytes.
    static func of<R, E: Error>(
        _ id: EventID, _ body: (UnsafeRawBufferPointer) throws(E) -> R
    ) throws(E) -> R {
        let words = (id.high.bigEndian, id.low.bigEndian)
        return try withUnsafeBytes(of: words) { (bytes) throws(E) in try body(bytes) }
    }

    private static func withBytes<R, E: Error>(
        _ bytes: [UInt8], _ body: (UnsafeRawBufferPointer) throws(E) -> R
    ) throws(E) -> R {
        try bytes.withUnsafeBufferPointer { (buffer) throws(E) in
            try body(UnsafeRawBufferPointer(buffer))
        }
    }
}

/// What the index can be asked for.
enum IndexMap: Int, CaseIterable, Sendable {
    /// The last position of each tag.
    case tags
    /// The position of each event's identity.
    case ids
}

/// The one hash of the index.
///
/// It spreads keys over tables, pages and filters, and recognizes accidents to a page. It never
/// decides whether two keys are equal; their bytes do. It multiplies and folds, eight bytes at a time.
struct KeyHash: Sendable {
    private let mask: UInt64

    /// - Parameter bits: how many bits of a key's hash count; tests take few, so that keys collide.
    init(bits: Int) {
        mask = bits >= 64 ? .max : ~(.max >> UInt64(bits))
    }

    /// The hash of a key.
    func callAsFunction(_ key: UnsafeRawBufferPointer) -> UInt64 { Self.fold(key, seed: 0) & mask }

    /// All 64 bits, started from a seed.
    static func fold(_ bytes: UnsafeRawBufferPointer, seed: UInt64) -> UInt64 {
        var hash = UInt64(bytes.count) ^ 0xCBF2_9CE4_8422_2325 ^ seed
        func mix(_ word: UInt64) {
            let product = (hash ^ word).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
            hash = product.high ^ product.low
        }
        var offset = 0
        while offset + 8 <= bytes.count {
            mix(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
            offset += 8
        }
        var rest: UInt64 = 0
        while offset < bytes.count {
            rest = rest << 8 | UInt64(bytes[offset])
            offset += 1
        }
        mix(rest)
        return hash &* 0x9E37_79B9_7F4A_7C15
    }
}
