/// Which entries a reader is asked for.
///
/// A filter is a promise in one direction: every entry that matches is handed on, and others may be
/// too. Only sealed segments have an index, it tells times and labels by the block, and labels by
/// a filter that is wrong now and then. So whoever asks looks at each entry all the same.
///
/// Blocks that cannot hold a match are not read, so damage in them is not noticed.
@usableFromInline
package struct EntryFilter: Hashable, Sendable {
    /// The kinds that match; nil for all.
    package var kinds: Set<UInt64>?

    /// The kinds that are known not to match; nil for all but those that do.
    ///
    /// Where they are given, kinds in neither set match too: whoever does not know a kind must not
    /// pass over it.
    package var otherKinds: Set<UInt64>?

    /// An entry with one of these labels matches; nil for all.
    package var labels: Set<UInt64>?

    /// The times that match; nil for all.
    package var times: ClosedRange<Int64>?

    /// Whether entries of a kind match.
    func matches(kind: UInt64) -> Bool {
        guard let kinds else { return true }
        return kinds.contains(kind) || otherKinds.map { !$0.contains(kind) } ?? false
    }

    /// A filter; with no condition, every entry matches.
    package init(
        kinds: Set<UInt64>? = nil, otherKinds: Set<UInt64>? = nil, labels: Set<UInt64>? = nil,
        times: ClosedRange<Int64>? = nil
    ) {
        self.kinds = kinds
        self.otherKinds = otherKinds
        self.labels = labels
        self.times = times
    }

    /// Every entry matches.
    package static let everything = EntryFilter()
}
