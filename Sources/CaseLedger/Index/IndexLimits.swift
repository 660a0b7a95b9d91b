import SegmentLog

/// Every size the index is bound by, in one place.
struct IndexLimits: Sendable {
    /// The keys in memory at which they are written to a file.
    var tailKeys = 1 << 18
    /// The keys in memory that are worth a file when the ledger is closed.
    var closingKeys = 4_096
    /// The pages of 4 KiB that are kept in memory.
    var cachedPages = 8_192
    /// Files are put together with those before them until each is more than so many times as large
    /// as all after it, which bounds their number.
    var growth: UInt64 = 3
    /// So many files make whoever adds one wait until they are fewer.
    var mostRuns = 12
    /// So many tails in memory make whoever records wait until they are fewer.
    var mostTails = 3
    /// The bytes of files that closing puts together itself.
    var closingBytes: UInt64 = 16 << 20
    /// How many bits of a key's hash count; tests take few, so that keys collide.
    var hashBits = 64
    /// Whether files are written on threads of their own; else by whoever records.
    var isInBackground = true
}

extension IndexLimits {
    /// The standard; in the background where the log seals there.
    init(_ limits: LogLimits) { isInBackground = limits.sealsInBackground }
}
