import Synchronization

extension LogReader {
    /// Why it is not known how much was acknowledged; nil if `head` says it.
    ///
    /// While this is not nil, what the reader shows may lack entries that were acknowledged, or
    /// have some that were not.
    public var doubt: TreeHead.Doubt? { state.withLock { $0.doubt } }

    /// Returns only if it is known how much was acknowledged.
    ///
    /// - Throws: `damaged`, with the number of entries that are known and in doubt.
    public func requireNoDoubt() throws(LogError) {
        if let doubt { throw doubt.error }
    }
}
