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
func sha256(prefix: UInt8, _ bytes: UnsafeRawBufferPointer) -> Hash {
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
