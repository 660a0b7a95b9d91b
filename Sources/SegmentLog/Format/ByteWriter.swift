#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Collects little-endian fields.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    mutating func put(_ value: some FixedWidthInteger & BitwiseCopyable) {
        unsafe withUnsafeBytes(of: value.littleEndian) { unsafe bytes.append(contentsOf: $0) }
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

extension UnsafeRawBufferPointer {
    /// A little-endian integer; traps outside the buffer.
    func integer<T: FixedWidthInteger & BitwiseCopyable>(at offset: Int, as type: T.Type) -> T {
        precondition(offset >= 0 && offset <= count - MemoryLayout<T>.size)
        return unsafe T(littleEndian: loadUnaligned(fromByteOffset: offset, as: type))
    }

    /// Thirty-two bytes; traps outside the buffer.
    func hash(at offset: Int) -> Hash {
        unsafe Hash(part(offset..<offset + Hash.byteCount))
    }

    /// The identity of a log; traps outside the buffer.
    func logID(at offset: Int) -> LogID {
        unsafe LogID(
            high: integer(at: offset, as: UInt64.self).byteSwapped,
            low: integer(at: offset + 8, as: UInt64.self).byteSwapped)
    }

    /// A window; traps outside the buffer.
    func part(_ range: Range<Int>) -> UnsafeRawBufferPointer {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        return unsafe UnsafeRawBufferPointer(rebasing: self[range])
    }

    /// Whether all bytes are zero.
    var isZero: Bool {
        guard let base = baseAddress, count > 0 else { return true }
        return unsafe self[0] == 0 && memcmp(base, base + 1, count - 1) == 0
    }
}

/// The next multiple of the sector size.
func roundedUpToSector(_ offset: Int) -> Int {
    (offset + LogLimits.sectorBytes - 1) / LogLimits.sectorBytes * LogLimits.sectorBytes
}
