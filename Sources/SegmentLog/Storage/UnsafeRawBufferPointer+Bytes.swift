#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

extension UnsafeRawBufferPointer {
    /// A little-endian integer; traps outside the buffer.
    @inlinable
    package func integer<T: FixedWidthInteger & BitwiseCopyable>(
        at offset: Int, as type: T.Type = T.self
    ) -> T {
        precondition(offset >= 0 && offset <= count - MemoryLayout<T>.size)
        return unsafe T(littleEndian: loadUnaligned(fromByteOffset: offset, as: type))
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

extension [UInt8] {
    /// Appends an integer, little-endian.
    @inlinable
    package mutating func append(littleEndian value: some FixedWidthInteger & BitwiseCopyable) {
        unsafe Swift.withUnsafeBytes(of: value.littleEndian) { unsafe append(contentsOf: $0) }
    }

    /// A little-endian integer; traps outside the array.
    @inlinable
    package func integer<T: FixedWidthInteger & BitwiseCopyable>(
        at offset: Int, as type: T.Type = T.self
    ) -> T {
        unsafe withUnsafeBytes { unsafe $0.integer(at: offset, as: type) }
    }
}
