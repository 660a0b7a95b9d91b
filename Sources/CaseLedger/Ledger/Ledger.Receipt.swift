extension Ledger {
    /// The proof that something is recorded: where, and the tree that holds it.
    public struct Receipt: Sendable, Hashable {
        /// The events' positions, in order; an event that was on record already has its first
        /// position.
        public let positions: [UInt64]
        /// The size of the tree after the append; every entry below it is synced to disk.
        public let size: UInt64
        /// The RFC 6962 root of that tree, in base64.
        public let root: String
    }

    /// What became of one draft.
    public enum Admission: Sendable {
        /// It is recorded, or about to be, at this position.
        case recorded(UInt64)
        /// The same event is on record already, at this position.
        case known(UInt64)
        /// It makes no sense and was not recorded.
        case refused(LedgerError)
    }
}
