package import SegmentLog
import Synchronization

extension Ledger {
    /// Reads entries in order until `body` says that it has seen enough.
    ///
    /// A ledger opened for reading passes over what cannot be read, and looks closer only from the
    /// first damage on.
    package func readAll(
        from start: UInt64 = 0, below limit: UInt64, matching filter: EntryFilter = .everything,
        progress: ((UInt64, UInt64) -> Void)? = nil,
        _ body: (UnsafeRawBufferPointer) throws -> Bool
    ) throws {
        struct Enough: Error {}
        var next = min(start, limit)
        var mark = next
        func take(_ position: Position, _ bytes: UnsafeRawBufferPointer) throws {
            if let progress, position.rawValue >= mark {
                progress(position.rawValue, limit)
                mark = (position.rawValue | 0xFFFF) + 1
            }
            guard try body(bytes) else { throw Enough() }
            next = position.rawValue + 1
        }
        do {
            do {
                try reader.forEach(in: Position(next)..<Position(limit), matching: filter, take)
            } catch let error as LogError where error.code == .damaged && writer == nil {
                try reader.forEachReadable(
                    in: Position(next)..<Position(limit), matching: filter, damaged: { _ in }, take)
            }
        } catch is Enough {}
    }

    /// An entry that is synced or on its way.
    func bytes(at position: UInt64, _ core: borrowing Core) throws(LedgerError) -> [UInt8] {
        if let bytes = core.inFlight[position] { return bytes }
        return try entryBytes(at: position)
    }

    func entryBytes(at position: UInt64) throws(LedgerError) -> [UInt8] {
        try ledgerErrors {
            if position >= reader.size { _ = try reader.refresh() }
            do { return try reader.entry(at: Position(position)) } catch let error as LogError {
                guard error.code == .damaged, writer == nil else { throw error }
                // The batch is damaged, but the entry may have been spared.
                var spared: [UInt8]?
                let range = Position(position)..<Position(position + 1)
                try reader.forEachReadable(in: range, damaged: { _ in }) { spared = Array($1) }
                guard let spared else { throw error }
                return spared
            }
        }
    }

    /// The entries from a position on that a query with tags names, and those that they amend.
    ///
    /// The index says which can be among them; where it says that there are several of a type, the
    /// back-links of the tag with the fewest entries are walked. Where a link leads to an entry that
    /// cannot be read, a ledger opened for reading looks at every entry that can.
    ///
    /// - Complexity: O(entries between the first and the last of the rarest tag and its types).
    func entries(of query: Query, from start: UInt64 = 0, below limit: UInt64) throws(LedgerError)
        -> FoundEntries
    {
        var found = FoundEntries(from: start, below: limit)
        for item in query.items {
            do throws(LedgerError) { try find(item, in: &found) } catch {
                guard writer == nil, error.cause?.code == .damaged else { throw error }
                return try readableEntries(of: query, FoundEntries(from: start, below: limit))
            }
        }
        return found
    }

    /// The tag to walk, and where to begin; `nil` if no entry carries all tags of an item.
    private func rarest(of item: Query.Item) throws(LedgerError) -> (tag: Tag, IndexedItem)? {
        var rarest: (tag: Tag, IndexedItem)?
        for tag in item.tags {
            guard let indexed = try indexed(item, by: tag) else { return nil }
            if rarest.map({ indexed.span < $0.1.span }) ?? true { rarest = (tag, indexed) }
        }
        return rarest
    }

    /// What the index says of an item's types among the entries that carry a tag.
    func indexed(_ item: Query.Item, by tag: Tag) throws(LedgerError) -> IndexedItem? {
        if writer == nil { try indexed { _ in } }
        return try index.entries(of: tag).flatMap { IndexedItem($0, item.codes) }
    }

    private func find(_ item: Query.Item, in found: inout FoundEntries) throws(LedgerError) {
        guard let (tag, indexed) = try rarest(of: item) else { return }
        var ahead = indexed.singles ?? []
        var next = ahead.popLast() ?? indexed.last
        while next >= max(indexed.first, found.start) {
            let bytes = try linkedBytes(at: next)
            let position = next
            let previous = try ledgerErrors(at: position) {
                try bytes.withEntry { (view) throws(CodecError) in
                    if try item.includes(view, amending: true) {
                        found.note(position, bytes, amending: try view.target)
                    }
                    return view.previous(of: tag)
                }
            }
            let following = indexed.singles == nil ? previous : ahead.popLast()
            guard let following else { break }
            next = following
        }
        try addTargets(to: &found)
    }

    /// Adds the events that are amended by what was found.
    private func addTargets(to found: inout FoundEntries) throws(LedgerError) {
        for target in found.takeTargets() {
            guard let amended = try readablePosition(of: target) else { continue }
            found.note(amended, amended: true)
        }
    }

    /// The bytes of an entry that was found.
    func bytes(at position: UInt64, of found: FoundEntries) throws(LedgerError) -> [UInt8] {
        if let bytes = found.kept[position] { return bytes }
        return try entryBytes(at: position)
    }

    /// An entry that a tag's chain leads to; it may be on its way to the disk still.
    private func linkedBytes(at position: UInt64) throws(LedgerError) -> [UInt8] {
        if let bytes = core.withLock({ core in core.inFlight[position] }) { return bytes }
        return try entryBytes(at: position)
    }

    /// The same, by looking at every entry that can be read.
    private func readableEntries(of query: Query, _ none: FoundEntries) throws(LedgerError)
        -> FoundEntries
    {
        var found = none
        try ledgerErrors {
            try readAll(below: size) { bytes in
                let view = try EntryView(bytes)
                if try query.names(view, amending: true) {
                    found.note(view.position, nil, amending: try view.target)
                }
                return true
            }
        }
        try addTargets(to: &found)
        return found
    }
}

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

/// Entries that a query names.
struct FoundEntries {
    /// From which position on they count, and below which.
    let start: UInt64
    let limit: UInt64
    private var found: Set<UInt64> = []
    private var targets: [EventID] = []
    /// The bytes of some of them, which finding them has read already.
    private(set) var kept: [UInt64: [UInt8]] = [:]
    /// Whether an amendment is among them.
    private(set) var hasAmendments = false

    /// A family has some hundred entries; an officer may have a million.
    static let mostKept = 1_024

    init(from start: UInt64, below limit: UInt64) {
        (self.start, self.limit) = (start, limit)
    }

    /// Where they are, ascending.
    var positions: [UInt64] { found.sorted() }

    /// Enters an entry, and the event that it amends; one that is amended counts from 0 on.
    mutating func note(
        _ position: UInt64, _ bytes: [UInt8]? = nil, amending target: EventID? = nil,
        amended: Bool = false
    ) {
        if let target {
            targets.append(target)
            hasAmendments = true
        }
        guard position < limit, amended || position >= start else { return }
        found.insert(position)
        if let bytes, kept.count < Self.mostKept { kept[position] = bytes }
    }

    /// The events that are amended, to be found themselves.
    mutating func takeTargets() -> [EventID] {
        defer { targets = [] }
        return targets
    }
}
