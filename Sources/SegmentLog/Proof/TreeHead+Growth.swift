extension TreeHead {
    /// Returns if a log of `size` entries begins with the tree of this head.
    ///
    /// - Parameters:
    ///   - size: the size of the log.
    ///   - source: where this head is known from, for the error.
    ///   - derived: the root over the log's first entries, as many as this head states.
    /// - Throws: `rolledBack` if the log is smaller, `inconsistent` if it holds other entries.
    func requireGrowth(
        to size: UInt64, in source: String, _ derived: () throws(LogError) -> Hash
    ) throws(LogError) {
        guard self.size <= size else {
            throw LogError(
                .rolledBack,
                "\(source) states \(self.size) entries, the log has \(size): it was set back.",
                positions: Position(size)..<Position(self.size),
                advice:
                    "What is missing was on record: restore the log from the newest copy. After "
                    + "a loss of power, open it for recording once before you judge.")
        }
        guard try derived() == root else {
            throw LogError(
                .inconsistent,
                "\(source) states another root over the first \(self.size) entries: "
                    + "at least one of them is not what it was.",
                positions: 0..<Position(self.size),
                advice: "Compare the log with a copy; whoever has one can show which entry differs."
            )
        }
    }
}
