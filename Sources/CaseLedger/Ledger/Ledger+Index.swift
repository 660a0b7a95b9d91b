import SegmentLog
import Synchronization

extension Ledger {
    /// Brings the index, or only the survey, up to the last synced entry.
    ///
    /// The survey is what every replay needs, the amendments and what cannot be read; the index
    /// holds the last position of every tag and the identities too, and costs many times more.
    /// A ledger opened for recording refuses damage; one opened for reading passes over what it
    /// cannot read and remembers where that was.
    func index(_ core: inout Core, isSurvey: Bool = false) throws(LedgerError) {
        let size = self.size
        let surveyed = core.surveyed
        let start = isSurvey ? surveyed : core.indexed
        guard start < size else { return }
        if !isSurvey { core.ids.reserveCapacity(Int(size)) }
        try ledgerErrors(at: start) {
            let range = Position(start)..<Position(size)
            func note(_ bytes: UnsafeRawBufferPointer) throws(CodecError) {
                let entry = try EntryView(bytes)
                if entry.position >= surveyed { try Self.survey(entry, in: &core) }
                if !isSurvey { try Self.enter(entry, in: &core) }
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
                try reader.forEach(in: range) { _, bytes in try note(bytes) }
            }
        }
        core.surveyed = size
        if !isSurvey { core.indexed = size }
    }

    /// Enters one entry into the index and the survey, both of which reach up to it.
    static func note(_ entry: EntryView, in core: inout Core) throws(CodecError) {
        try survey(entry, in: &core)
        try enter(entry, in: &core)
    }

    private static func enter(_ entry: EntryView, in core: inout Core) throws(CodecError) {
        let position = entry.position
        try entry.forEachTag { (text, _) throws(CodecError) in
            core.heads.advance(text, to: position)
        }
        core.ids[entry.id] = position
        core.indexed = max(core.indexed, position + 1)
    }

    private static func survey(_ entry: EntryView, in core: inout Core) throws(CodecError) {
        let position = entry.position
        core.lastRecorded = max(core.lastRecorded, entry.recorded)
        core.surveyed = max(core.surveyed, position + 1)
        if entry.typeName.elementsEqual(EventCorrected.type.name.utf8) {
            let correction = try WireDecoder.decode(EventCorrected.self, from: entry.payload)
            guard let target = EventID(correction.target) else { return }
            core.amending.append((position, target))
            core.amendments[target, default: []].append(
                Amendment(
                    position: position, id: entry.id, recorded: entry.recorded,
                    replacement: correction.replacement, occurred: correction.occurred))
        } else if entry.typeName.elementsEqual(EventRetracted.type.name.utf8) {
            let retraction = try WireDecoder.decode(EventRetracted.self, from: entry.payload)
            guard let target = EventID(retraction.target) else { return }
            core.amending.append((position, target))
            core.amendments[target, default: []].append(
                Amendment(
                    position: position, id: entry.id, recorded: entry.recorded, replacement: nil,
                    occurred: nil))
        }
    }

    /// What the survey says by now, up to date with the synced log.
    func surveyed<T: Sendable>(_ body: (borrowing Core) throws(LedgerError) -> T)
        throws(LedgerError) -> T
    {
        try core.withLock { (core) throws(LedgerError) in
            if writer == nil || core.surveyed < size { try index(&core, isSurvey: writer == nil) }
            return try body(core)
        }
    }

    /// What the index says by now, up to date with the synced log.
    func indexed<T: Sendable>(_ body: (borrowing Core) throws(LedgerError) -> T) throws(LedgerError)
        -> T
    {
        try core.withLock { (core) throws(LedgerError) in
            if writer == nil || core.indexed < size { try index(&core) }
            return try body(core)
        }
    }

    /// Entries that were read whole though the bytes that store them are damaged on the disk, as
    /// far as was read.
    ///
    /// Nothing is lost yet; a copy should be made while that is so.
    public var mended: [Range<UInt64>] {
        reader.mended.map { $0.lowerBound.rawValue..<$0.upperBound.rawValue }
    }

    /// The entries that cannot be read, as ranges of positions; empty for a healthy log.
    public func unreadable() throws(LedgerError) -> [Range<UInt64>] {
        try surveyed { core in core.unreadable }
    }

    /// Whether any entry carries a tag.
    public func knows(_ tag: Tag) throws(LedgerError) -> Bool {
        try indexed { core in core.heads[tag] != nil }
    }

    /// The position of an event; `nil` if it is not on record.
    public func position(of id: EventID) throws(LedgerError) -> UInt64? {
        try indexed { core in core.ids[id] }
    }
}
