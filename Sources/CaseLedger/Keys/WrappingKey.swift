import Crypto
import Foundation
import SegmentLog

/// The key from outside that a key store's own secret is wrapped by.
///
/// Conform to it for a hardware module: it is asked once when a store is opened and once for each
/// rotation, never for a single field.
public protocol WrappingKey: Sendable {
    /// Eight bytes that tell this key from others and say nothing about it.
    var fingerprint: [UInt8] { get }
    /// Wraps a secret.
    func wrap(_ secret: [UInt8]) throws -> [UInt8]
    /// Unwraps what ``wrap(_:)`` gave; throws if it is another key's or was altered.
    func unwrap(_ wrapped: [UInt8]) throws -> [UInt8]
}

/// A wrapping key whose 32 bytes this process holds: from a file, or from the environment.
public struct LocalWrappingKey: WrappingKey, Hashable {
    private let bytes: [UInt8]
    private static let context = Array("fiveones key store 1".utf8)

    /// A key of 32 bytes.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    /// A key from 32 bytes in base64, white space around it aside.
    ///
    /// - Throws: ``LedgerError/Code/keys`` if the text is none; the text is not quoted.
    public init(text: String, from place: String) throws(LedgerError) {
        guard let bytes = Base64.decode(text.trimmingCharacters(in: .whitespacesAndNewlines).utf8),
            let key = LocalWrappingKey(bytes: bytes)
        else {
            throw .keys("\(place): is no wrapping key; one is 32 bytes in base64")
        }
        self = key
    }

    /// A new key from the system's secure generator.
    public static func random() -> LocalWrappingKey {
        LocalWrappingKey(known: randomBytes(32))
    }

    private init(known bytes: [UInt8]) { self.bytes = bytes }

    /// The key in base64, as ``init(text:from:)`` reads it.
    public var text: String { Base64.encode(bytes) }

    /// The front of SHA-256 over a constant and the key.
    public var fingerprint: [UInt8] {
        Array(SHA256.hash(data: Array("fiveones fingerprint".utf8) + bytes).prefix(8))
    }

    /// AES-256-GCM: nonce, ciphertext, tag.
    public func wrap(_ secret: [UInt8]) throws -> [UInt8] {
        let box = try AES.GCM.seal(
            secret, using: SymmetricKey(data: bytes), authenticating: Self.context)
        return Array(box.nonce) + box.ciphertext + box.tag
    }

    /// The secret; throws if it was altered or wrapped by another key.
    public func unwrap(_ wrapped: [UInt8]) throws -> [UInt8] {
        let box = try AES.GCM.SealedBox(combined: wrapped)
        return Array(
            try AES.GCM.open(
                box, using: SymmetricKey(data: bytes), authenticating: Self.context))
    }
}
