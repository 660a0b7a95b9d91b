public import CaseLedger
public import SegmentLog

extension Office {
    /// A prover of the log, which keeps its hashes in the ledger's cache.
    ///
    /// - Throws: ``LedgerError/Code/log``, as ``Ledger/prover()``.
    public func prover() throws(LedgerError) -> LogProver {
        try requireDirectory()
        return try ledgerErrors {
            try LogProver(try LogReader.open(in: storage), persisting: true)
        }
    }
}

extension LogProver {
    /// Returns if the log begins with what a checkpoint from elsewhere states.
    ///
    /// - Throws: `rolledBack` or `inconsistent` if not; `malformed` if the note is no checkpoint.
    public func requireGrowth(from checkpoint: SignedNote) throws(LogError) {
        try requireGrowth(from: try LogCheckpoint(checkpoint.text).head, in: "the checkpoint")
    }

    /// The proof that an entry stands in the tree of a checkpoint; `withEntry` it comes along, with
    /// all that it says.
    ///
    /// - Throws: `outOfRange` if the tree has no such entry; `malformed`, `damaged`, `io`.
    public func proof(
        of position: UInt64, under checkpoint: SignedNote, withEntry: Bool = true
    ) throws(LogError) -> LogProof {
        let (at, size) = (Position(position), try LogCheckpoint(checkpoint.text).head.size)
        return LogProof(
            extra: withEntry ? try reader.entry(at: at) : nil,
            inclusion: try inclusion(of: at, in: size), checkpoint: checkpoint)
    }
}
