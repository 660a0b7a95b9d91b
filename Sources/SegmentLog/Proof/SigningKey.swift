import Crypto

/// A private Ed25519 key with a name: what a log signs checkpoints with.
///
/// Its text is `PRIVATE+KEY+<name>+<key ID>+<base64 of 0x01 and the seed>`, as the tools around
/// `golang.org/x/mod/sumdb/note` write it.
public struct SigningKey: Sendable {
    private let key: Curve25519.Signing.PrivateKey

    /// The public half.
    public let verifier: VerifierKey

    private static let prefix = "PRIVATE+KEY+"

    /// A new key, drawn at random.
    ///
    /// - Throws: `malformed` if this cannot be a key's name.
    public init(name: String) throws(LogError) {
        try self.init(name: name, Curve25519.Signing.PrivateKey())
    }

    private init(name: String, _ key: Curve25519.Signing.PrivateKey) throws(LogError) {
        self.key = key
        verifier = try VerifierKey(
            name: name, algorithm: Ed25519Note(),
            publicKey: Array(key.publicKey.rawRepresentation))
    }

    /// Reads a key's text.
    ///
    /// - Throws: `malformed`; the error holds nothing of the text.
    public init(secret text: String) throws(LogError) {
        guard text.utf8.starts(with: SigningKey.prefix.utf8) else {
            throw .malformed("a private key's text begins with \(SigningKey.prefix).")
        }
        let rest = Array(text.utf8.dropFirst(SigningKey.prefix.utf8.count))
        let (name, id, bytes) = try VerifierKey.parts(rest[...])
        guard bytes.first == Ed25519Note().type, bytes.count == 33,
            let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes.dropFirst())
        else { throw .malformed("the private key is no Ed25519 key.") }
        try self.init(name: name, key)
        guard verifier.keyID == id else {
            throw .malformed("the private key's ID does not belong to its name and key.")
        }
    }

    /// The key's text.
    ///
    /// Keep it where only the signer can read it.
    public var secret: String {
        SigningKey.prefix + "\(verifier.name)+\(VerifierKey.hexadecimal(verifier.keyID))+"
            + Base64.encode([Ed25519Note().type] + Array(key.rawRepresentation))
    }

    /// The Ed25519 signature over bytes that are no note.
    ///
    /// - Throws: `io` if there are no random numbers.
    package func signature(over bytes: [UInt8]) throws(LogError) -> [UInt8] {
        guard let signature = try? key.signature(for: bytes) else {
            throw LogError(.io, "the system's random numbers could not be read.")
        }
        return Array(signature)
    }

    /// Signs a text.
    ///
    /// - Throws: `malformed` if the text, which must end with LF, can be none of a note.
    public func sign(_ text: String) throws(LogError) -> SignedNote {
        guard let bytes = try? key.signature(for: Array(text.utf8)) else {
            throw LogError(.io, "the system's random numbers could not be read.")
        }
        let signature = SignedNote.Signature(
            name: verifier.name, keyID: verifier.keyID, bytes: Array(bytes))
        return try SignedNote(text, [signature])
    }
}
