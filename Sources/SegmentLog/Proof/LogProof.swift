/// A `.tlog-proof`: that an entry stands in a log, to be verified with nothing but a key.
///
///     c2sp.org/tlog-proof@v1
///     extra <base64>               optional; here the entry itself
///     index <position>
///     <hashes from the leaf's sibling to the root's child, in base64, one a line>
///
///     <the signed checkpoint, verbatim>
///
/// ```swift
/// let proof = try LogProof(bytes)
/// let signed = try proof.verify(entry, by: key)   // entry stands in the log of that key
/// ```
///
/// - SeeAlso: C2SP tlog-proof.
public struct LogProof: Hashable, Sendable {
    /// Bytes that come along.
    ///
    /// Nothing signs them; the entry is believed only because `verify` hashes it.
    public var extra: [UInt8]?

    /// The way from the entry to the root; `size` is the checkpoint's.
    public var inclusion: InclusionProof

    /// The signed checkpoint.
    public var checkpoint: SignedNote

    private static let header = "c2sp.org/tlog-proof@v1"

    /// A proof from its parts, which `verify` judges.
    public init(extra: [UInt8]? = nil, inclusion: InclusionProof, checkpoint: SignedNote) {
        self.extra = extra
        self.inclusion = inclusion
        self.checkpoint = checkpoint
    }

    /// Reads a proof.
    ///
    /// - Throws: `malformed`, saying what is wrong. Signatures and hashes are not looked at yet.
    public init(_ bytes: [UInt8]) throws(LogError) {
        guard bytes.count <= 2 * SignedNote.maximumBytes else {
            throw .malformed("the proof is too long.")
        }
        var lines = ProofLines(bytes)
        guard lines.next().elementsEqual(LogProof.header.utf8) else {
            throw .malformed("a proof's first line is \(LogProof.header).")
        }
        var line = lines.next()
        if line.starts(with: "extra ".utf8) {
            guard let extra = Base64.decode(line.dropFirst(6)) else {
                throw .malformed("the proof's extra data are not canonical base64.")
            }
            self.extra = extra
            line = lines.next()
        }
        guard line.starts(with: "index ".utf8), let index = UInt64(decimal: line.dropFirst(6))
        else { throw .malformed("the proof does not name the entry's index.") }
        let hashes = try lines.hashes()
        checkpoint = try SignedNote(Array(lines.rest))
        let size = try LogCheckpoint(checkpoint.text).head.size
        inclusion = InclusionProof(index: index, size: size, hashes: hashes)
    }

    /// The proof as a file.
    public var encoded: [UInt8] {
        var text = LogProof.header + "\n"
        if let extra { text += "extra \(Base64.encode(extra))\n" }
        text += "index \(inclusion.index)\n"
        for hash in inclusion.hashes { text += hash.base64 + "\n" }
        return Array((text + "\n").utf8) + checkpoint.encoded
    }

    /// Verifies that the checkpoint is the log's and that the entry stands in it at `index`.
    ///
    /// - Throws: `badProof`, `badSignature`, `unverified`, `malformed`.
    @discardableResult
    public func verify(
        _ entry: [UInt8], by log: VerifierKey, witnesses: [VerifierKey] = [], quorum: Int = 0
    ) throws(LogError) -> SignedCheckpoint {
        let signed = try SignedCheckpoint(
            checkpoint.encoded, by: log, witnesses: witnesses, quorum: quorum)
        guard signed.head.size == inclusion.size else {
            throw .badProof("it is about a tree of another size than the checkpoint's.")
        }
        try inclusion.verify(MerkleTree.leafHash(entry), in: signed.head.root)
        return signed
    }
}
