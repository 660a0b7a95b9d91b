/// Every size the index of a ledger is bound by, in one place.
package struct IndexLimits: Hashable, Sendable {
    /// The tags and identities in memory at which they are written to a file, of 64 bytes or more
    /// each.
    package var tailKeys = 1 << 18
    /// The pages of 4 KiB of the files that are kept in memory.
    package var cachedPages = 8_192
    /// The tags and identities in memory that are worth a file when the ledger is closed; fewer are
    /// read from the log again.
    package var closingKeys = 4_096
    /// Whether files are written and merged on threads of their own; else by whoever records.
    package var isInBackground = true

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

    /// What a service should use.
    package static let standard = IndexLimits()

    /// The standard, to be changed.
    package init() {}
}
