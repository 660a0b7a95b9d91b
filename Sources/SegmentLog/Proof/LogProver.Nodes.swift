extension LogProver {
    /// The hashes that a prover keeps.
    struct Nodes: Sendable {
        /// The entries of a group, as a power of two.
        static let groupLevel = 8
        static let groupSize: UInt64 = 1 << UInt64(groupLevel)

        /// What the entries were found to give.
        var head = TreeHead(size: 0, root: MerkleTree.emptyRoot)

        /// The entries that may be read; more than the head's while a larger one is tried.
        private var limit: UInt64 = 0

        /// The complete subtrees of 256·2^n entries, for each n.
        private(set) var levels: [[Hash]] = [[]]

        /// The leaf hashes of the groups used last, the last one at the end.
        private var groups: [(index: UInt64, leaves: [Hash])] = []
        private static let groupsKept = 32

        /// How many groups the file in the cache has; negative if they are wrong.
        private var persisted = 0

        /// Gives up what is copied elsewhere, so that the copy alone owns the memory.
        mutating func forget() {
            levels = []
            groups = []
        }

        /// Brings the hashes up to a head that the log acknowledges.
        mutating func reach(
            _ target: TreeHead, _ logID: LogID, _ reader: LogReader, _ isPersisting: Bool
        ) throws(LogError) {
            if target == head { return }
            let whole = target.size / Nodes.groupSize
            // Nobody reads a cache of so many entries before the last of them is seen to be there.
            if levels[0].isEmpty, target.size > 0,
                (try? reader.entry(at: Position(target.size - 1))) != nil,
                let hashes = TreeCache.read(reader.storage, logID, atMost: whole)
            {
                for hash in hashes { push(hash) }
                persisted = hashes.count
            }
            if try extend(to: target, reader) != target.root {
                // What was remembered is not to be believed: only the entries are.
                self = Nodes()
                persisted = -1
                guard try extend(to: target, reader) == target.root else {
                    throw LogError(
                        .damaged, "the entries do not give the acknowledged root.",
                        positions: 0..<Position(target.size),
                        advice: "Verify names every damaged place.")
                }
            }
            head = target
            if isPersisting, persisted < 0 || levels[0].count >= persisted + 16,
                (try? TreeCache.write(levels[0], reader.storage, logID)) != nil
            {
                persisted = levels[0].count
            }
        }

        private mutating func extend(
            to target: TreeHead, _ reader: LogReader
        ) throws(LogError) -> Hash {
            let end = target.size / Nodes.groupSize * Nodes.groupSize
            let start = UInt64(levels[0].count) * Nodes.groupSize
            if start < end {
                var group = MerkleTree()
                try visit(start..<end, reader) { leaf in
                    group.append(leaf)
                    if group.size == Nodes.groupSize {
                        push(group.root)
                        group = MerkleTree()
                    }
                }
            }
            limit = target.size
            var bound = BoundNodes(nodes: self, reader: reader)
            forget()
            defer { self = bound.nodes }
            return try bound.root(of: 0..<target.size)
        }

        /// Adds a group and every subtree that it completes.
        private mutating func push(_ hash: Hash) {
            var hash = hash
            var level = 0
            while true {
                if level == levels.count { levels.append([]) }
                levels[level].append(hash)
                let count = levels[level].count
                guard count.isMultiple(of: 2) else { return }
                hash = MerkleTree.nodeHash(levels[level][count - 2], levels[level][count - 1])
                level += 1
            }
        }

        /// The leaf hashes of a group, as many as there are.
        mutating func leaves(
            ofGroup index: UInt64, _ reader: LogReader
        ) throws(LogError) -> [Hash] {
            let start = index * Nodes.groupSize
            let end = min(start + Nodes.groupSize, limit)
            let known = groups.firstIndex { $0.index == index }
            if let known {
                let group = groups.remove(at: known)
                if UInt64(group.leaves.count) == end - start {
                    groups.append(group)
                    return group.leaves
                }
            }
            var leaves: [Hash] = []
            leaves.reserveCapacity(Int(end - start))
            try visit(start..<end, reader) { leaves.append($0) }
            if groups.count >= Nodes.groupsKept { groups.removeFirst() }
            groups.append((index, leaves))
            return leaves
        }

        private func visit(
            _ range: Range<UInt64>, _ reader: LogReader, _ body: (Hash) -> Void
        ) throws(LogError) {
            let range = Position(range.lowerBound)..<Position(range.upperBound)
            try unsafe reader.read(range) { _, bytes in
                unsafe body(MerkleTree.leafHash(bytes))
            }
        }
    }

    /// The hashes of a log, and the log to derive the lower ones from.
    struct BoundNodes: TreeNodes {
        var nodes: Nodes
        let reader: LogReader

        mutating func node(_ level: Int, _ index: UInt64) throws(LogError) -> Hash {
            if level >= Nodes.groupLevel {
                return nodes.levels[level - Nodes.groupLevel][Int(index)]
            }
            let shift = UInt64(Nodes.groupLevel - level)
            let leaves = try nodes.leaves(ofGroup: index >> shift, reader)
            let first = Int((index & ((1 << shift) - 1)) << UInt64(level))
            var tree = MerkleTree()
            for leaf in leaves[first..<first + (1 << level)] { tree.append(leaf) }
            return tree.root
        }
    }
}
