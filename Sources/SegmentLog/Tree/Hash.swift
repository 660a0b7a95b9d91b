/// A SHA-256 digest, stored inline.
public struct Hash: Hashable, Sendable {
    /// The number of bytes of every hash.
    public static let byteCount = 32

    /// All bytes zero: "no hash", as before the first batch.
    public static let zero = Hash(words: (0, 0, 0, 0))

    var word0: UInt64
    var word1: UInt64
    var word2: UInt64
    var word3: UInt64

    init(words: (UInt64, UInt64, UInt64, UInt64)) {
        (word0, word1, word2, word3) = words
    }

    /// Copies exactly 32 bytes.
    ///
    /// - Precondition: `bytes.count == 32`.
    public init(_ bytes: UnsafeRawBufferPointer) {
        precondition(bytes.count == Hash.byteCount, "a hash has 32 bytes")
        unsafe self.init(loadingFrom: bytes, at: 0)
    }

    /// Copies exactly 32 bytes, or gives nil for any other number.
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Hash.byteCount else { return nil }
        let array = Array(bytes)
        self = unsafe array.withUnsafeBytes { unsafe Hash($0) }
    }

    /// The hash written as 64 hexadecimal digits, or nil.
    public init?(hex: String) {
        guard let bytes = [UInt8](hex: hex) else { return nil }
        self.init(bytes)
    }

    init(loadingFrom bytes: UnsafeRawBufferPointer, at offset: Int) {
        unsafe word0 = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        unsafe word1 = bytes.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self)
        unsafe word2 = bytes.loadUnaligned(fromByteOffset: offset + 16, as: UInt64.self)
        unsafe word3 = bytes.loadUnaligned(fromByteOffset: offset + 24, as: UInt64.self)
    }

    /// Calls `body` with the 32 bytes, valid during the call only.
    public func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        let words = (word0, word1, word2, word3)
        return try unsafe Swift.withUnsafeBytes(of: words) { try unsafe body($0) }
    }

    /// The 32 bytes.
    public var bytes: [UInt8] {
        unsafe withUnsafeBytes { unsafe Array($0) }
    }

    /// The first four bytes, as they stand in memory: enough to recognize an entry, not to prove
    /// it.
    var fingerprint: UInt32 {
        UInt32(truncatingIfNeeded: UInt64(littleEndian: word0))
    }
}

extension Hash: CustomStringConvertible {
    /// The 64 lower-case hexadecimal digits.
    public var hex: String { String(hex: bytes) }

    /// Standard padded base64 (RFC 4648), as C2SP checkpoints write roots.
    public var base64: String { Base64.encode(bytes) }

    /// The 64 lower-case hexadecimal digits.
    public var description: String { hex }
}

extension UnsafeRawBufferPointer {
    /// Thirty-two bytes; traps outside the buffer.
    func hash(at offset: Int) -> Hash {
        unsafe Hash(part(offset..<offset + Hash.byteCount))
    }
}
