public import SegmentLog
import Synchronization

extension Ledger {
    /// Brings the index, or only the survey, up to the last synced entry.
    ///
    /// The survey is what every replay needs, the amendments and what cannot be read; the index
    /// says where tags and events stand, and costs more. Both begin with what its files say.
    /// A ledger opened for recording refuses damage; one opened for reading passes over what it
    /// cannot read and remembers where that was.
    func catchUp(_ core: inout Core, isSurvey: Bool = false) throws(LedgerError) {
        if !core.isLoaded || index.isFull { load(&core) }
        let size = self.size
        let (surveyed, indexed) = (core.surveyed, index.end)
        let start = isSurvey ? surveyed : min(indexed, surveyed)
        guard start < size else { return }
        try ledgerErrors(at: start) {
            let range = Position(start)..<Position(size)
            func note(_ bytes: UnsafeRawBufferPointer) throws(CodecError) {
                let entry = try EntryView(bytes)
                if entry.position >= surveyed { try Self.survey(entry, in: &core) }
                if !isSurvey, entry.position >= indexed { try index.enter(entry) }
            }
            if writer == nil {
                var unreadable: [Range<UInt64>] = []
                try reader.forEachReadable(
                    in: range,
                    damaged: { unreadable.append($0.lowerBound.rawValue..<$0.upperBound.rawValue) }
                ) { _, bytes in try note(bytes) }
                let new = unreadable.filter { $0.lowerBound >= surveyed }
                instruments.met(unreadable: new)
                core.unreadable += new
            } else {
                try reader.forEach(in: range) { position, bytes in
                    try note(bytes)
                    guard position.rawValue & 0x3FF == 0 else { return }
                    index.flush(durable: size)
                    index.throttle()
                }
            }
        }
        core.surveyed = max(surveyed, size)
        if !isSurvey { index.reach(size) }
    }

    /// Takes up what the index has on the disk.
    private func load(_ core: inout Core) {
        let known = index.load()
        guard !core.isLoaded else { return }
        core.isLoaded = true
        core.surveyed = known.end
        core.lastRecorded = known.lastRecorded
        core.unread = known.amending
        core.unexamined = 0..<known.end
    }

    /// Enters one entry into the index and the survey, both of which reach up to it.
    func note(_ entry: EntryView, in core: inout Core) throws(CodecError) {
        try Self.survey(entry, in: &core)
        try index.enter(entry)
    }

    private static func survey(_ entry: EntryView, in core: inout Core) throws(CodecError) {
        core.lastRecorded = max(core.lastRecorded, entry.recorded)
        core.surveyed = max(core.surveyed, entry.position + 1)
        guard let (target, amendment) = try Amendment.read(entry) else { return }
        core.amending.append((entry.position, target))
        core.amendments[target, default: []].append(amendment)
    }

    /// Reads the amendments of which the index knows only where they stand.
    ///
    /// - Complexity: O(amendments) reads, once.
    func readAmendments(_ core: inout Core) throws(LedgerError) {
        guard !core.unread.isEmpty else { return }
        var amendments: [EventID: [Amendment]] = [:]
        var amending: [(position: UInt64, target: EventID)] = []
        for position in core.unread {
            let bytes: [UInt8]
            do throws(LedgerError) { bytes = try entryBytes(at: position) } catch {
                guard writer == nil, error.cause?.code == .damaged else { throw error }
                continue
            }
            try ledgerErrors(at: position) {
                try bytes.withEntry { (entry) throws(CodecError) in
                    guard let (target, amendment) = try Amendment.read(entry) else { return }
                    amending.append((position, target))
                    amendments[target, default: []].append(amendment)
                }
            }
        }
        for (target, later) in core.amendments { amendments[target, default: []] += later }
        core.amendments = amendments
        core.amending = amending + core.amending
        core.unread = []
    }

    /// What the survey says by now, up to date with the synced log.
    func surveyed<T: Sendable>(_ body: (borrowing Core) throws(LedgerError) -> T)
        throws(LedgerError) -> T
    {
        try core.withLock { (core) throws(LedgerError) in
            if writer == nil || core.surveyed < size { try catchUp(&core, isSurvey: writer == nil) }
            try readAmendments(&core)
            return try body(core)
        }
    }

    /// What the index says by now, up to date with the synced log.
    func indexed<T: Sendable>(_ body: (LedgerIndex) throws(LedgerError) -> T) throws(LedgerError)
        -> T
    {
        try core.withLock { (core) throws(LedgerError) in
            if writer == nil || index.end < size { try catchUp(&core) }
            return try body(index)
        }
    }

    /// Entries that were read whole though the bytes that store them are damaged on the disk, as
    /// far as was read.
    ///
    /// Nothing is lost yet; a copy should be made while that is so.
    public var mended: [Range<UInt64>] {
        reader.mended.map { $0.lowerBound.rawValue..<$0.upperBound.rawValue }
    }

    /// Why it is not known how much was acknowledged: then entries may be missing from every
    /// answer, or too many be there; `nil` if it is known.
    ///
    /// A ledger open for recording has mended what it could, and knows.
    public var doubt: TreeHead.Doubt? { writer == nil ? reader.doubt : nil }

    /// Returns only if it is known how much was acknowledged: for whoever would rather give no
    /// answer than one that may lack something.
    ///
    /// - Throws: ``LedgerError/Code/log``, with the numbers and what to do.
    public func requireNoDoubt() throws(LedgerError) {
        if let doubt { throw LedgerError(doubt.error) }
    }

    /// The entries that cannot be read, as ranges of positions; empty for a healthy log.
    ///
    /// - Complexity: reads what of the log was not read yet.
    public func unreadable() throws(LedgerError) -> [Range<UInt64>] {
        try core.withLock { (core) throws(LedgerError) in
            if writer == nil || core.surveyed < size { try catchUp(&core, isSurvey: writer == nil) }
            guard !core.unexamined.isEmpty else { return core.unreadable }
            let range = Position(core.unexamined.lowerBound)..<Position(core.unexamined.upperBound)
            var found: [Range<UInt64>] = []
            try ledgerErrors {
                try reader.forEachReadable(
                    in: range,
                    damaged: { found.append($0.lowerBound.rawValue..<$0.upperBound.rawValue) }
                ) { _, _ in }
            }
            core.unreadable = found + core.unreadable
            core.unexamined = 0..<0
            return core.unreadable
        }
    }

    /// Whether any entry carries a tag.
    public func knows(_ tag: Tag) throws(LedgerError) -> Bool {
        if writer != nil { return try index.head(of: tag) != nil }
        return try indexed { index throws(LedgerError) in try index.head(of: tag) != nil }
    }

    /// The position of an event; `nil` if it is not on record.
    public func position(of id: EventID) throws(LedgerError) -> UInt64? {
        try indexed { _ in }
        return try readablePosition(of: id)
    }

    /// The same, as far as the index reaches.
    ///
    /// The index may know entries that cannot be read any more; a ledger open for reading is
    /// silent about these.
    func readablePosition(of id: EventID) throws(LedgerError) -> UInt64? {
        let position = try index.position(of: id)
        guard let position, writer == nil else { return position }
        do throws(LedgerError) { _ = try entryBytes(at: position) } catch {
            guard error.cause?.code == .damaged else { throw error }
            return nil
        }
        return position
    }
}
