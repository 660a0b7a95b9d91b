/// A checkpoint whose log has signed it, with what else is known of the signatures.
///
/// ```swift
/// let signed = try SignedCheckpoint(bytes, by: logKey, witnesses: [witnessKey])
/// print(signed.checkpoint.head.size, signed.cosignatures.count)
/// ```
public struct SignedCheckpoint: Hashable, Sendable {
    /// A witness that has seen the checkpoint and found it consistent.
    public struct Cosignature: Hashable, Sendable {
        /// The witness's key name.
        public var witness: String

        /// When it signed, in seconds since 1970.
        public var time: UInt64
    }

    /// What was signed.
    package let checkpoint: LogCheckpoint

    /// The note, as published.
    public let note: SignedNote

    /// The witnesses whose signatures hold.
    public let cosignatures: [Cosignature]

    /// The size and the root.
    public var head: TreeHead { checkpoint.head }

    /// Reads and verifies a signed checkpoint.
    ///
    /// The checkpoint's origin must be the name of the log's key.
    ///
    /// - Parameters:
    ///   - bytes: the note.
    ///   - log: the key that must have signed.
    ///   - witnesses: keys whose cosignatures are wanted.
    ///   - quorum: how many witnesses must have signed.
    /// - Throws: `malformed`, `badSignature`, `unverified`.
    public init(
        _ bytes: [UInt8], by log: VerifierKey, witnesses: [VerifierKey] = [], quorum: Int = 0
    ) throws(LogError) {
        note = try SignedNote(bytes)
        let verified = try note.verified(by: [log] + witnesses)
        guard verified.contains(where: { $0.key == log }) else {
            throw LogError(.unverified, "\(log.name) has not signed the checkpoint.")
        }
        checkpoint = try LogCheckpoint(note.text)
        guard checkpoint.origin.utf8.elementsEqual(log.name.utf8) else {
            throw LogError(
                .unverified,
                "the checkpoint is of the log \(checkpoint.origin), the key of \(log.name).",
                advice: "Use the verifier key of that log, or that log's checkpoint.")
        }
        var cosignatures: [Cosignature] = []
        var counted: Set<[UInt8]> = []  // a key counts once, under however many names
        for (key, signature) in verified where key != log {
            guard let time = key.algorithm.time(of: signature.bytes),
                counted.insert(key.publicKey).inserted
            else { continue }
            cosignatures.append(Cosignature(witness: key.name, time: time))
        }
        self.cosignatures = cosignatures
        guard cosignatures.count >= quorum else {
            throw LogError(
                .unverified,
                "\(cosignatures.count) known witnesses have signed; \(quorum) are wanted.")
        }
    }
}
