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

/// Sixteen random bytes, drawn when a log is created and written into each of its parts.
public struct LogID: Hashable, Sendable, CustomStringConvertible {
    var high: UInt64
    var low: UInt64

    /// A new identity, drawn at random.
    public static func random() -> LogID {
        LogID(high: .random(in: .min ... .max), low: .random(in: .min ... .max))
    }

    /// The 32 lower-case hexadecimal digits.
    public var description: String {
        [high, low].map { word in
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}
