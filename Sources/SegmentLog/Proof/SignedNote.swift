/// A text with signatures: what logs and witnesses publish.
///
/// Valid if and only if
///
///  1. it is UTF-8 of at most `maximumBytes`, without control characters below U+0020 but LF;
///  2. behind the last empty line stand one to `maximumSignatures` signature lines, each an em dash
///     (U+2014), a space, a key name, a space, the canonical base64 of at least five bytes (a key
///     ID, big-endian, and the signature), and LF;
///  3. key names are not empty and hold neither Unicode spaces nor `+`;
///  4. the text before the empty line ends with LF.
///
/// Nothing of it is to be believed before `verified(by:)` has returned.
///
/// - SeeAlso: C2SP signed-note.
public struct SignedNote: Hashable, Sendable {
    /// One signature line.
    public struct Signature: Hashable, Sendable {
        /// The name of the key.
        public var name: String

        /// The first four bytes of a hash of the key.
        public var keyID: UInt32

        /// What the algorithm made.
        public var bytes: [UInt8]

        /// A signature from its parts.
        public init(name: String, keyID: UInt32, bytes: [UInt8]) {
            self.name = name
            self.keyID = keyID
            self.bytes = bytes
        }
    }

    /// The most bytes a note may have.
    public static let maximumBytes = 1_000_000

    /// The most signatures a note may have.
    public static let maximumSignatures = 100

    /// The text, its last LF included, the empty line not.
    public let text: String

    /// The signatures in order.
    public private(set) var signatures: [Signature]

    /// A note of this text and these signatures.
    ///
    /// - Throws: `malformed` if that would be no valid note.
    public init(_ text: String, _ signatures: [Signature]) throws(LogError) {
        self.text = text
        self.signatures = signatures
        guard try SignedNote(encoded) == self else {
            throw .malformed("the text would not come back from the note as it is.")
        }
    }

    /// Reads a note.
    ///
    /// - Throws: `malformed`, saying which line is wrong.
    public init(_ bytes: [UInt8]) throws(LogError) {
        guard bytes.count <= SignedNote.maximumBytes else {
            throw .malformed("a note has at most \(SignedNote.maximumBytes) bytes.")
        }
        let newline = UInt8(ascii: "\n")
        guard bytes.allSatisfy({ $0 >= 0x20 || $0 == newline }) else {
            throw .malformed("a note holds no control characters but the line feed.")
        }
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw .malformed("the note is not UTF-8.")
        }
        let pairs = bytes.indices.dropLast()
        guard let end = pairs.last(where: { bytes[$0] == newline && bytes[$0 + 1] == newline })
        else { throw .malformed("the note has no empty line before its signatures.") }
        guard bytes.last == newline, end + 2 < bytes.count else {
            throw .malformed("the note's last line is no whole signature line.")
        }
        text = String(decoding: bytes[...end], as: UTF8.self)
        signatures = []
        let lines = bytes[(end + 2)...].dropLast().split(
            separator: newline, omittingEmptySubsequences: false)
        guard lines.count <= SignedNote.maximumSignatures else {
            throw .malformed("a note has at most \(SignedNote.maximumSignatures) signatures.")
        }
        for line in lines { signatures.append(try Signature(line: line)) }
    }

    /// The note as it is published.
    public var encoded: [UInt8] {
        Array((text + "\n" + signatures.map(\.line).joined()).utf8)
    }

    /// The signatures of known keys, each of which holds.
    ///
    /// Signatures of unknown keys are passed over, even if they share a name or an ID with a known
    /// one; repeated lines count once.
    ///
    /// - Throws: `badSignature` if one of a known key does not hold; `unverified` if there is none
    ///   of a known key.
    public func verified(
        by keys: [VerifierKey]
    ) throws(LogError) -> [(key: VerifierKey, signature: Signature)] {
        var found: [(key: VerifierKey, signature: Signature)] = []
        var seen: Set<Signature> = []
        for signature in signatures where seen.insert(signature).inserted {
            guard let key = keys.first(where: { $0.isNamed(by: signature) }) else { continue }
            guard key.algorithm.isValid(signature.bytes, over: text, key: key.publicKey) else {
                throw LogError(
                    .badSignature, "the signature of \(signature.name) does not fit the text.",
                    advice: "Do not believe the note; ask for it anew.")
            }
            found.append((key, signature))
        }
        guard !found.isEmpty else {
            let names = keys.map(\.name).joined(separator: ", ")
            throw LogError(
                .unverified, "no key that is known here (\(names)) has signed the note.",
                advice: "Get the verifier key from its owner, not from where the note came from.")
        }
        return found
    }

    /// Puts another signature behind the others, as a witness does.
    ///
    /// - Throws: `malformed` if that would be no valid note.
    public func adding(_ signature: Signature) throws(LogError) -> SignedNote {
        try SignedNote(text, signatures + [signature])
    }
}

extension SignedNote.Signature {
    fileprivate static let dash = Array("\u{2014} ".utf8)

    fileprivate init(line: ArraySlice<UInt8>) throws(LogError) {
        let space = UInt8(ascii: " ")
        guard line.starts(with: Self.dash) else {
            throw .malformed("a line behind the note's last empty line is no signature.")
        }
        let rest = line.dropFirst(Self.dash.count)
        guard let end = rest.firstIndex(of: space), KeyName.isValid(rest[..<end]) else {
            throw .malformed("a signature line names no key.")
        }
        guard let decoded = Base64.decode(rest[(end + 1)...]), decoded.count > 4 else {
            throw .malformed("a signature is not canonical base64 of a key ID and a signature.")
        }
        name = String(decoding: rest[..<end], as: UTF8.self)
        keyID = decoded.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
        bytes = Array(decoded.dropFirst(4))
    }

    fileprivate var line: String {
        let id = (0..<4).map { UInt8(truncatingIfNeeded: keyID >> UInt32(24 - 8 * $0)) }
        return "\u{2014} \(name) \(Base64.encode(id + bytes))\n"
    }
}

extension LogError {
    /// The refusal of a text.
    static func malformed(_ message: String) -> LogError { LogError(.malformed, message) }
}
