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
        (first, last) = (.max, 0)
        var isSingle = true
        for range in all where codes.contains(range.code) {
            (first, last) = (min(first, range.first), max(last, range.last))
            isSingle = isSingle && range.first == range.last
        }
        guard first <= last else { return nil }
        guard isSingle else { return }
        singles =
            first == last
            ? [first] : Set(all.filter { codes.contains($0.code) }.map(\.first)).sorted()
    }
}
