import Crypto
import Foundation

/// The secrets of a key store, which its wrapping key wraps.
struct KeyStoreSecrets {
    private var index = randomBytes(32)
    var master = randomBytes(32)
    var blind = [randomBytes(32)]

    init() {}

    init?(_ bytes: [UInt8]) {
        guard bytes.count >= 96, bytes.count.isMultiple(of: 32) else { return nil }
        index = Array(bytes[0..<32])
        master = Array(bytes[32..<64])
        blind = stride(from: 64, to: bytes.count, by: 32).map { Array(bytes[$0..<$0 + 32]) }
    }

    var bytes: [UInt8] { index + master + blind.flatMap { $0 } }

    var wrappingKey: SymmetricKey { SymmetricKey(data: master) }

    /// What the lines of the file `erased` are checked by.
    var erasedKey: SymmetricKey {
        HKDF<SHA256>.expand(
            pseudoRandomKey: SymmetricKey(data: index), info: Array("erased subjects".utf8),
            outputByteCount: 32)
    }

    /// The id of the slot of a subject's key.
    func id(of subject: Tag, _ epoch: UInt32) -> [UInt8] {
        let epoch = withUnsafeBytes(of: epoch.littleEndian) { Array($0) }
        return Array(
            HMAC<SHA256>.authenticationCode(
                for: epoch + Array(subject.text.utf8), using: SymmetricKey(data: index))
        ).prefix(16).map { $0 }
    }
}
