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
            let subject = tombstone.subject
            if state.tombstones[subject] == nil || state.erased.unchecked.contains(subject) {
                try append(state.tombstones[subject] ?? tombstone, &state)
                state.tombstones[subject] = state.tombstones[subject] ?? tombstone
            }
            state.known[subject] = nil
            return try wipe(subject, &state)
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
            for subject in state.tombstones.keys where !state.erased.unchecked.contains(subject) {
                _ = try wipe(subject, &state)
            }
        }
    }

    private func append(_ tombstone: LedgerKeys.Tombstone, _ state: inout State) throws(LedgerError)
    {
        let line = state.erased.line(tombstone, state.secrets)
        try ledgerErrors {
            let isThere = try storage.list().contains { $0.name == Self.erasedName }
            let file = try storage.open(
                Self.erasedName, isThere ? .readWrite : .createExclusive)
            // What follows the last whole line is of an erasure that was interrupted.
            let end = state.erased.bytes
            if try file.size() > end { try file.truncate(to: end) }
            try file.write(line, at: end)
            try file.sync()
            if !isThere { try storage.syncDirectory("") }
        }
        state.erased.appended(line, tombstone, state.secrets)
    }

    /// The subjects that were erased, as the file says by now.
    public func tombstones() throws(LedgerError) -> [Tag: LedgerKeys.Tombstone] {
        try state.withLock { (state) throws(LedgerError) in
            guard let file = try ledgerErrors({ try storage.openIfPresent(Self.erasedName) }) else {
                return state.tombstones
            }
            var erased = state.erased
            defer { state.erased = erased }
            try erased.read(file, state.secrets) { tombstone in
                state.tombstones[tombstone.subject] = tombstone
                state.known[tombstone.subject] = nil
            }
            return state.tombstones
        }
    }

    /// Tombstones that an earlier version has left without a check: a ledger says whether they are
    /// as they were written, and then they are destroyed anew.
    func unchecked() throws(LedgerError) -> [LedgerKeys.Tombstone] {
        let all = try tombstones()
        return state.withLock { $0.erased.unchecked }.compactMap { all[$0] }
            .sorted { $0.subject < $1.subject }
    }
}
