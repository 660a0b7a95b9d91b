/// A size of the log and the RFC 6962 root over the entries below it: all that a checkpoint states.
public struct TreeHead: Hashable, Sendable {
    /// The number of entries.
    public var size: UInt64

    /// The RFC 6962 Merkle tree hash over them.
    public var root: Hash

    /// The head of a tree of `size` entries.
    public init(size: UInt64, root: Hash) {
        self.size = size
        self.root = root
    }
}
