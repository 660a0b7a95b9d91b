package import SegmentLog
import Synchronization

extension Ledger {
    /// A view, by replay.
    ///
    /// ```swift
    /// let file = try ledger.view(FamilyFile.self, of: .tag(.family("F-0012")), in: frame)
    /// ```
    ///
    /// - Parameters:
    ///   - projection: The view.
    ///   - query: Which events it is made of.
    ///   - frame: What must have been true, and on record, by when.
    /// - Returns: The view.
    /// - Throws: ``LedgerError/Code/damaged`` or `log` if an entry cannot be read.
    /// - Complexity: O(entries) where an item has no tag; O(entries that the query names) reads otherwise.
    public func view<P: Projection>(
        _ projection: P.Type, of query: Query = .all, in frame: TimeFrame = .everything
    ) throws(LedgerError) -> P {
        let run = fold(projection)
        try replay([run], of: query, in: frame)
        return run.state
    }

    /// A fold of this ledger's events, to be run by ``replay(_:of:in:below:progress:)``.
    @inlinable
    public func fold<P: Projection>(_ projection: P.Type) -> Fold<P> { Fold(catalog: catalog) }

    /// Runs any number of folds over one reading of the log.
    ///
    /// Events that no fold consumes are not decoded. A corrected event is shown in its corrected
    /// form, a retracted one not at all, as far as that was on record by ``TimeFrame/knownAt``.
    ///
    /// - Parameters:
    ///   - folds: The folds, each made by ``fold(_:)``.
    ///   - query: Which events to read.
    ///   - frame: What must have been true, and on record, by when.
    ///   - start: Entries before this position are not read: the folds have seen them.
    ///   - end: Entries from this position on do not count; all do, if `nil`.
    ///   - progress: Is told now and then how many entries of how many have been read.
    /// - Returns: The number of events that some fold consumed.
    /// - Throws: ``LedgerError/Code/damaged`` or `log` if an entry cannot be read.
    @discardableResult
    public func replay(
        _ folds: [AnyFold], of query: Query = .all, in frame: TimeFrame = .everything,
        from start: UInt64 = 0, below end: UInt64? = nil,
        progress: ((UInt64, UInt64) -> Void)? = nil
    ) throws(LedgerError) -> UInt64 {
        let limit = min(end ?? .max, size)
        let isLong = !query.isTagged && limit >= start + Replay.leastForTwo
        let run = Replay(folds, types: catalog.definitions.count, onTwo: isLong)
        try replay(run, of: query, in: frame, from: start, below: limit, progress: progress)
        return run.events
    }

    /// The same, on as many threads as the run says.
    func replay(
        _ run: Replay, of query: Query, in frame: TimeFrame, from start: UInt64,
        below limit: UInt64, progress: ((UInt64, UInt64) -> Void)? = nil
    ) throws(LedgerError) {
        try ledgerErrors {
            try run.run {
                try scan(
                    query, in: frame, from: start, below: limit, types: run.consumed,
                    progress: progress, holding: run.hold, run.append)
            }
        }
    }

    /// Calls `body` for every event of a query in the form that `frame` shows.
    ///
    /// Where `types` names types of the catalog, events of its others are passed over: in sealed
    /// segments by their index, elsewhere before anything but their type is read. What is not
    /// passed over is read where `hold` puts it, if that is given.
    package func scan(
        _ query: Query, in frame: TimeFrame, from start: UInt64 = 0,
        below end: UInt64? = nil, types wanted: Set<Int>? = nil,
        progress: ((UInt64, UInt64) -> Void)? = nil,
        holding hold: ((UnsafeRawBufferPointer) throws -> UnsafeRawBufferPointer)? = nil,
        _ body: (Int, EventContext) throws -> Void
    ) throws(LedgerError) {
        let limit = min(end ?? .max, size)
        let amendments = try amendments(knownAt: frame.knownAt, below: limit)
        let names = wanted.map { types.names(of: $0) }
        func take(_ bytes: UnsafeRawBufferPointer) throws -> Bool {
            let name = EntryView.typeName(in: bytes).flatMap(types.name)
            if let names, let name, !names[name] { return true }
            let entry = try EntryView(hold?(bytes) ?? bytes)
            if let knownAt = frame.knownAt, entry.recorded > knownAt { return false }
            guard
                let type = types.index(
                    name ?? types.name(entry.typeName), version: entry.version)
            else { throw unknown(entry) }
            try show(entry, type, frame, amendments, body)
            return true
        }
        try ledgerErrors {
            if query.isTagged {
                let found = try entries(of: query, from: start, below: limit)
                for position in found.positions where position >= start {
                    let bytes = try bytes(at: position, of: found)
                    guard try bytes.withUnsafeBytes(take) else { break }
                }
            } else {
                let filter = wanted.map { EntryFilter(types: $0, of: catalog) }
                try readAll(
                    from: start, below: limit, matching: filter ?? .everything, progress: progress
                ) { bytes in
                    guard query != .all, try !query.names(EntryView(bytes)) else {
                        return try take(bytes)
                    }
                    return true
                }
            }
            progress?(limit, limit)
        }
    }

    package func unknown(_ entry: EntryView) -> LedgerError {
        LedgerError(
            .damaged,
            "entry \(entry.position) is of type \(entry.type), which this reader does not know; "
                + "a newer writer may have written it", position: entry.position)
    }

    /// Hands an entry on in the form that the frame shows, if it shows it at all.
    func show(
        _ entry: EntryView, _ type: Int, _ frame: TimeFrame, _ amendments: [EventID: Amendment],
        _ body: (Int, EventContext) throws -> Void
    ) throws {
        guard !amendments.isEmpty, let amendment = amendments[entry.id] else {
            guard frame.includes(entry.occurred) else { return }
            let context = EventContext(
                entry: entry, occurred: entry.occurred, payload: entry.payload,
                origin: SealOrigin(entry.id), corrected: nil)
            return try body(type, context)
        }
        guard let replacement = amendment.replacement else { return }
        let occurred = amendment.occurred ?? entry.occurred
        guard frame.includes(occurred) else { return }
        guard let type = amendment.type.map({ catalog.index(of: $0) }) ?? type else {
            throw LedgerError(
                .damaged,
                "entry \(amendment.position) corrects to a type which this reader does not know; "
                    + "a newer writer may have written it", position: amendment.position)
        }
        try replacement.withUnsafeBytes { payload in
            let context = EventContext(
                entry: entry, occurred: occurred, payload: payload,
                origin: SealOrigin(amendment.id).inside(EventCorrected.replacementField),
                corrected: amendment.position)
            try body(type, context)
        }
    }

    /// The amendment in force for each amended event, as far as on record by `knownAt` and below
    /// `limit`.
    ///
    /// A retraction that stands outweighs every correction. Of several corrections the last one
    /// that stands holds; where it does not say when the event happened, the one before it does.
    ///
    /// - Complexity: O(amendments × log), once for all that are on record; O(1) from then on.
    func amendments(knownAt: Instant?, below limit: UInt64) throws(LedgerError)
        -> [EventID: Amendment]
    {
        let (all, settled) = try surveyed { core in
            let isSettled = knownAt == nil && core.amending.last.map { $0.position < limit } ?? true
            let settled = isSettled ? core.settled : nil
            return (core.amendments, settled?.count == core.amending.count ? settled : nil)
        }
        if let settled { return settled.inForce }
        let inForce = inForce(of: all, knownAt, below: limit)
        if knownAt == nil, all.values.allSatisfy({ $0.allSatisfy { $0.position < limit } }) {
            let count = all.values.reduce(0) { $0 + $1.count }
            core.withLock { core in
                if core.amending.count == count { core.settled = (count, inForce) }
            }
        }
        return inForce
    }

    private func inForce(
        of all: [EventID: [Amendment]], _ knownAt: Instant?, below limit: UInt64
    ) -> [EventID: Amendment] {
        let known = all.flatMap { target, amendments in amendments.map { (target, $0) } }
            .filter { $0.1.position < limit && $0.1.recorded <= knownAt ?? $0.1.recorded }
            .sorted { $0.1.position > $1.1.position }
        // An amendment is judged after all that can retract it, since those stand further on.
        var retracted: Set<EventID> = []
        var inForce: [EventID: Amendment] = [:]
        for (target, amendment) in known where !retracted.contains(amendment.id) {
            guard amendment.replacement != nil else {
                retracted.insert(target)
                inForce[target] = amendment
                continue
            }
            if let later = inForce[target] {
                inForce[target] = later.inheriting(amendment.occurred)
            } else {
                inForce[target] = amendment
            }
        }
        return inForce
    }
}
