import Foundation

extension String {
    /// The text that these bytes hold; what is not UTF-8 becomes U+FFFD.
    ///
    /// Much faster than decoding an `UnsafeRawBufferPointer`, which is a collection like any other
    /// to the standard library.
    @inlinable
    init(utf8 bytes: UnsafeRawBufferPointer) {
        self = String(decoding: bytes.assumingMemoryBound(to: UInt8.self), as: UTF8.self)
    }

    /// The text that these bytes hold; `nil` if they are not UTF-8.
    ///
    /// Most texts are identifiers and codes in ASCII, up to 15 bytes of which the standard library
    /// keeps within the string. `String(validating:as:)` would do, and was five times slower here.
    @inlinable
    init?(validUTF8 bytes: UnsafeRawBufferPointer) {
        let isASCII = String.isASCII(bytes)
        if isASCII, bytes.count <= 15 {
            self.init(unsafeUninitializedCapacity: bytes.count) { target in
                UnsafeMutableRawBufferPointer(target).copyMemory(from: bytes)
                return bytes.count
            }
            return
        }
        self.init(utf8: bytes)
        guard isASCII || withUTF8({ String.isSame($0, bytes) }) else { return nil }
    }

    /// Whether no byte has its top bit set: many at a time, of which the last may overlap others.
    @inlinable @inline(__always)
    static func isASCII(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let base = bytes.baseAddress, bytes.count > 0 else { return true }
        let count = bytes.count
        if count >= 8 {
            var all = base.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
            var offset = 0
            while offset < count - 8 {
                all |= base.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                offset += 8
            }
            return all & 0x8080_8080_8080_8080 == 0
        }
        if count >= 4 {
            let last = base.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self)
            return (base.loadUnaligned(as: UInt32.self) | last) & 0x8080_8080 == 0
        }
        let middle = base.load(fromByteOffset: count / 2, as: UInt8.self)
        let last = base.load(fromByteOffset: count - 1, as: UInt8.self)
        return (base.load(as: UInt8.self) | middle | last) < 0x80
    }

    /// Whether decoding repaired nothing.
    @usableFromInline
    static func isSame(_ text: UnsafeBufferPointer<UInt8>, _ bytes: UnsafeRawBufferPointer) -> Bool
    {
        guard text.count == bytes.count, let first = text.baseAddress,
            let second = bytes.baseAddress
        else { return text.count == bytes.count }
        return memcmp(first, second, text.count) == 0
    }
}
