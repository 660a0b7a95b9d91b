extension LogBackup {
    /// What a backup or a restoration has done.
    public struct Report: Hashable, Sendable {
        /// The entries that are there now, and their root, derived from the copy.
        public var head: TreeHead

        /// The entries that were there before, if there was a backup.
        public var before: TreeHead?

        /// The segments that were copied.
        public var copied: [String]

        /// The bytes of these.
        public var copiedBytes: UInt64

        /// The number of segments that were there already.
        public var kept: Int
    }
}
