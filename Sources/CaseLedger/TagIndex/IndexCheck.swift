import SegmentLog

/// Holds what runs of the index say against the entries that they are of.
///
/// - Complexity: O(1) for each entry, and one pass over each run; memory for the tags of a run.
struct IndexCheck {
    /// The runs that are not checked yet, in order.
    private var runs: ArraySlice<IndexRun>
    private let hash: KeyHash
    /// Runs that say what the entries do not, by name and last position.
    private(set) var faults: [(name: String, last: UInt64)] = []

    /// What the entries of the first of the runs say.
    private var tags = PositionTable()
    private var ids = Tally()
    private var amending: [UInt64] = []
    private var isWhole = true
    /// The latest recorded time.
    private var recorded = Instant(microseconds: 0)

    init(_ runs: [IndexRun], _ hash: KeyHash) {
        self.runs = runs[...]
        self.hash = hash
    }

    /// Adds an entry; they come in order.
    mutating func enter(_ entry: EntryView) throws(CodecError) {
        settle(before: entry.position)
        guard !runs.isEmpty else { return }
        try tags.enter(entry, hash)
        IndexKey.of(entry.id) { ids.add($0, entry.position) }
        if entry.isAmendment { amending.append(entry.position) }
        recorded = max(recorded, entry.recorded)
    }

    /// Passes over entries that cannot be read; the runs that are also of these are not judged.
    mutating func pass(over range: Range<UInt64>) {
        settle(before: range.lowerBound)
        while let run = runs.first, run.to <= range.upperBound { next() }
        if (runs.first?.from ?? .max) < range.upperBound { isWhole = false }
    }

    /// Judges the runs that end at or before a position.
    mutating func settle(before position: UInt64) {
        while let run = runs.first, run.to <= position {
            if isWhole, !agrees(run) { faults.append((run.header.name, run.to - 1)) }
            next()
        }
    }

    private mutating func next() {
        runs.removeFirst()
        (tags, ids, amending, isWhole) = (PositionTable(), Tally(), [], true)
    }

    private func agrees(_ record: IndexPage.Record, _ hash: UInt64) -> Bool {
        guard let found = tags.entries(record.key, hash) else { return false }
        let said = record.entries
        return said.last == found.last
            && said.types.all.map(Set.init) == found.types.all.map(Set.init)
    }

    /// Whether a run says what its entries do.
    ///
    /// That is: every key of theirs, found as readers find it, and no other. A run that cannot be
    /// read is asked by nobody.
    private func agrees(_ run: IndexRun) -> Bool {
        let counts = [UInt64(tags.count), ids.count]
        guard run.amending == amending, run.header.lastRecorded == recorded,
            run.header.maps.map(\.keys) == counts
        else { return false }
        var pages = IndexCache(pages: 64)
        var found = Tally()
        do throws(LogError) {
            for map in IndexMap.allCases {
                var cursor = try IndexCursor(run, map, hash)
                var count: UInt64 = 0
                while let hash = cursor.present {
                    let isRight = try cursor.withRecord { (record) throws(LogError) in
                        if map == .ids { found.add(record.key, record.position) }
                        let asked = try run.find(record.key, hash, in: map, &pages) {
                            $0.rest == record.rest
                        }
                        return asked == true
                            && (map == .ids || agrees(record, hash))
                    }
                    guard isRight == true else { return false }
                    count += 1
                    try cursor.advance()
                }
                guard count == counts[map.rawValue] else { return false }
            }
        } catch { return true }
        return found == ids
    }
}

/// Keys and positions, added up so that their order is nothing to the sum.
///
/// The seed is drawn for each process, so that nobody can choose others with the same sum.
private struct Tally: Equatable {
    private static let seeds = (UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max))
    private(set) var count: UInt64 = 0
    private var sums: [UInt64] = [0, 0]

    mutating func add(_ key: UnsafeRawBufferPointer, _ position: UInt64) {
        let place = position &* 0x9E37_79B9_7F4A_7C15
        count += 1
        sums[0] &+= KeyHash.fold(key, seed: Self.seeds.0 ^ place)
        sums[1] &+= KeyHash.fold(key, seed: Self.seeds.1 &+ place)
    }
}
