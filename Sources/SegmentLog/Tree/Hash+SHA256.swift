import Crypto

/// SHA-256 of the bytes.
func sha256(_ bytes: UnsafeRawBufferPointer) -> Hash {
    var function = SHA256()
    unsafe function.update(bufferPointer: bytes)
    return Hash(function.finalize())
}

/// SHA-256 of the bytes.
func sha256(_ bytes: [UInt8]) -> Hash {
    unsafe bytes.withUnsafeBytes { unsafe sha256($0) }
}

/// SHA-256 of one byte and then the bytes.
///
/// A few bytes are first put together on the stack: a second `update` costs more than the copy.
func sha256(prefix: UInt8, _ bytes: UnsafeRawBufferPointer) -> Hash {
    if bytes.count < 1_000 {
        return unsafe withUnsafeTemporaryAllocation(byteCount: bytes.count + 1, alignment: 8) {
            whole in
            unsafe whole[0] = prefix
            unsafe UnsafeMutableRawBufferPointer(rebasing: whole[1...]).copyMemory(from: bytes)
            return unsafe sha256(UnsafeRawBufferPointer(whole))
        }
    }
    var function = SHA256()
    unsafe withUnsafeBytes(of: prefix) { unsafe function.update(bufferPointer: $0) }
    unsafe function.update(bufferPointer: bytes)
    return Hash(function.finalize())
}

extension Hash {
    fileprivate init(_ digest: SHA256Digest) {
        self = unsafe digest.withUnsafeBytes { unsafe Hash($0) }
    }
}
