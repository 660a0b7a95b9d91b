import SegmentLog
import Synchronization

extension LedgerIndex {
    /// What the runs say about the log as a whole.
    struct Known {
        /// How far they reach.
        var end: UInt64
        /// The positions of the corrections and retractions below that.
        var amending: [UInt64]
        /// The latest recorded time below that.
        var lastRecorded: Instant
    }

    /// Takes up the runs that are there and fit the log; what they do not cover is to be read.
    ///
    /// The last writer's files are removed where they are of no use any more. A ledger open for
    /// reading may load again while a writer goes on.
    ///
    /// - Complexity: reads the headers and one entry for each run.
    func load() -> Known {
        var runs: [IndexRun] = []
        // A writer may merge between the listing and the opening.
        for _ in 0..<4 {
            let (chain, hasVanished) = chain()
            runs = chain
            if !hasVanished { break }
        }
        return state.withLock { state in
            if let end = runs.last?.to, end > state.tail.from {
                state.runs = runs
                state.frozen = []
                state.tail = IndexTail(from: end)
                mergeIfDue(&state)
            }
            state.loadAgain = max(limits.tailKeys, 2 * state.tail.keys)
            let times = state.runs.map(\.header.lastRecorded)
            return Known(
                end: state.written, amending: state.runs.flatMap(\.amending),
                lastRecorded: times.max() ?? Instant(microseconds: 0))
        }
    }

    /// The runs that would be asked, to be held against the entries.
    func check() -> IndexCheck {
        IndexCheck(isWriting ? state.withLock { $0.runs } : chain().0, hash)
    }

    /// The longest sequence of sound runs from position 0, and whether a file was gone.
    private func chain() -> ([IndexRun], hasVanished: Bool) {
        let items = (try? storage.list(IndexRunHeader.directory)) ?? []
        let names = items.filter { !$0.isDirectory && $0.name.hasPrefix(IndexRunHeader.prefix) }
            .map(\.name)
        sums.refresh()
        guard !names.isEmpty else { return ([], false) }
        // Whatever is listed was acknowledged before: look how far that is only now.
        let size = (try? reader.refresh()) ?? reader.size
        let ranges = names.compactMap { IndexRunHeader.range(ofName: $0) }
            .sorted { ($0.lowerBound, $1.upperBound) < ($1.lowerBound, $0.upperBound) }
        var chain: [IndexRun] = []
        var end: UInt64 = 0
        var hasVanished = false
        // The longest of those that begin where the last one ends; each file is opened once.
        for range in ranges where range.lowerBound == end && range.upperBound <= size {
            guard let run = open(range, &hasVanished) else { continue }
            chain.append(run)
            end = run.to
        }
        if isWriting {
            let kept = Set(chain.map(\.header.name))
            for name in names.map({ "\(IndexRunHeader.directory)/\($0)" })
            where !kept.contains(name) { try? storage.remove(name) }
            sums.change { IndexRunHeader.isRun($0) && !kept.contains($0) }
        }
        return (chain, hasVanished && !isWriting)
    }

    /// A run, if it is sound and of this log.
    private func open(_ range: Range<UInt64>, _ hasVanished: inout Bool) -> IndexRun? {
        do throws(LogError) {
            let name = IndexRunHeader.name(range.lowerBound, range.upperBound)
            guard let sum = sums[name] else {
                // A writer names a run just after it has put it in its place.
                hasVanished = true
                return nil
            }
            guard let run = try IndexRun(name, in: storage, knownBy: sum), run.header.log == log,
                run.header.hashBits == UInt64(limits.hashBits), let leaf = leaf(before: run.to),
                run.header.leaf == leaf
            else { return nil }
            return run
        } catch {
            hasVanished = hasVanished || error.code == .notFound
            return nil
        }
    }

    private var log: String { reader.id?.description ?? "" }

    /// The leaf hash of the last entry below a position; nil if it cannot be read.
    private func leaf(before end: UInt64) -> Hash? {
        if end > reader.size { _ = try? reader.refresh() }
        return (try? reader.entry(at: Position(end - 1))).map { MerkleTree.leafHash($0) }
    }

    // MARK: - Writing

    /// Writes a tail, whose entries are synced, as a run and reads back what must be in memory; nil
    /// if that fails, which costs nothing but memory.
    func write(_ tail: IndexTail) -> IndexRun? {
        guard let leaf = leaf(before: tail.end), !log.isEmpty else { return nil }
        let header = IndexRunHeader(
            hashBits: UInt64(limits.hashBits), log: log, from: tail.from, to: tail.end, leaf: leaf,
            lastRecorded: tail.lastRecorded)
        let keys = IndexMap.allCases.map { UInt64(tail[$0].count) }
        return try? create(header, atMost: keys, amending: tail.amending) {
            (writer) throws(LogError) in
            for map in IndexMap.allCases {
                try tail[map].forEachSorted { (hash, key, entries) throws(LogError) in
                    try writer.add(key, hash, entries, to: map)
                }
            }
            return true
        }
    }

    /// Writes runs that follow one another as one; nil if that is given up.
    ///
    /// - Throws: `damaged` if one of them is; `io`, `noSpace`.
    func merge(_ runs: [IndexRun], until isOver: () -> Bool) throws(LogError) -> IndexRun? {
        guard let first = runs.first, let last = runs.last else { return nil }
        let header = IndexRunHeader(
            hashBits: UInt64(limits.hashBits), log: log, from: first.from, to: last.to,
            leaf: last.header.leaf, lastRecorded: last.header.lastRecorded)
        let keys = IndexMap.allCases.map { map in
            runs.reduce(0) { $0 + $1.header.maps[map.rawValue].keys }
        }
        return try create(header, atMost: keys, amending: runs.flatMap(\.amending)) {
            (writer) throws(LogError) in try writer.merge(runs, hash, until: isOver)
        }
    }

    private func create(
        _ header: IndexRunHeader, atMost keys: [UInt64], amending: [UInt64],
        _ fill: (inout IndexRunWriter) throws(LogError) -> Bool
    ) throws(LogError) -> IndexRun? {
        var writer = try IndexRunWriter(header, atMost: keys, in: storage)
        do throws(LogError) {
            if try fill(&writer) {
                return try writer.finish(amending: amending)
            }
        } catch {
            writer.abandon()
            throw error
        }
        writer.abandon()
        return nil
    }
}
