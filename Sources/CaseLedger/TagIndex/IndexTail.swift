/// The part of the index that is in memory: what a run of entries adds to it.
struct IndexTail: Sendable {
    /// The first position.
    let from: UInt64
    /// The position after the last one.
    private(set) var end: UInt64
    /// The last position of each tag.
    private(set) var tags = PositionTable()
    /// The position of each event.
    private(set) var ids = PositionTable()
    /// The positions of corrections and retractions.
    private(set) var amending: [UInt64] = []
    /// The latest recorded time.
    private(set) var lastRecorded = Instant(microseconds: 0)

    /// A tail that begins at a position.
    init(from: UInt64) {
        self.from = from
        end = from
    }

    /// The number of keys.
    var keys: Int { tags.count + ids.count }

    /// One of the two tables.
    subscript(map: IndexMap) -> PositionTable {
        switch map {
        case .tags: tags
        case .ids: ids
        }
    }

    /// The position of a key with this hash, in one of the tables.
    func find(_ key: UnsafeRawBufferPointer, _ hash: UInt64, in map: IndexMap) -> UInt64? {
        switch map {
        case .tags: tags.find(key, hash)
        case .ids: ids.find(key, hash)
        }
    }

    /// The entries that carry the tag with this key and hash.
    func entries(_ key: UnsafeRawBufferPointer, _ hash: UInt64) -> TaggedEntries? {
        tags.entries(key, hash)
    }

    /// Adds an entry.
    mutating func enter(_ entry: EntryView, _ hash: KeyHash) throws(CodecError) {
        let position = entry.position
        try tags.enter(entry, hash)
        IndexKey.of(entry.id) { ids.set($0, hash($0), to: position) }
        if entry.isAmendment { amending.append(position) }
        lastRecorded = max(lastRecorded, entry.recorded)
        end = position + 1
    }

    /// Passes over entries that cannot be read.
    mutating func reach(_ end: UInt64) { self.end = max(self.end, end) }
}

extension PositionTable {
    /// Makes an entry the last one of each of its tags.
    mutating func enter(_ entry: EntryView, _ hash: KeyHash) throws(CodecError) {
        let code = TypeCode(entry.typeName)
        try entry.forEachTag { (text, _) throws(CodecError) in
            let told = IndexKey.tellsTypes(text) ? code : nil
            IndexKey.of(text) { set($0, hash($0), to: entry.position, of: told) }
        }
    }
}
