extension LogWriter {
    /// What opening a log for writing found and did.
    public struct RecoveryReport: Hashable, Sendable {
        /// A torn batch, never acknowledged, that was copied to `quarantine/` and removed.
        public struct Dropped: Hashable, Sendable {
            /// The segment it stood in.
            public var file: String
            /// The byte where it began.
            public var offset: UInt64
            /// The number of bytes copied and removed.
            public var bytes: UInt64
            /// The positions it would have held, if its header could be read.
            public var positions: Range<Position>?
            /// The copy.
            public var copy: String
        }

        /// The torn batch, if there was one.
        public var dropped: Dropped?

        /// Entries that were complete but not yet acknowledged; they were synced again and kept.
        public var accepted: Range<Position>?

        /// The slots of `head` (0 or 1) that were damaged and written anew.
        public var damagedHeadSlots: [Int] = []

        /// Leftovers of an interrupted creation that were removed.
        public var removed: [String] = []

        /// Where the entries begin whose stored bytes were read and compared with their hashes; of the
        /// segments before, only the headers were (`LogLimits.opening`).
        public var checkedFrom = Position(0)

        /// Whether the log was found just as a clean close leaves it.
        public var isClean: Bool {
            dropped == nil && accepted == nil && damagedHeadSlots.isEmpty && removed.isEmpty
        }

        init() {}
    }
}
