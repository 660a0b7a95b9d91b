import SegmentLog
import Synchronization

extension FileKeyStore {
    /// Destroys every key of a subject.
    ///
    /// The tombstone is synced first: from then on no key is found or made, whatever happens next,
    /// and an opening for recording ends what was begun.
    public func destroy(_ tombstone: LedgerKeys.Tombstone) throws(LedgerError) -> Int {
        _ = try tombstones()
        return try state.withLock { (state) throws(LedgerError) in
            if state.tombstones[tombstone.subject] == nil {
                try append(tombstone, &state)
                state.tombstones[tombstone.subject] = tombstone
            }
            state.known[tombstone.subject] = nil
            return try wipe(tombstone.subject, &state)
        }
    }

    private func wipe(_ subject: Tag, _ state: inout State) throws(LedgerError) -> Int {
        var destroyed = 0
        for epoch in 1...state.header.epoch {
            let (place, slot) = try state.table.find(state.secrets.id(of: subject, epoch))
            guard let slot, slot.state == .key else { continue }
            try state.table.put(slot.destroyed, at: place)
            destroyed += 1
        }
        let file = state.table.file
        if destroyed > 0 { try ledgerErrors { try file.sync() } }
        return destroyed
    }

    /// Ends erasures that were interrupted.
    func finishErasures() throws(LedgerError) {
        try state.withLock { (state) throws(LedgerError) in
            for subject in state.tombstones.keys { _ = try wipe(subject, &state) }
        }
    }

    private func append(_ tombstone: LedgerKeys.Tombstone, _ state: inout State) throws(LedgerError)
    {
        let line: JSONValue = [
            "subject": .string(tombstone.subject.text), "event": .string("\(tombstone.event)"),
            "at": .string("\(tombstone.at)"),
        ]
        try ledgerErrors {
            let isThere = try storage.list().contains { $0.name == Self.erasedName }
            let file = try storage.open(
                Self.erasedName, isThere ? .readWrite : .createExclusive)
            // What follows the last whole line is of an erasure that was interrupted.
            let bytes = Array((line.description + "\n").utf8)
            if try file.size() > state.erasedBytes { try file.truncate(to: state.erasedBytes) }
            try file.write(bytes, at: state.erasedBytes)
            try file.sync()
            if !isThere { try storage.syncDirectory("") }
            state.erasedBytes += UInt64(bytes.count)
        }
    }

    /// The subjects that were erased, as the file says by now.
    public func tombstones() throws(LedgerError) -> [Tag: LedgerKeys.Tombstone] {
        try state.withLock { (state) throws(LedgerError) in
            let opened = try ledgerErrors { try storage.openIfPresent(Self.erasedName) }
            guard let file = opened else { return state.tombstones }
            let size = try ledgerErrors { try file.size() }
            guard size > state.erasedBytes else { return state.tombstones }
            let bytes = try ledgerErrors { [from = state.erasedBytes] in
                try file.read(at: from, count: Int(size - from))
            }
            guard let end = bytes.lastIndex(of: 0x0A) else { return state.tombstones }
            for line in bytes[...end].split(separator: 0x0A) {
                guard let json = try? JSONValue.parse(line),
                    let subject = json["subject"]?.stringValue.flatMap({ Tag(parsing: $0) }),
                    let event = json["event"]?.stringValue.flatMap({ EventID($0) }),
                    let at = json["at"]?.stringValue.flatMap({ Instant($0) })
                else { throw .keys("file erased: a line is damaged; restore it from its copy") }
                state.tombstones[subject] = LedgerKeys.Tombstone(
                    subject: subject, event: event, at: at)
                state.known[subject] = nil
            }
            state.erasedBytes += UInt64(end + 1)
            return state.tombstones
        }
    }
}
