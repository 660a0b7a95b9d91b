import Dispatch
import SegmentLog
import Synchronization

/// Where the tags and events of a ledger stand: on the disk, but for the last of them.
///
/// It is a cache of what the entries say (DESIGN §2): files that are lost, damaged, forged, of
/// another log or ahead of this one are passed over, and the entries read again; the answers never
/// change.
///
/// - What the last entries add is an ``IndexTail`` in memory. When it is full it is frozen; once its
///   entries are synced it is written as a run (IndexRunHeader.swift) and forgotten. Small runs are
///   merged with those before them, so that there are few.
/// - A ledger opened for reading uses the runs that are there and writes none; an open file outlives
///   its name, so that a writer may merge meanwhile.
/// - A look-up asks the tails, then the runs from the last to the first. A filter answers for almost
///   every run that does not hold the key, so that an unknown key costs no more than a known one.
///
/// One mutex guards everything; files are written without it. It is taken within the ledger's own,
/// never the other way round.
final class LedgerIndex: Sendable {
    struct State: Sendable {
        /// What is on the disk, without gap from position 0.
        var runs: [IndexRun] = []
        /// Full tails that are not on the disk yet, the oldest first.
        var frozen: [IndexTail] = []
        /// What was added last.
        var tail = IndexTail(from: 0)
        var cache: IndexCache
        var isFlushing = false
        var isMerging = false
        var isClosing = false
        /// Whether a damaged run was met by who could not replace it.
        var isDamaged = false
        /// How often all runs were given up because one was damaged.
        var rebuilds = 0
        /// So many keys in memory make a reader look for new runs.
        var loadAgain: Int

        /// Where the runs end.
        var written: UInt64 { runs.last?.to ?? 0 }
    }

    let storage: any Storage
    let reader: LogReader
    let limits: IndexLimits
    let hash: KeyHash
    /// By which hashes the runs are known.
    let sums: CacheSums
    /// Whether runs are written; one process at a time may.
    let isWriting: Bool
    let state: Mutex<State>
    let flushes = DispatchQueue(label: "CaseLedger.index.flush", qos: .utility)
    let merges = DispatchQueue(label: "CaseLedger.index.merge", qos: .utility)

    init(
        of reader: LogReader, in storage: any Storage, isWriting: Bool, limits: IndexLimits
    ) {
        self.reader = reader
        self.storage = storage
        self.isWriting = isWriting
        self.limits = limits
        hash = KeyHash(bits: limits.hashBits)
        sums = CacheSums(in: storage, isWriting: isWriting)
        state = Mutex(
            State(cache: IndexCache(pages: limits.cachedPages), loadAgain: limits.tailKeys))
    }

    /// How far the index reaches.
    var end: UInt64 { state.withLock { $0.tail.end } }

    /// Whether so much is in memory that a reader should look for new runs.
    var isFull: Bool { state.withLock { !isWriting && $0.tail.keys >= $0.loadAgain } }

    // MARK: - Asking

    /// The position of the last entry that carries a tag; `nil` if none does.
    ///
    /// - Throws: As ``LogReader/forEach(in:_:)``, if a damaged run must be replaced.
    func head(of tag: Tag) throws(LedgerError) -> UInt64? {
        try IndexKey.of(tag) { (key) throws(LedgerError) in try find(key, in: .tags) }
    }

    /// The same for each of several tags, in their order.
    func heads(of tags: [Tag]) throws(LedgerError) -> [UInt64?] {
        try asking { (state) throws(LogError) in
            var heads: [UInt64?] = []
            heads.reserveCapacity(tags.count)
            for tag in tags {
                heads.append(
                    try IndexKey.of(tag) { (key) throws(LogError) in
                        try state.find(key, hash(key), .tags)
                    })
            }
            return heads
        }
    }

    /// The position of an event; `nil` if it is not on record.
    func position(of id: EventID) throws(LedgerError) -> UInt64? {
        try IndexKey.of(id) { (key) throws(LedgerError) in try find(key, in: .ids) }
    }

    /// The entries that carry a tag; `nil` if none does.
    ///
    /// - Throws: As ``head(of:)``.
    func entries(of tag: Tag) throws(LedgerError) -> TaggedEntries? {
        try IndexKey.of(tag) { (key) throws(LedgerError) in
            let hash = hash(key)
            return try asking { (state) throws(LogError) in try state.entries(key, hash) }
        }
    }

    /// Which of several tags an entry at or after a position may carry that is of a type with one of
    /// these codes.
    ///
    /// - Complexity: as ``hasNews(of:_:from:)`` for each.
    func withNews(_ tags: [Tag], _ codes: [TypeCode]?, from position: UInt64) throws(LedgerError)
        -> [Tag]
    {
        try asking { (state) throws(LogError) in
            var found: [Tag] = []
            for tag in tags {
                let hasNews = try IndexKey.of(tag) { (key) throws(LogError) in
                    try state.hasNews(key, hash(key), codes, from: position)
                }
                if hasNews { found.append(tag) }
            }
            return found
        }
    }

    /// Whether an entry at or after a position carries a tag and may be of a type with one of these
    /// codes.
    ///
    /// - Complexity: asks only the tails and runs that reach so far.
    func hasNews(of tag: Tag, _ codes: [TypeCode]?, from position: UInt64) throws(LedgerError)
        -> Bool
    {
        try IndexKey.of(tag) { (key) throws(LedgerError) in
            let hash = hash(key)
            return try asking { (state) throws(LogError) in
                try state.hasNews(key, hash, codes, from: position)
            }
        }
    }

    private func find(_ key: UnsafeRawBufferPointer, in map: IndexMap) throws(LedgerError)
        -> UInt64?
    {
        let hash = hash(key)
        return try asking { (state) throws(LogError) in try state.find(key, hash, map) }
    }

    /// Asks the state; once more, when all has been read again, if a run turns out damaged.
    private func asking<R: Sendable>(_ body: (inout State) throws(LogError) -> R)
        throws(LedgerError) -> R
    {
        try state.withLock { (state) throws(LedgerError) in
            if !state.isDamaged {
                do throws(LogError) { return try body(&state) } catch {}
            }
            try rebuild(&state)
            // What was read again is in tails, or in runs that were just written and read back.
            return try ledgerErrors { try body(&state) }
        }
    }

    // MARK: - Adding

    /// Adds the entry at ``end``.
    func enter(_ entry: EntryView) throws(CodecError) {
        try state.withLock { (state) throws(CodecError) in try enter(entry, &state) }
    }

    /// Passes over entries that cannot be read.
    func reach(_ end: UInt64) { state.withLock { $0.tail.reach(end) } }

    private func enter(_ entry: EntryView, _ state: inout State) throws(CodecError) {
        try state.tail.enter(entry, hash)
        guard isWriting, state.tail.keys >= limits.tailKeys else { return }
        state.freeze()
    }

    // MARK: - Beginning anew

    /// Gives all runs up and reads their entries again.
    private func rebuild(_ state: inout State) throws(LedgerError) {
        let before = state
        state.rebuilds += 1
        state.isDamaged = false
        state.runs = []
        state.frozen = []
        state.tail = IndexTail(from: 0)
        var canWrite = isWriting
        func note(_ bytes: UnsafeRawBufferPointer) throws(CodecError) {
            let count = state.frozen.count
            try enter(try EntryView(bytes), &state)
            guard canWrite, state.frozen.count > count else { return }
            canWrite = writeOldest(&state)
        }
        do throws(LedgerError) {
            try ledgerErrors {
                let range = Position(0)..<Position(before.written)
                if isWriting {
                    discard(before.runs)
                    try reader.forEach(in: range) { try note($1) }
                } else {
                    try reader.forEachReadable(in: range, damaged: { _ in }) { try note($1) }
                }
            }
        } catch {
            // Nothing is known of what was not read: whoever asks next tries again.
            state = before
            state.isDamaged = true
            throw error
        }
        state.tail.reach(before.written)
        state.freeze()
        state.frozen += before.frozen
        state.tail = before.tail
        mergeIfDue(&state)
    }
}

extension LedgerIndex.State {
    /// Puts the tail aside, if there is something in it, and begins the next.
    mutating func freeze() {
        guard tail.end > tail.from else { return }
        frozen.append(tail)
        tail = IndexTail(from: tail.end)
    }

    /// Has a run take the place of the oldest tail.
    mutating func adopt(_ run: IndexRun) {
        frozen.removeFirst()
        runs.append(run)
    }

    /// The position of a key, from the last of the tails and runs that has it.
    mutating func find(_ key: UnsafeRawBufferPointer, _ hash: UInt64, _ map: IndexMap)
        throws(LogError) -> UInt64?
    {
        if let position = tail.find(key, hash, in: map) { return position }
        for place in frozen.indices.reversed() {
            if let position = frozen[place].find(key, hash, in: map) { return position }
        }
        for run in runs.reversed() {
            let position = try run.find(key, hash, in: map, &cache) { $0.position }
            if let position { return position }
        }
        return nil
    }

    /// The entries of a tag's key, from all of the tails and runs.
    mutating func entries(_ key: UnsafeRawBufferPointer, _ hash: UInt64) throws(LogError)
        -> TaggedEntries?
    {
        var found = tail.entries(key, hash)
        func add(_ earlier: TaggedEntries?) {
            guard let earlier else { return }
            found =
                found.map {
                    TaggedEntries(last: $0.last, types: $0.types.after(earlier.types))
                } ?? earlier
        }
        for place in frozen.indices.reversed() { add(frozen[place].entries(key, hash)) }
        for run in runs.reversed() {
            add(try run.find(key, hash, in: .tags, &cache) { $0.entries })
        }
        return found
    }

    /// Whether an entry of a tag's key at or after a position may be of one of these types.
    mutating func hasNews(
        _ key: UnsafeRawBufferPointer, _ hash: UInt64, _ codes: [TypeCode]?, from start: UInt64
    ) throws(LogError) -> Bool {
        func isNews(_ entries: TaggedEntries) -> Bool {
            guard entries.last >= start else { return false }
            guard let codes, let ranges = entries.types.all else { return true }
            return ranges.contains { $0.last >= start && codes.contains($0.code) }
        }
        guard tail.end > start else { return false }
        if let entries = tail.entries(key, hash), isNews(entries) { return true }
        for place in frozen.indices.reversed() where frozen[place].end > start {
            if let entries = frozen[place].entries(key, hash), isNews(entries) { return true }
        }
        for run in runs.reversed() where run.to > start {
            let isNews = try run.find(key, hash, in: .tags, &cache) { isNews($0.entries) }
            if isNews == true { return true }
        }
        return false
    }
}
