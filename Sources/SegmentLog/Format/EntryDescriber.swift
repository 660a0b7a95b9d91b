/// Tells, of an entry's bytes, the little by which readers look for entries.
///
/// The log itself cannot read entries. With a describer, sealing notes in each segment what its
/// blocks hold, and a reader with the same describer passes over the blocks that cannot matter.
///
/// ```swift
/// let writer = try LogWriter.open(in: storage, describer: CaseDescriber())
/// let reader = try LogReader.open(in: storage, describer: CaseDescriber())
/// try reader.forEach(in: range, matching: EntryFilter(kinds: [fees])) { position, bytes in … }
/// ```
///
/// What it says of the same bytes must never change; a change of it is a new version.
public protocol EntryDescriber: Sendable {
    /// Its name, of at most 255 bytes; an index that another describer made is not used.
    var name: String { get }

    /// Its version; an index that another version made is not used.
    var version: UInt32 { get }

    /// What an entry is, or nil if that cannot be told; then every filter lets it pass.
    func describe(_ entry: UnsafeRawBufferPointer) -> EntryDescription?
}

/// What an index keeps of an entry.
public struct EntryDescription: Hashable, Sendable {
    /// The hash of what kind of entry it is.
    public var kind: UInt64

    /// When it was recorded, in microseconds.
    public var time: Int64

    /// The hashes of what it is about.
    public var labels: [UInt64]

    /// A description of these parts.
    public init(kind: UInt64, time: Int64, labels: [UInt64] = []) {
        self.kind = kind
        self.time = time
        self.labels = labels
    }

    /// The hash of a kind or label by its name: XXH64, seed 0.
    public static func hash(_ name: UnsafeRawBufferPointer) -> UInt64 {
        unsafe Checksum.xxh64(name)
    }

    /// The hash of a kind or label by its name: XXH64, seed 0, of its UTF-8.
    public static func hash(_ name: String) -> UInt64 {
        var name = name
        return name.withUTF8 { unsafe hash(UnsafeRawBufferPointer($0)) }
    }
}
