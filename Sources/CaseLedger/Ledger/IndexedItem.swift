/// What the index says of an item among the entries that carry one of its tags.
struct IndexedItem: Sendable {
    /// The positions of the first and the last that can be meant.
    private(set) var first: UInt64 = 0
    private(set) var last: UInt64
    /// All positions, ascending, where the index names each.
    private(set) var singles: [UInt64]?

    /// How far they can be apart.
    var span: UInt64 { singles.map { UInt64($0.count) } ?? last - first + 2 }

    /// `nil` if no entry is of one of the types.
    init?(_ entries: TaggedEntries, _ codes: [TypeCode]?) {
        last = entries.last
        guard let codes, let all = entries.types.all else { return }
        let ranges = all.filter { codes.contains($0.code) }
        guard let first = ranges.map(\.first).min(), let last = ranges.map(\.last).max() else {
            return nil
        }
        (self.first, self.last) = (first, last)
        if ranges.allSatisfy({ $0.first == $0.last }) {
            singles = Set(ranges.map(\.first)).sorted()
        }
    }
}
