extension Log {
    /// What state a log is in, what can still be read, and what to do.
    public struct Diagnosis: Hashable, Sendable {
        /// What a damaged place means for those who read and write.
        public enum Consequence: String, Hashable, Sendable {
            /// Entries cannot be read any more.
            case entriesLost
            /// All entries can be read; but the log does not open for writing.
            case allReadable
            /// Nothing that was acknowledged; the next opening for writing removes or mends it.
            case mendedByOpening
            /// It is not known how much was acknowledged: `Log.Report.doubt` says what is there.
            case inDoubt
            /// A file that does not belong there; the log does not open for writing.
            case strangeFile
        }

        /// A damaged place and what it means.
        public struct Finding: Hashable, Sendable {
            /// The place.
            public var damage: Log.Damage
            /// What it means.
            public var consequence: Consequence
            /// The entries that cannot be read, if any.
            public var lost: [Range<Position>]
        }

        /// What somebody should do next.
        public enum Step: Hashable, Sendable {
            /// Nothing.
            case nothing
            /// Restore these files from a backup; then verify.
            case restore([String])
            /// Move a file elsewhere.
            case moveAway(String)
            /// Open the log for writing once; it mends what is left.
            case openForWriting
            /// Look at the copies of torn batches; delete them when nobody needs them.
            case reviewQuarantine
        }

        /// A segment, and how much of it is sound.
        public struct Segment: Hashable, Sendable {
            /// Its file.
            public var file: String
            /// Its size.
            public var bytes: UInt64
            /// The entries it should hold.
            public var positions: Range<Position>
            /// The damaged places in it.
            public var damaged: Int
        }

        /// A copy of a torn batch.
        public struct Quarantined: Hashable, Sendable {
            /// Its file.
            public var file: String
            /// Its size.
            public var bytes: UInt64
        }

        /// What `verify` found.
        public var report: Log.Report

        /// The segments, in order.
        public var segments: [Segment]

        /// The damaged places, in order.
        public var findings: [Finding]

        /// The copies of torn batches.
        public var quarantined: [Quarantined]

        /// The number of acknowledged entries that can be read.
        public var readable: UInt64

        /// What to do, in order; `.nothing` alone if all is well.
        public var steps: [Step]

        /// Whether everything is as it was written.
        public var isSound: Bool { report.isSound }
    }
}
