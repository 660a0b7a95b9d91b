/// Signs checkpoints of one log, and never two that contradict each other.
///
/// ```swift
/// let signer = try LogSigner.open("office.key", in: FileStorage(directory: "/etc/fiveones"))
/// let signed = try signer.sign(prover, anchor: printedLastYear)
/// ```
///
/// Beside the key file `K` stand two more:
///
///     K.signed    the last checkpoint that was signed, as a note; durable before it is handed out
///     K.retired   if an operator decided so: why this key signs nothing more
///
/// Keep them with the key, away from the log's directory: then a log that was set back to an older
/// copy is found out, because what was signed last is not in it any more. A `K.signed` that is
/// missing is a refusal, not a new beginning.
///
/// Signing is exclusive among processes (`K.lock`).
public struct LogSigner: Sendable {
    /// The key.
    public let key: SigningKey

    private let storage: any Storage
    private let name: String

    private var signedName: String { name + ".signed" }
    private var retiredName: String { name + ".retired" }

    /// Makes a new key file, which its owner alone may read where files have modes, and notes that
    /// it has signed the empty log.
    ///
    /// - Parameters:
    ///   - name: the file, within the storage's directory.
    ///   - origin: the name of the log that will be signed, such as `archive.example/five-ones`.
    ///   - storage: the folder of the key.
    /// - Returns: the signer.
    /// - Throws: `alreadyExists`, `malformed` for a name that no key can have, `noSpace`, `io`.
    public static func create(
        _ name: String, origin: String, in storage: any Storage
    ) throws(LogError) -> LogSigner {
        let signer = LogSigner(key: try SigningKey(name: origin), storage: storage, name: name)
        for taken in [name, signer.signedName, signer.retiredName] {
            if try signer.text(of: taken) != nil {
                throw LogError(
                    .alreadyExists, "there is such a file already.", file: taken,
                    advice: "A key is never replaced; choose another name.")
            }
        }
        let empty = LogCheckpoint(origin: origin, head: MerkleTree().head)
        try signer.store(try signer.key.sign(empty.text).encoded, as: signer.signedName)
        try signer.store(Array((signer.key.secret + "\n").utf8), as: name)
        return signer
    }

    /// Opens a key file.
    ///
    /// - Throws: `notFound`, `malformed`, `io`; `notPrivate` if anybody but its owner may read it.
    public static func open(
        _ name: String, in storage: any Storage
    ) throws(LogError) -> LogSigner {
        let file = try storage.open(name, .read)
        try (file as? PosixFile)?.requirePrivate()
        let bytes = try file.read(at: 0, count: 8192)
        guard let line = String(validating: bytes.prefix { $0 != 10 }, as: UTF8.self) else {
            throw .malformed("the key file holds no private key.")
        }
        return LogSigner(key: try SigningKey(secret: line), storage: storage, name: name)
    }

    private init(key: SigningKey, storage: any Storage, name: String) {
        self.key = key
        self.storage = storage
        self.name = name
    }

    /// The last checkpoint that was signed: what is known outside the log.
    ///
    /// - Throws: `notFound` if it is missing, `badSignature` or `malformed` if it was changed.
    public func last() throws(LogError) -> SignedCheckpoint {
        guard let bytes = try text(of: signedName) else {
            throw LogError(
                .notFound, "what this key signed last is not known.", file: signedName,
                advice: "Restore the file, or make a new key under a new name.")
        }
        return try SignedCheckpoint(bytes, by: key.verifier)
    }

    /// Signs the log as a prover shows it, unless that contradicts what was signed before.
    ///
    /// - Parameters:
    ///   - prover: the log.
    ///   - size: the size to sign; the whole log, if nil.
    ///   - anchor: a checkpoint of this log known from elsewhere, which must fit too.
    /// - Returns: the signed checkpoint, which is on disk beside the key.
    /// - Throws: `rolledBack` if the log, or `size`, is smaller than what was signed or anchored;
    ///   `inconsistent` if it holds other entries; `unverified` if the key is retired or the anchor
    ///   is another log's; `locked`, `notFound`, `damaged`, `io`. Then nothing is signed.
    public func sign(
        _ prover: LogProver, at size: UInt64? = nil, anchor: SignedCheckpoint? = nil
    ) throws(LogError) -> SignedCheckpoint {
        let lock = try storage.lock(name + ".lock")
        defer { lock.unlock() }
        try requireActive()
        let last = try last()
        try prover.requireGrowth(from: last.head, in: "the last signed checkpoint")
        if let anchor {
            guard anchor.checkpoint.origin.utf8.elementsEqual(key.verifier.name.utf8) else {
                throw LogError(
                    .unverified, "the anchor is a checkpoint of \(anchor.checkpoint.origin).",
                    advice: "Give a checkpoint of \(key.verifier.name).")
            }
            try prover.requireGrowth(from: anchor.head, in: "the anchor")
        }
        let head = try prover.head(at: size ?? prover.head.size)
        let floor = max(last.head.size, anchor?.head.size ?? 0)
        guard head.size >= floor else {
            throw LogError(
                .rolledBack,
                "a checkpoint of \(floor) entries is signed; one of \(head.size) would go back.")
        }
        let checkpoint = LogCheckpoint(origin: key.verifier.name, head: head)
        let note = try key.sign(checkpoint.text)
        try store(note.encoded, as: signedName, replacing: true)
        return try SignedCheckpoint(note.encoded, by: key.verifier)
    }

    /// Ends the use of this key for good, and says why in a note that it signs last.
    ///
    /// This is how an operator goes on after a rollback: the entries that are lost stay stated by
    /// the old key's last checkpoint, and what comes is signed by a new key under a new name.
    ///
    /// - Parameters:
    ///   - kept: what is left of the log.
    ///   - reason: what happened and who decided, one line or more.
    /// - Returns: the note: origin, what was signed last, what is kept, and the reason.
    /// - Throws: `unverified` if it is retired already; `locked`, `notFound`, `malformed`, `io`.
    public func retire(kept: TreeHead, reason: String) throws(LogError) -> SignedNote {
        let lock = try storage.lock(name + ".lock")
        defer { lock.unlock() }
        try requireActive()
        let last = try last()
        let lines = reason.split(whereSeparator: \.isNewline).joined(separator: "\n")
        let note = try key.sign(
            """
            fiveones.key-retired/1
            \(key.verifier.name)
            signed \(last.head.size) \(last.head.root.base64)
            kept \(kept.size) \(kept.root.base64)
            \(lines)

            """)
        try store(note.encoded, as: retiredName)
        return note
    }

    /// The note by which the key was retired, or nil.
    ///
    /// - Throws: `badSignature` or `malformed` if it was changed; `io`.
    public func retirement() throws(LogError) -> SignedNote? {
        guard let bytes = try text(of: retiredName) else { return nil }
        let note = try SignedNote(bytes)
        _ = try note.verified(by: [key.verifier])
        return note
    }

    private func requireActive() throws(LogError) {
        guard try text(of: retiredName) != nil else { return }
        throw LogError(
            .unverified, "the key \(key.verifier.name) is retired and signs nothing more.",
            file: retiredName, advice: "Sign with the key that took its place.")
    }

    private func text(of name: String) throws(LogError) -> [UInt8]? {
        try storage.readIfPresent(name, atMost: SignedNote.maximumBytes + 1)
    }

    /// The folder, in which only the owner may read what is made, where the storage knows of owners.
    private var closed: any Storage { (storage as? FileStorage)?.closed() ?? storage }

    /// Puts a file in its place that, where the storage knows of such things, only its owner may
    /// read.
    private func store(
        _ bytes: [UInt8], as name: String, replacing: Bool = false
    ) throws(LogError) {
        let file = try closed.openTemporary(for: name)
        try file.write(bytes, at: 0)
        try storage.publish(file, as: name, replacing: replacing)
    }
}
