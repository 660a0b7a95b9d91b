/// Shows that one entry stands at one position of a tree, without the other entries.
///
/// ```swift
/// let proof = try prover.inclusion(of: 17, in: head.size)
/// try proof.verify(MerkleTree.leafHash(entry), in: head.root)
/// ```
///
/// Verifying is a pure function of its arguments. Nothing here needs a log.
///
/// - SeeAlso: RFC 6962, section 2.1.1; RFC 9162, section 2.1.3.
public struct InclusionProof: Hashable, Sendable {
    /// The number of entries before the one that is proved.
    public var index: UInt64

    /// The number of entries of the tree.
    public var size: UInt64

    /// The hashes beside the way up, from the leaf's sibling to the root's child.
    public var hashes: [Hash]

    /// The most hashes any proof has.
    public static let maximumHashes = 64

    /// A proof from its parts, which `verify` judges.
    public init(index: UInt64, size: UInt64, hashes: [Hash]) {
        self.index = index
        self.size = size
        self.hashes = hashes
    }

    /// The root that the proof leads to from a leaf.
    ///
    /// - Throws: `badProof` if the index is not within the tree or the number of hashes is not the
    ///   one that index and size demand.
    public func root(from leaf: Hash) throws(LogError) -> Hash {
        guard index < size else {
            throw .badProof("the index \(index) is not within the tree's \(size) entries.")
        }
        let inner = (index ^ (size - 1)).bitWidthInUse
        let border = (index >> UInt64(inner)).nonzeroBitCount
        guard hashes.count == inner + border else {
            throw .badProof("it has \(hashes.count) hashes where \(inner + border) belong.")
        }
        var hash = leaf
        for (level, other) in hashes.enumerated() {
            let isRight = level >= inner || index >> UInt64(level) & 1 == 1
            hash =
                isRight ? MerkleTree.nodeHash(other, hash) : MerkleTree.nodeHash(hash, other)
        }
        return hash
    }

    /// Returns if and only if the leaf stands at `index` of the tree with this root.
    ///
    /// - Throws: `badProof`.
    /// - Complexity: at most 64 hashes.
    public func verify(_ leaf: Hash, in root: Hash) throws(LogError) {
        guard try self.root(from: leaf) == root else {
            throw .badProof("it does not lead from the entry at \(index) to the root.")
        }
    }
}

extension UInt64 {
    /// The number of bits up to the highest one that is set.
    var bitWidthInUse: Int { UInt64.bitWidth - leadingZeroBitCount }
}

extension LogError {
    /// The refusal of a proof.
    static func badProof(_ message: String) -> LogError {
        LogError(.badProof, "the proof does not hold: " + message)
    }
}
