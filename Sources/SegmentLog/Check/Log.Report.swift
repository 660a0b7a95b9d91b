extension Log {
    /// What `verify` found.
    public struct Report: Hashable, Sendable {
        /// The number of acknowledged entries; if `head` cannot be read, of all that were found.
        public var size: UInt64

        /// The root over them: derived from the entries if nothing is damaged, else as the log states
        /// it.
        public var root: Hash

        /// Everything that is not as it was written, in order.
        public var damage: [Log.Damage]

        /// Complete entries above `size` that a crash left unacknowledged; a writable open accepts
        /// them.
        public var unacknowledged: Range<Position>?

        /// Why it is not known how much was acknowledged; nil if `head` says it.
        public var doubt: TreeHead.Doubt?

        /// The copies of torn batches, by name.
        public var quarantined: [String]

        /// The writer that held the log meanwhile, if any; what it had not acknowledged was not judged.
        public var writer: String?

        /// Whether everything is as it was written.
        public var isSound: Bool { damage.isEmpty }
    }
}
