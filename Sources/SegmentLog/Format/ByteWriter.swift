/// Collects little-endian fields.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    mutating func put(_ value: some FixedWidthInteger & BitwiseCopyable) {
        bytes.append(littleEndian: value)
    }

    mutating func put(_ hash: Hash) {
        unsafe hash.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
    }

    mutating func put(_ id: LogID) {
        put(id.high.byteSwapped)
        put(id.low.byteSwapped)
    }

    mutating func put(_ more: [UInt8]) {
        bytes.append(contentsOf: more)
    }

    /// Appends zeros up to `count` bytes in all.
    mutating func pad(to count: Int) {
        precondition(bytes.count <= count, "the fields must fit")
        bytes.append(contentsOf: [UInt8](repeating: 0, count: count - bytes.count))
    }

    /// Appends the SHA-256 of all bytes so far.
    mutating func putDigest() {
        put(sha256(bytes))
    }
}
