import Crypto

/// A public key by which signatures are judged, as its owner hands it out.
///
/// ```swift
/// let key = try VerifierKey("example.com/log+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")
/// ```
///
/// Written `<name>+<key ID in 8 hexadecimal digits>+<base64 of the type byte and the key>`.
///
/// - SeeAlso: C2SP signed-note, `golang.org/x/mod/sumdb/note`.
public struct VerifierKey: Sendable {
    /// The name, as signature lines write it.
    public let name: String

    /// How signatures are judged.
    package let algorithm: any NoteAlgorithm

    /// The public key, as its algorithm encodes it.
    public let publicKey: [UInt8]

    /// The first four bytes of SHA-256 over name, LF, type byte and public key.
    public let keyID: UInt32

    /// A key from its parts.
    ///
    /// - Throws: `malformed` if the name or the key is none.
    package init(
        name: String, algorithm: any NoteAlgorithm, publicKey: [UInt8]
    ) throws(LogError) {
        guard KeyName.isValid(Array(name.utf8)[...]) else {
            throw .malformed("a key name is not empty and holds neither spaces nor '+'.")
        }
        guard algorithm.isPublicKey(publicKey) else {
            throw .malformed("the public key is none, or one under which anyone could sign.")
        }
        self.name = name
        self.algorithm = algorithm
        self.publicKey = publicKey
        keyID = VerifierKey.id(name, [algorithm.type] + publicKey)
    }

    /// Reads a key as its owner writes it.
    ///
    /// - Throws: `malformed`, also for a type that is not known here.
    public init(_ text: String) throws(LogError) {
        try self.init(text, algorithms: [Ed25519Note(), Ed25519Cosignature()])
    }

    /// Reads a key of one of these types; `NoteAlgorithm` says how to add one.
    package init(_ text: String, algorithms: [any NoteAlgorithm]) throws(LogError) {
        let (name, id, key) = try VerifierKey.parts(Array(text.utf8)[...])
        guard let type = key.first, let algorithm = algorithms.first(where: { $0.type == type })
        else { throw .malformed("the verifier key is of a type that is not known here.") }
        try self.init(name: name, algorithm: algorithm, publicKey: Array(key.dropFirst()))
        guard id == keyID else {
            throw .malformed("the verifier key's ID does not belong to its name and key.")
        }
    }

    /// Whether bytes that are no note have this Ed25519 signature by the key.
    package func isValid(_ signature: [UInt8], over bytes: [UInt8]) -> Bool {
        algorithm is Ed25519Note && Ed25519.isValid(signature[...], over: bytes, publicKey)
    }

    /// The parts of `name+id+key`.
    static func parts(
        _ text: ArraySlice<UInt8>
    ) throws(LogError) -> (name: String, id: UInt32, key: [UInt8]) {
        let plus = UInt8(ascii: "+")
        let parts = text.split(separator: plus, maxSplits: 2, omittingEmptySubsequences: false)
        guard text.count <= 8192, parts.count == 3, KeyName.isValid(parts[0]),
            let id = UInt32(String(decoding: parts[1], as: UTF8.self), radix: 16),
            hexadecimal(id).utf8.elementsEqual(parts[1]), let key = Base64.decode(parts[2]),
            key.count > 1
        else { throw .malformed("a key is written name+ID+base64.") }
        return (String(decoding: parts[0], as: UTF8.self), id, key)
    }

    /// The key ID of a name, and of a type byte and the key behind it.
    static func id(_ name: String, _ key: [UInt8]) -> UInt32 {
        let digest = sha256(Array(name.utf8) + [UInt8(ascii: "\n")] + key)
        return digest.bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// A key ID in eight digits.
    static func hexadecimal(_ id: UInt32) -> String {
        String(id, width: 8, radix: 16)
    }

    /// Whether a signature line claims to be by this key.
    func isNamed(by signature: SignedNote.Signature) -> Bool {
        signature.keyID == keyID && signature.name.utf8.elementsEqual(name.utf8)
    }
}

extension VerifierKey: Hashable, CustomStringConvertible {
    /// The key as its owner hands it out.
    public var description: String {
        "\(name)+\(VerifierKey.hexadecimal(keyID))+"
            + Base64.encode([algorithm.type] + publicKey)
    }

    /// Whether two keys are written alike.
    public static func == (left: VerifierKey, right: VerifierKey) -> Bool {
        left.description.utf8.elementsEqual(right.description.utf8)
    }

    /// Hashes the key as it is written.
    public func hash(into hasher: inout Hasher) { hasher.combine(keyID) }
}

/// Which names a key may have.
enum KeyName {
    static func isValid(_ name: ArraySlice<UInt8>) -> Bool {
        guard !name.isEmpty, name.count <= 255, let text = String(validating: name, as: UTF8.self)
        else { return false }
        return text.unicodeScalars.allSatisfy {
            !$0.properties.isWhitespace && $0 != "+" && $0.value >= 0x20
        }
    }
}
