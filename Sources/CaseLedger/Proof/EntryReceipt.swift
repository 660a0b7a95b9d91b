public import SegmentLog
import Synchronization

/// One event, and the proof that it stands in a tree: to be checked by anyone who has the root.
package struct EntryReceipt: Sendable, Hashable {
    /// The place in the log.
    package let position: UInt64
    /// The bytes of the entry, as they were hashed.
    package let entry: [UInt8]
    /// The tree.
    package let head: TreeHead
    /// The way from the entry to the tree's root.
    package let proof: InclusionProof

    /// Derives the root anew.
    ///
    /// - Throws: `badProof` if the entry does not stand at its position of the tree.
    package func verify() throws(LogError) {
        guard proof.index == position, proof.size == head.size else {
            throw LogError(.badProof, "the proof is about another entry or another tree.")
        }
        try proof.verify(MerkleTree.leafHash(entry), in: head.root)
    }
}

extension Ledger {
    /// A prover of what this ledger shows; its hashes are kept in the ledger's cache if the ledger
    /// is open for recording.
    ///
    /// - Throws: ``LedgerError/Code/log`` if entries cannot be read, or do not give the
    ///   acknowledged root.
    /// - Complexity: reads and hashes what is not in the cache.
    public func prover() throws(LedgerError) -> LogProver {
        try ledgerErrors {
            try reader.refresh()
            return try LogProver(reader, persisting: writer != nil)
        }
    }

    /// The proof that the event at a position is on record.
    ///
    /// ```swift
    /// let receipt = try ledger.receipt(position)
    /// try receipt.verify()          // needs no ledger: entry, proof, size and root
    /// ```
    ///
    /// - Parameters:
    ///   - position: the event.
    ///   - head: the tree, such as that of a signed checkpoint; the present one, if `nil`.
    ///   - prover: one that was made before, where many receipts are wanted.
    /// - Returns: the entry with its proof.
    /// - Throws: ``LedgerError``: `notFound` if the tree has no such position; `log` with the cause
    ///   `rolledBack` or `inconsistent` if the tree is not one of this ledger.
    package func receipt(
        _ position: UInt64, under head: TreeHead? = nil, by prover: LogProver? = nil
    ) throws(LedgerError) -> EntryReceipt {
        guard let prover else { return try receipt(position, under: head, by: self.prover()) }
        return try ledgerErrors {
            if let head { try prover.requireGrowth(from: head, in: "the checkpoint") }
            let head = head ?? prover.head
            guard position < head.size else {
                throw LedgerError(
                    .notFound, "a tree of \(head.size) entries has none at position \(position)")
            }
            return EntryReceipt(
                position: position, entry: try reader.entry(at: Position(position)), head: head,
                proof: try prover.inclusion(of: Position(position), in: head.size))
        }
    }
}
