import Crypto

/// How signatures of one type are judged.
///
/// Two types come with this library. Another, such as the timestamped ML-DSA-44 cosignature (type
/// 0x06), is added by conforming to this protocol and handing an instance to `VerifierKey`.
package protocol NoteAlgorithm: Sendable {
    /// The signature type identifier byte.
    var type: UInt8 { get }

    /// Whether these bytes are a public key that may be trusted at all.
    func isPublicKey(_ key: [UInt8]) -> Bool

    /// Whether a signature, without its key ID, fits a note's text.
    ///
    /// - Parameters:
    ///   - signature: whatever stands in the note; of any length.
    ///   - text: the note's text with its last LF.
    ///   - key: a key for which `isPublicKey` is true.
    /// - Returns: whether it fits.
    func isValid(_ signature: [UInt8], over text: String, key: [UInt8]) -> Bool

    /// When the signature says it was made, in seconds since 1970; nil for types that do not say.
    func time(of signature: [UInt8]) -> UInt64?
}

extension NoteAlgorithm {
    /// Nothing.
    package func time(of signature: [UInt8]) -> UInt64? { nil }
}

/// Ed25519 over the note's text: type 0x01.
///
/// - SeeAlso: C2SP signed-note, RFC 8032.
package struct Ed25519Note: NoteAlgorithm {
    package var type: UInt8 { 0x01 }

    package init() {}

    package func isPublicKey(_ key: [UInt8]) -> Bool { Ed25519.isPublicKey(key) }

    /// Whether the 64 bytes are a signature over the text.
    package func isValid(_ signature: [UInt8], over text: String, key: [UInt8]) -> Bool {
        Ed25519.isValid(signature[...], over: Array(text.utf8), key)
    }
}

/// A witness's Ed25519 over a time and a checkpoint: type 0x04.
///
/// The signature is the time, eight bytes, big-endian, and 64 bytes over
/// `cosignature/v1` LF `time <decimal>` LF and the note's text.
///
/// - SeeAlso: C2SP tlog-cosignature.
package struct Ed25519Cosignature: NoteAlgorithm {
    package var type: UInt8 { 0x04 }

    package init() {}

    package func isPublicKey(_ key: [UInt8]) -> Bool { Ed25519.isPublicKey(key) }

    /// Whether the 72 bytes are a time and a signature over it and the text.
    package func isValid(_ signature: [UInt8], over text: String, key: [UInt8]) -> Bool {
        guard signature.count == 72, let time = time(of: signature) else { return false }
        return Ed25519.isValid(
            signature[8...], over: Ed25519Cosignature.message(text, at: time), key)
    }

    /// The time of a cosignature.
    package func time(of signature: [UInt8]) -> UInt64? {
        guard signature.count >= 8 else { return nil }
        return signature.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// What a witness signs.
    static func message(_ text: String, at time: UInt64) -> [UInt8] {
        Array("cosignature/v1\ntime \(time)\n\(text)".utf8)
    }
}

/// What both types share.
enum Ed25519 {
    /// The y-coordinates of the points of small order; under such a key anybody can sign.
    private static let smallOrder: Set<[UInt8]> = {
        let texts = [
            "0000000000000000000000000000000000000000000000000000000000000000",
            "0100000000000000000000000000000000000000000000000000000000000000",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        ]
        return Set(texts.compactMap { Hash(hex: $0)?.bytes })
    }()

    static func isPublicKey(_ key: [UInt8]) -> Bool {
        guard key.count == 32 else { return false }
        var y = key
        y[31] &= 0x7F
        guard !smallOrder.contains(y) else { return false }
        // Canonical: y is below 2^255 − 19.
        let isMaximal = y[31] == 0x7F && y[1..<31].allSatisfy { $0 == 0xFF }
        return !(isMaximal && y[0] >= 0xED)
    }

    static func isValid(_ signature: ArraySlice<UInt8>, over bytes: [UInt8], _ key: [UInt8])
        -> Bool
    {
        guard signature.count == 64,
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: key)
        else { return false }
        return key.isValidSignature(Array(signature), for: bytes)
    }
}
