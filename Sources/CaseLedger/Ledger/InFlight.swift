/// Entries that are recorded and perhaps not yet synced: the last ones, without gap.
struct InFlight: Sendable {
    /// The position of the first of them.
    private var first: UInt64 = 0
    private var entries: [[UInt8]] = []

    /// An entry that is among them.
    subscript(position: UInt64) -> [UInt8]? {
        guard position >= first, position - first < UInt64(entries.count) else { return nil }
        return entries[Int(position - first)]
    }

    /// Adds the entry at a position.
    ///
    /// After a log has failed, positions may be given again; what stood there never came to be.
    mutating func append(_ bytes: [UInt8], at position: UInt64) {
        if position != first + UInt64(entries.count) {
            entries = []
            first = position
        }
        entries.append(bytes)
    }

    /// Forgets those that are synced.
    ///
    /// - Complexity: O(entries)
    mutating func drop(below size: UInt64) {
        guard size > first, !entries.isEmpty else { return }
        let count = min(size - first, UInt64(entries.count))
        entries.removeFirst(Int(count))
        first += count
    }
}
