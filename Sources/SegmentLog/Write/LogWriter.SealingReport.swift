extension LogWriter {
    /// What one run of sealing did.
    public struct SealingReport: Hashable, Sendable {
        /// A segment that was rewritten.
        public struct Sealed: Hashable, Sendable {
            /// Its file.
            public var file: String
            /// Its size before.
            public var bytesBefore: UInt64
            /// Its size after.
            public var bytesAfter: UInt64
        }

        /// A segment that was left as it was.
        public struct Failure: Hashable, Sendable {
            /// Its file.
            public var file: String
            /// Why, where, and what to do.
            public var message: String
        }

        /// The segments that were rewritten, in order.
        public var sealed: [Sealed] = []

        /// The segments that could not be, in order.
        public var failures: [Failure] = []

        /// Whether it was given up because the writer was closed.
        public var wasStopped = false

        init(wasStopped: Bool = false) {
            self.wasStopped = wasStopped
        }
    }
}
