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
        return try index.entries(of: tag).flatMap { IndexedItem($0, item.types?.codes) }
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
