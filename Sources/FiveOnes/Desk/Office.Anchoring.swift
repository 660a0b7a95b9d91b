public import CaseLedger
public import SegmentLog

extension Office {
    /// How a ledger stands to a checkpoint that is known from outside.
    public struct Anchoring: Sendable {
        /// What the comparison showed.
        public enum State: String, Sendable {
            /// The ledger begins with just what the checkpoint states.
            case consistent
            /// Entries that the checkpoint covers are missing.
            case rolledBack
            /// Entries that the checkpoint covers are others than they were.
            case inconsistent
            /// Damage keeps the tree from being derived.
            case unknown
        }

        /// The checkpoint.
        public let signed: SignedCheckpoint
        /// What the comparison with it showed.
        public let state: State
        /// The number of entries in the ledger.
        public let size: UInt64

        /// The entries that the checkpoint does not cover.
        public var window: Range<UInt64> { min(signed.head.size, size)..<size }
    }

    /// Derives the root at a checkpoint's size from the ledger, of which there is a report.
    ///
    /// - Throws: ``LedgerError/Code/log`` if the disk fails.
    public func anchoring(
        to signed: SignedCheckpoint, _ report: Log.Report
    ) throws(LedgerError) -> Anchoring {
        func state(_ state: Anchoring.State) -> Anchoring {
            Anchoring(signed: signed, state: state, size: report.size)
        }
        if report.doubt != nil { return state(.unknown) }
        guard report.size >= signed.head.size else { return state(.rolledBack) }
        do throws(LogError) {
            try LogProver(try LogReader.open(in: storage)).requireGrowth(from: signed.note)
            return state(.consistent)
        } catch {
            switch error.code {
            case .inconsistent: return state(.inconsistent)
            case .rolledBack: return state(.rolledBack)
            case .damaged: return state(.unknown)
            default: throw LedgerError(.log, error.description, cause: error)
            }
        }
    }
}
