import SegmentLog
import Synchronization

extension Ledger {
    /// Brings the index up to the last synced entry.
    ///
    /// A ledger opened for recording refuses damage; one opened for reading passes over what it
    /// cannot read and remembers where that was.
    func index(_ core: inout Core) throws(LedgerError) {
        let size = self.size
        guard core.indexed < size else { return }
        let range = Position(core.indexed)..<Position(size)
        try ledgerErrors(at: core.indexed) {
            if writer == nil {
                var unreadable: [Range<UInt64>] = []
                try reader.forEachReadable(
                    in: range,
                    damaged: { unreadable.append($0.lowerBound.rawValue..<$0.upperBound.rawValue) }
                ) { _, bytes in try Self.note(EntryView(bytes), in: &core) }
                core.unreadable += unreadable
            } else {
                try reader.forEach(in: range) { _, bytes in
                    try Self.note(EntryView(bytes), in: &core)
                }
            }
        }
        core.indexed = size
    }

    /// Enters one entry into the index.
    static func note(_ entry: EntryView, in core: inout Core) throws(CodecError) {
        let position = entry.position
        try entry.forEachTag { (text, _) throws(CodecError) in
            core.heads.advance(text, to: position)
        }
        core.ids[entry.id] = position
        core.lastRecorded = max(core.lastRecorded, entry.recorded)
        core.indexed = max(core.indexed, position + 1)
        if entry.typeName.elementsEqual(EventCorrected.type.name.utf8) {
            let correction = try WireDecoder.decode(EventCorrected.self, from: entry.payload)
            guard let target = EventID(correction.target) else { return }
            core.amendments[target, default: []].append(
                Amendment(
                    position: position, id: entry.id, recorded: entry.recorded,
                    replacement: correction.replacement, occurred: correction.occurred))
        } else if entry.typeName.elementsEqual(EventRetracted.type.name.utf8) {
            let retraction = try WireDecoder.decode(EventRetracted.self, from: entry.payload)
            guard let target = EventID(retraction.target) else { return }
            core.amendments[target, default: []].append(
                Amendment(
                    position: position, id: entry.id, recorded: entry.recorded, replacement: nil,
                    occurred: nil))
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

    /// The entries that cannot be read, as ranges of positions; empty for a healthy log.
    public func unreadable() throws(LedgerError) -> [Range<UInt64>] {
        try indexed { core in core.unreadable }
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
