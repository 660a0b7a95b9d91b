/// A place where stored bytes are not what was written.
public struct Damage: Hashable, Sendable {
    /// The file, as named within the log's directory.
    public var file: String
    /// The byte where the damaged part begins.
    public var offset: UInt64
    /// The entries concerned; nil if none are, as in `head`; empty for free space.
    public var positions: Range<Position>?
    /// What is wrong.
    public var message: String
}

/// What `verify` found.
public struct VerificationReport: Hashable, Sendable {
    /// The number of acknowledged entries.
    public var size: UInt64
    /// The root over them.
    public var root: Hash
    /// Everything that is not as it was written, in order.
    public var damage: [Damage]
    /// The copies of torn batches, by name.
    public var quarantined: [String]
}

/// Derives every hash of a log anew and compares. Writes nothing.
public func verify(
    _ storage: any Storage, progress: ((UInt64, UInt64) -> Void)? = nil
) throws(LogError) -> VerificationReport {
    fatalError("not written yet")
}
