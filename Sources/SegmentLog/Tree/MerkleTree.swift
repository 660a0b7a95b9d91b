/// The growing edge of an RFC 6962 Merkle tree: enough to append leaves and to give the root.
///
/// It keeps one hash for each set bit of the size, the largest complete subtree first.
///
/// - SeeAlso: RFC 6962, section 2.1.
public struct MerkleTree: Hashable, Sendable {
    /// The number of leaves.
    public private(set) var size: UInt64

    /// The hashes of the complete subtrees, largest first; as many as `size` has set bits.
    public private(set) var frontier: [Hash]

    /// The root of the tree without leaves: SHA-256 of nothing.
    public static let emptyRoot = sha256([])

    /// The tree without leaves.
    public init() {
        size = 0
        frontier = []
    }

    /// The tree of `size` leaves with these subtree hashes, or nil if their number cannot be right.
    public init?(size: UInt64, frontier: [Hash]) {
        guard frontier.count == size.nonzeroBitCount else { return nil }
        self.size = size
        self.frontier = frontier
    }

    /// Appends a leaf.
    ///
    /// - Complexity: one hash on average, at most 63.
    public mutating func append(_ leafHash: Hash) {
        append(subtree: leafHash, leaves: 1)
    }

    /// Appends a complete subtree of so many leaves, a power of two that divides `size`.
    mutating func append(subtree: Hash, leaves: UInt64) {
        var hash = subtree
        var level = leaves
        while size & level != 0 {
            hash = MerkleTree.nodeHash(frontier.removeLast(), hash)
            level <<= 1
        }
        frontier.append(hash)
        size += leaves
    }

    /// The Merkle tree hash over all leaves.
    ///
    /// - Complexity: at most 63 hashes.
    public var root: Hash {
        guard var hash = frontier.last else { return MerkleTree.emptyRoot }
        for left in frontier.dropLast().reversed() {
            hash = MerkleTree.nodeHash(left, hash)
        }
        return hash
    }

    /// The size and the root.
    public var head: TreeHead { TreeHead(size: size, root: root) }

    /// SHA-256 of a zero byte and the entry.
    public static func leafHash(_ entry: UnsafeRawBufferPointer) -> Hash {
        unsafe sha256(prefix: 0, entry)
    }

    /// SHA-256 of a zero byte and the entry.
    public static func leafHash(_ entry: [UInt8]) -> Hash {
        unsafe entry.withUnsafeBytes { unsafe leafHash($0) }
    }

    /// SHA-256 of a one byte and the two hashes below.
    public static func nodeHash(_ left: Hash, _ right: Hash) -> Hash {
        let words = (
            left.word0, left.word1, left.word2, left.word3,
            right.word0, right.word1, right.word2, right.word3
        )
        return unsafe withUnsafeBytes(of: words) { unsafe sha256(prefix: 1, $0) }
    }
}
