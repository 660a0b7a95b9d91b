import Synchronization

/// Gives Merkle proofs about a log that is open for reading, at any size it ever had.
///
/// ```swift
/// let prover = try LogProver(reader)
/// let proof = try prover.inclusion(of: 17)
/// try proof.verify(MerkleTree.leafHash(entry), in: prover.head.root)
/// ```
///
/// It keeps one hash for each 256 entries, and the hashes above these; what lies below is hashed
/// when it is asked for. Before anything is handed out, all of them together must give the
/// acknowledged root.
///
/// Where `persisting` is true, the hashes are also kept in the file `cache/tree` in the log's
/// directory, so that the next prover need not read the whole log. The file may be deleted at any
/// time; one that is damaged, old, or of another log is replaced. A file that cannot be written is
/// no error.
public final class LogProver: Sendable {
    /// The log that is proved.
    public let reader: LogReader

    private let isPersisting: Bool
    private let state = Mutex(Nodes())

    /// A prover of what a reader shows.
    ///
    /// - Throws: `damaged` if entries cannot be read, or do not give the acknowledged root; `io`.
    /// - Complexity: reads and hashes what is not in the cache: the whole log, or a little.
    public init(_ reader: LogReader, persisting: Bool = false) throws(LogError) {
        self.reader = reader
        isPersisting = persisting
        try refresh()
    }

    /// Takes in what the reader shows since its last refresh, and returns the size and root.
    ///
    /// - Throws: as the initializer.
    @discardableResult
    public func refresh() throws(LogError) -> TreeHead {
        let acknowledged = try reader.acknowledged()
        return try state.withLock { (nodes) throws(LogError) in
            try nodes.reach(acknowledged.head, acknowledged.logID, reader, isPersisting)
            return nodes.head
        }
    }

    /// The size and root that were last proved to fit the entries.
    public var head: TreeHead { state.withLock { $0.head } }

    /// The root of the log when it had `size` entries.
    ///
    /// - Throws: `outOfRange`, `damaged`, `io`.
    public func head(at size: UInt64) throws(LogError) -> TreeHead {
        try proving(upTo: size) { (nodes) throws(LogError) in
            TreeHead(size: size, root: try nodes.root(of: 0..<size))
        }
    }

    /// The RFC 6962 leaf hash of an entry.
    ///
    /// - Throws: `outOfRange`, `damaged`, `io`.
    public func leafHash(at position: Position) throws(LogError) -> Hash {
        try proving(upTo: position.rawValue + 1) { (nodes) throws(LogError) in
            try nodes.node(0, position.rawValue)
        }
    }

    /// The hash of the `index`-th complete subtree of 2^level entries.
    ///
    /// - Throws: `outOfRange`, `damaged`, `io`.
    func node(_ level: Int, _ index: UInt64) throws(LogError) -> Hash {
        try proving(upTo: (index + 1) << UInt64(level)) { (nodes) throws(LogError) in
            try nodes.node(level, index)
        }
    }

    /// The proof that the entry at a position belongs to the tree.
    ///
    /// - Parameters:
    ///   - position: the entry.
    ///   - size: the size of the tree; all entries, if nil.
    /// - Returns: the proof, which verifies against `head(at: size)`.
    /// - Throws: `outOfRange`, `damaged`, `io`.
    /// - Complexity: reads and hashes at most 512 entries.
    public func inclusion(
        of position: Position, in size: UInt64? = nil
    ) throws(LogError) -> InclusionProof {
        let size = size ?? head.size
        guard position.rawValue < size else {
            throw LogError(.outOfRange, "a tree of \(size) entries has none at \(position).")
        }
        return try proving(upTo: size) { (nodes) throws(LogError) in
            try nodes.inclusion(of: position.rawValue, in: size)
        }
    }

    /// The proof that the log at a size holds all that it held at a smaller one.
    ///
    /// - Throws: `outOfRange`, `damaged`, `io`.
    /// - Complexity: reads and hashes at most 512 entries.
    public func consistency(
        from old: UInt64, to size: UInt64? = nil
    ) throws(LogError) -> ConsistencyProof {
        let size = size ?? head.size
        guard old <= size else {
            throw LogError(.outOfRange, "a tree of \(size) entries never had \(old).")
        }
        return try proving(upTo: size) { (nodes) throws(LogError) in
            try nodes.consistency(from: old, to: size)
        }
    }

    /// Returns if the log begins with the tree that a head states.
    ///
    /// - Parameters:
    ///   - known: a head that is known to have been the log's.
    ///   - source: where it is known from, for the error.
    /// - Throws: `rolledBack` if the log is smaller, `inconsistent` if it holds other entries;
    ///   `damaged`, `io`.
    public func requireGrowth(from known: TreeHead, in source: String) throws(LogError) {
        try known.requireGrowth(to: head.size, in: source) { () throws(LogError) in
            try head(at: known.size).root
        }
    }

    private func proving<T: Sendable>(
        upTo size: UInt64, _ body: (inout BoundNodes) throws(LogError) -> T
    ) throws(LogError) -> T {
        try state.withLock { (nodes) throws(LogError) in
            guard size <= nodes.head.size else {
                throw LogError(
                    .outOfRange, "the log has \(nodes.head.size) entries.",
                    advice: "Refresh reader and prover, or ask for less.")
            }
            var bound = BoundNodes(nodes: nodes, reader: reader)
            nodes.forget()
            defer { nodes = bound.nodes }
            return try body(&bound)
        }
    }
}

extension LogReader {
    /// What was acknowledged, and in which log.
    ///
    /// - Throws: `damaged` if `head` leaves a doubt.
    fileprivate func acknowledged() throws(LogError) -> (head: TreeHead, logID: LogID) {
        try state.withLock { (state) throws(LogError) in
            if let doubt = state.doubt { throw doubt.error }
            guard let slot = state.slot else { throw .notALog }
            return (slot.tree, slot.logID)
        }
    }
}
