/// Shows that a tree holds all entries of a smaller one, unchanged and in the same places.
///
/// Verifying is a pure function of its arguments. Nothing here needs a log.
///
/// - SeeAlso: RFC 6962, section 2.1.2; RFC 9162, section 2.1.4.
public struct ConsistencyProof: Hashable, Sendable {
    /// The number of entries of the smaller tree.
    public var oldSize: UInt64

    /// The number of entries of the larger tree.
    public var newSize: UInt64

    /// The hashes, in the order of RFC 6962; none if the sizes are equal.
    public var hashes: [Hash]

    /// A proof from its parts, which `verify` judges.
    public init(oldSize: UInt64, newSize: UInt64, hashes: [Hash]) {
        self.oldSize = oldSize
        self.newSize = newSize
        self.hashes = hashes
    }

    /// Returns if and only if the tree with `newRoot` begins with the tree with `oldRoot`.
    ///
    /// - Throws: `badProof`; also for an old size of 0, about which nothing can be proved.
    /// - Complexity: at most 128 hashes.
    public func verify(from oldRoot: Hash, to newRoot: Hash) throws(LogError) {
        guard oldSize <= newSize else {
            throw .badProof("the old size \(oldSize) exceeds the new size \(newSize).")
        }
        if oldSize == newSize {
            guard hashes.isEmpty else { throw .badProof("equal sizes need no hashes.") }
            guard oldRoot == newRoot else {
                throw .badProof("two trees of \(oldSize) entries have different roots.")
            }
            return
        }
        guard oldSize > 0 else {
            throw .badProof("every tree begins with the empty one; there is nothing to prove.")
        }
        let shift = oldSize.trailingZeroBitCount
        let all = ((oldSize - 1) ^ (newSize - 1)).bitWidthInUse
        let border = ((oldSize - 1) >> UInt64(all)).nonzeroBitCount
        let inner = all - shift
        let isPower = oldSize.nonzeroBitCount == 1
        let needed = (isPower ? 0 : 1) + inner + border
        guard hashes.count == needed else {
            throw .badProof("it has \(hashes.count) hashes where \(needed) belong.")
        }
        let seed = isPower ? oldRoot : hashes[0]
        let mask = (oldSize - 1) >> UInt64(shift)
        var old = seed
        var new = seed
        for (level, other) in hashes[(isPower ? 0 : 1)...].enumerated() {
            if level >= inner || mask >> UInt64(level) & 1 == 1 {
                old = MerkleTree.nodeHash(other, old)
                new = MerkleTree.nodeHash(other, new)
            } else {
                new = MerkleTree.nodeHash(new, other)
            }
        }
        guard old == oldRoot else { throw .badProof("it does not lead to the old root.") }
        guard new == newRoot else { throw .badProof("it does not lead to the new root.") }
    }
}
