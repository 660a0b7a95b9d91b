package import SegmentLog
import Synchronization

/// Which entries a view or a history is made of.
public enum Selection: Hashable, Sendable {
    /// All entries.
    case all
    /// The entries that carry at least one of these tags.
    case tags([Tag])

    /// The entries that carry this tag.
    public static func tag(_ tag: Tag) -> Selection { .tags([tag]) }
}

extension Ledger {
    /// A view, by replay.
    ///
    /// ```swift
    /// let file = try ledger.view(FamilyFile.self, of: .tag(.family("F-0012")), in: frame)
    /// ```
    ///
    /// - Parameters:
    ///   - projection: The view.
    ///   - selection: Which entries it is made of.
    ///   - frame: What must have been true, and on record, by when.
    /// - Returns: The view.
    /// - Throws: ``LedgerError/Code/damaged`` or `log` if an entry cannot be read.
    /// - Complexity: O(entries) for ``Selection/all``; O(entries with the tags) reads otherwise.
    public func view<P: Projection>(
        _ projection: P.Type, of selection: Selection = .all, in frame: TimeFrame = .everything
    ) throws(LedgerError) -> P {
        let run = fold(projection)
        try replay([run], of: selection, in: frame)
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
    ///   - selection: Which entries to read.
    ///   - frame: What must have been true, and on record, by when.
    ///   - start: Entries before this position are not read: the folds have seen them.
    ///   - end: Entries from this position on do not count; all do, if `nil`.
    ///   - progress: Is told now and then how many entries of how many have been read.
    /// - Returns: The number of events that some fold consumed.
    /// - Throws: ``LedgerError/Code/damaged`` or `log` if an entry cannot be read.
    @discardableResult
    public func replay(
        _ folds: [AnyFold], of selection: Selection = .all, in frame: TimeFrame = .everything,
        from start: UInt64 = 0, below end: UInt64? = nil,
        progress: ((UInt64, UInt64) -> Void)? = nil
    ) throws(LedgerError) -> UInt64 {
        let limit = min(end ?? .max, size)
        let isLong = selection == .all && limit >= start + Replay.leastForTwo
        let run = Replay(folds, types: catalog.definitions.count, onTwo: isLong)
        try replay(run, of: selection, in: frame, from: start, below: limit, progress: progress)
        return run.events
    }

    /// The same, on as many threads as the run says.
    func replay(
        _ run: Replay, of selection: Selection, in frame: TimeFrame, from start: UInt64,
        below limit: UInt64, progress: ((UInt64, UInt64) -> Void)? = nil
    ) throws(LedgerError) {
        try ledgerErrors {
            try run.run {
                try scan(
                    selection, in: frame, from: start, below: limit, types: run.consumed,
                    progress: progress, holding: run.hold, run.append)
            }
        }
    }

    /// Calls `body` for every event of a selection in the form that `frame` shows.
    ///
    /// Where `types` names types of the catalog, events of its others are passed over: in sealed
    /// segments by their index, elsewhere before anything but their type is read. What is not
    /// passed over is read where `hold` puts it, if that is given.
    package func scan(
        _ selection: Selection, in frame: TimeFrame, from start: UInt64 = 0,
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
            switch selection {
            case .all:
                let filter = wanted.map { EntryFilter(types: $0, of: catalog) }
                try readAll(
                    from: start, below: limit, matching: filter ?? .everything, progress: progress,
                    take)
            case .tags(let tags):
                let found = try entries(of: tags, below: limit)
                for position in found.positions where position >= start {
                    let bytes = try bytes(at: position, of: found)
                    guard try bytes.withUnsafeBytes(take) else { break }
                }
            }
            progress?(limit, limit)
        }
    }

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

    private func unknown(_ entry: EntryView) -> LedgerError {
        LedgerError(
            .damaged,
            "entry \(entry.position) is of type \(entry.type), which this reader does not know; "
                + "a newer writer may have written it", position: entry.position)
    }

    /// Hands an entry on in the form that the frame shows, if it shows it at all.
    private func show(
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
    /// - Complexity: O(amendments × log)
    func amendments(knownAt: Instant?, below limit: UInt64) throws(LedgerError)
        -> [EventID: Amendment]
    {
        let all = try surveyed { core in core.amendments }
        guard !all.isEmpty else { return [:] }
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

    /// The entries that carry any of `tags`, and those that they amend.
    ///
    /// They are found by walking the tags' back-links. Where a link leads to an entry that cannot
    /// be read, a ledger opened for reading looks at every entry that can.
    func entries(of tags: [Tag], below limit: UInt64) throws(LedgerError) -> FoundEntries {
        let heads = try indexed { (index) throws(LedgerError) in
            var heads: [UInt64?] = []
            for tag in tags { heads.append(try index.head(of: tag)) }
            return heads
        }
        var found: Set<UInt64> = []
        var kept: [UInt64: [UInt8]] = [:]
        for (tag, head) in zip(tags, heads) {
            var next = head
            while let position = next {
                let bytes: [UInt8]
                do throws(LedgerError) { bytes = try linkedBytes(at: position) } catch {
                    guard writer == nil, error.cause?.code == .damaged else { throw error }
                    let positions = try readablePositions(of: tags, below: limit)
                    return FoundEntries(positions: positions, kept: kept)
                }
                let (previous, target) = try ledgerErrors(at: position) {
                    try bytes.withEntry { (view) throws(CodecError) in
                        (view.previous(of: tag), try view.target)
                    }
                }
                try note(position, amending: target, below: limit, in: &found)
                if position < limit, kept.count < FoundEntries.mostKept { kept[position] = bytes }
                next = previous
            }
        }
        return FoundEntries(positions: found.sorted(), kept: kept)
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
    private func readablePositions(of tags: [Tag], below limit: UInt64) throws(LedgerError)
        -> [UInt64]
    {
        let wanted = tags.map { Array($0.text.utf8) }
        var found: Set<UInt64> = []
        try ledgerErrors {
            try readAll(below: size) { bytes in
                let view = try EntryView(bytes)
                var carries = false
                try view.forEachTag { (text, _) throws(CodecError) in
                    carries = carries || wanted.contains { text.elementsEqual($0) }
                }
                if carries {
                    try note(view.position, amending: view.target, below: limit, in: &found)
                }
                return true
            }
        }
        return found.sorted()
    }

    /// Enters an entry, and the event that it amends.
    private func note(
        _ position: UInt64, amending target: EventID?, below limit: UInt64,
        in found: inout Set<UInt64>
    ) throws(LedgerError) {
        if position < limit { found.insert(position) }
        guard let target, let amended = try readablePosition(of: target) else { return }
        if amended < limit { found.insert(amended) }
    }
}

/// Entries that were found by their tags.
struct FoundEntries {
    /// Where they are, ascending.
    let positions: [UInt64]
    /// The bytes of some of them, which finding them has read already.
    let kept: [UInt64: [UInt8]]

    /// A family has some hundred entries; an officer may have a million.
    static let mostKept = 1_024
}

extension EntryView {
    /// The event that this entry corrects or retracts, if it is an amendment.
    var target: EventID? {
        get throws(CodecError) {
            if typeName.elementsEqual(EventCorrected.type.name.utf8) {
                return EventID(try WireDecoder.decode(EventCorrected.self, from: payload).target)
            }
            if typeName.elementsEqual(EventRetracted.type.name.utf8) {
                return EventID(try WireDecoder.decode(EventRetracted.self, from: payload).target)
            }
            return nil
        }
    }
}
