import Crypto
import Foundation

/// Text under its subject's key: AES-256-GCM (NIST SP 800-38D), bound to its place.
///
/// ```
/// version      1 byte    1
/// epoch        varint    which of the subject's keys
/// subject      varint and UTF-8: the tag whose key it is
/// nonce        12 bytes
/// ciphertext   as long as the text
/// tag          16 bytes
/// ```
///
/// The associated data is the log's identity, the event's identity, the field's path
/// (``SealOrigin``) and all that stands before the nonce. So sealed text does not open in another
/// log, event or field, nor under another subject.
///
/// The nonce is the front of HMAC-SHA-256, under a second key of the subject, over origin and text.
/// Sealing is therefore deterministic: the same text of the same field of the same event gives the
/// same bytes, so that a retry or a second import changes nothing. That is sound as in a synthetic
/// initialization vector (RFC 5297): two different texts share a nonce only if 96 bits of HMAC
/// collide, and equal bytes tell only that the same field of the same event says the same again.
struct SealedText {
    static let version: UInt8 = 1
    static let nonceBytes = 12
    static let tagBytes = 16

    let epoch: UInt32
    let subject: Tag
    private let head: ArraySlice<UInt8>
    private let body: ArraySlice<UInt8>

    /// Finds the parts; `nil` if the bytes are no sealed text.
    init?(_ bytes: ArraySlice<UInt8>) {
        var rest = bytes
        guard rest.popFirst() == Self.version, let epoch = rest.popVarint(),
            let epoch = UInt32(exactly: epoch), let length = rest.popVarint(),
            length <= UInt64(rest.count)
        else { return nil }
        let text = rest.prefix(Int(length))
        rest = rest.dropFirst(Int(length))
        guard rest.count >= Self.nonceBytes + Self.tagBytes,
            let subject = String(validating: text, as: UTF8.self), Tag(parsing: subject) != nil
        else { return nil }
        self.epoch = epoch
        self.subject = Tag(unchecked: subject)
        head = bytes[bytes.startIndex..<rest.startIndex]
        body = rest
    }

    /// The sealed form of a text.
    static func seal(
        _ text: String, _ origin: SealOrigin, of subject: Tag, with key: LedgerKeys.SubjectKey,
        in log: [UInt8]
    ) throws -> [UInt8] {
        let plain = Array(text.utf8)
        var bytes: [UInt8] = [version]
        bytes.reserveCapacity(plain.count + subject.text.utf8.count + 36)
        bytes.append(varint: UInt64(key.epoch))
        bytes.append(varint: UInt64(subject.text.utf8.count))
        bytes += subject.text.utf8
        var mac = HMAC<SHA256>(key: key.nonces)
        mac.update(data: origin.bytes)
        mac.update(data: plain)
        let nonce = try AES.GCM.Nonce(data: Array(mac.finalize()).prefix(nonceBytes))
        let box = try AES.GCM.seal(
            plain, using: key.sealing, nonce: nonce, authenticating: log + origin.bytes + bytes)
        bytes += nonce
        bytes += box.ciphertext
        bytes += box.tag
        return bytes
    }

    /// The text; `nil` if it was altered or moved.
    func open(_ origin: SealOrigin, with key: LedgerKeys.SubjectKey, in log: [UInt8]) -> String? {
        guard
            let nonce = try? AES.GCM.Nonce(data: body.prefix(Self.nonceBytes)),
            let box = try? AES.GCM.SealedBox(
                nonce: nonce, ciphertext: body.dropFirst(Self.nonceBytes).dropLast(Self.tagBytes),
                tag: body.suffix(Self.tagBytes)),
            let plain = try? AES.GCM.open(
                box, using: key.sealing, authenticating: log + origin.bytes + head)
        else { return nil }
        return String(validating: plain, as: UTF8.self)
    }
}

extension LedgerKeys {
    /// One key of a subject, ready for use.
    public struct SubjectKey: Sendable {
        /// Which of the subject's keys it is; grows when keys are rotated.
        public let epoch: UInt32
        let sealing: SymmetricKey
        let nonces: SymmetricKey

        /// A key from its 32 secret bytes.
        public init(epoch: UInt32, secret: [UInt8]) {
            self.epoch = epoch
            let secret = SymmetricKey(data: secret)
            func derived(_ use: String) -> SymmetricKey {
                HKDF<SHA256>.expand(
                    pseudoRandomKey: secret, info: Array("fiveones \(use)".utf8),
                    outputByteCount: 32)
            }
            sealing = derived("sealing")
            nonces = derived("nonces")
        }
    }
}

extension ArraySlice<UInt8> {
    fileprivate mutating func popVarint() -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: 0 as UInt64, to: 63, by: 7) {
            guard let byte = popFirst() else { return nil }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        return nil
    }
}
