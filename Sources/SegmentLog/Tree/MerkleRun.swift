/// A run of leaves hashed apart from the tree before it, so that several threads may work on one
/// tree.
///
/// It keeps the hashes of the largest complete subtrees that lie within the run, from left to
/// right; a tree that ends where the run begins takes them up with a few hashes.
///
///     leaves   5 6 7 8 9 10 11 12      nodes   5 · 6–7 · 8–11 · 12
struct MerkleRun: Sendable {
    /// The number of leaves before the run.
    let start: UInt64

    /// The number of leaves before the run and in it.
    private(set) var end: UInt64

    /// The nodes from left to right, and room for the most that there can be.
    private var stack = [Hash](repeating: .zero, count: 2 * UInt64.bitWidth)
    private var depth = 0

    fileprivate var nodes: ArraySlice<Hash> { stack[..<depth] }

    init(start: UInt64) {
        self.start = start
        end = start
    }

    /// Appends a leaf: one hash on average.
    mutating func append(_ leafHash: Hash) {
        var hash = leafHash
        var place = end
        var leaves: UInt64 = 1
        while place & leaves != 0, place - leaves >= start {
            depth -= 1
            hash = MerkleTree.nodeHash(stack[depth], hash)
            place -= leaves
            leaves <<= 1
        }
        stack[depth] = hash
        depth += 1
        end += 1
    }
}

extension MerkleTree {
    /// Appends the leaves of a run.
    ///
    /// - Precondition: the run begins at `size`.
    mutating func append(_ run: MerkleRun) {
        precondition(run.start == size, "a run is appended where it begins")
        for node in run.nodes {
            var leaves: UInt64 = 1
            while size & leaves == 0, size + 2 * leaves <= run.end { leaves <<= 1 }
            append(subtree: node, leaves: leaves)
        }
    }
}
