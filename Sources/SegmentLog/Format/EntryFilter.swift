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

/// Which entries a reader is asked for.
///
/// A filter is a promise in one direction: every entry that matches is handed on, and others may be
/// too. Only sealed segments have an index, it tells times and labels by the block, and labels by
/// a filter that is wrong now and then. So whoever asks looks at each entry all the same.
///
/// Blocks that cannot hold a match are not read, so damage in them is not noticed.
public struct EntryFilter: Hashable, Sendable {
    /// The kinds that match; nil for all.
    public var kinds: Set<UInt64>?

    /// The kinds that are known not to match; nil for all but those that do.
    ///
    /// Where they are given, kinds in neither set match too: whoever does not know a kind must not
    /// pass over it.
    public var otherKinds: Set<UInt64>?

    /// An entry with one of these labels matches; nil for all.
    public var labels: Set<UInt64>?

    /// The times that match; nil for all.
    public var times: ClosedRange<Int64>?

    /// Whether entries of a kind match.
    func matches(kind: UInt64) -> Bool {
        guard let kinds else { return true }
        return kinds.contains(kind) || otherKinds.map { !$0.contains(kind) } ?? false
    }

    /// A filter; with no condition, every entry matches.
    public init(
        kinds: Set<UInt64>? = nil, otherKinds: Set<UInt64>? = nil, labels: Set<UInt64>? = nil,
        times: ClosedRange<Int64>? = nil
    ) {
        self.kinds = kinds
        self.otherKinds = otherKinds
        self.labels = labels
        self.times = times
    }

    /// Every entry matches.
    public static let everything = EntryFilter()
}
