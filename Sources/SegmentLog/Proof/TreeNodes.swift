/// The hashes of the complete subtrees of a tree, wherever they come from.
protocol TreeNodes {
    /// The hash of the `index`-th subtree of 2^level leaves, all of which are there.
    mutating func node(_ level: Int, _ index: UInt64) throws(LogError) -> Hash
}

extension TreeNodes {
    /// The Merkle tree hash over the leaves of a range that begins at a multiple of the next power
    /// of two.
    mutating func root(of range: Range<UInt64>) throws(LogError) -> Hash {
        let count = range.upperBound - range.lowerBound
        guard count > 0 else { return MerkleTree.emptyRoot }
        if count.nonzeroBitCount == 1 {
            let level = count.trailingZeroBitCount
            return try node(level, range.lowerBound >> UInt64(level))
        }
        // Complete subtrees from left to right, folded from the right.
        var parts: [Hash] = []
        var start = range.lowerBound
        while start < range.upperBound {
            let level = (range.upperBound - start).bitWidthInUse - 1
            parts.append(try node(level, start >> UInt64(level)))
            start += 1 << UInt64(level)
        }
        return parts.dropLast().reversed().reduce(parts[parts.count - 1]) {
            MerkleTree.nodeHash($1, $0)
        }
    }

    /// PATH(index, D[size]) of RFC 6962.
    mutating func inclusion(of index: UInt64, in size: UInt64) throws(LogError) -> InclusionProof {
        var hashes: [Hash] = []
        var range = 0..<size
        while range.upperBound - range.lowerBound > 1 {
            let middle = TreeSplit.middle(of: range)
            if index < middle {
                hashes.append(try root(of: middle..<range.upperBound))
                range = range.lowerBound..<middle
            } else {
                hashes.append(try root(of: range.lowerBound..<middle))
                range = middle..<range.upperBound
            }
        }
        return InclusionProof(index: index, size: size, hashes: hashes.reversed())
    }

    /// PROOF(old, D[size]) of RFC 6962; no hashes if `old` is 0 or `size`.
    mutating func consistency(
        from old: UInt64, to size: UInt64
    ) throws(LogError) -> ConsistencyProof {
        var hashes: [Hash] = []
        guard old > 0, old < size else {
            return ConsistencyProof(oldSize: old, newSize: size, hashes: [])
        }
        var range = 0..<size
        while range.upperBound != old {
            let middle = TreeSplit.middle(of: range)
            if old <= middle {
                hashes.append(try root(of: middle..<range.upperBound))
                range = range.lowerBound..<middle
            } else {
                hashes.append(try root(of: range.lowerBound..<middle))
                range = middle..<range.upperBound
            }
        }
        if range.lowerBound > 0 { hashes.append(try root(of: range)) }
        return ConsistencyProof(oldSize: old, newSize: size, hashes: hashes.reversed())
    }
}

/// Where RFC 6962 parts a tree.
private enum TreeSplit {
    /// The start and the largest power of two below the number of leaves.
    static func middle(of range: Range<UInt64>) -> UInt64 {
        let count = range.upperBound - range.lowerBound
        return range.lowerBound + (1 << UInt64((count - 1).bitWidthInUse - 1))
    }
}
