import SegmentLog
import Synchronization

extension FileKeyStore {
    /// Wraps everything anew under another key; copies of the table made before stay under the old
    /// one, so destroy that.
    ///
    /// - Complexity: O(keys)
    public func rotateWrapping(to key: any WrappingKey) throws(LedgerError) {
        try state.withLock { (state) throws(LedgerError) in
            let before = state.secrets.wrappingKey
            state.secrets.master = randomBytes(32)
            let after = state.secrets.wrappingKey
            let secrets = state.secrets.bytes
            state.header.fingerprint = key.fingerprint
            state.header.wrapped = try ledgerErrors { try key.wrap(secrets) }
            try rewrite(&state) { slot in
                guard slot.state == .key else { return slot }
                guard let secret = slot.secret(under: before) else {
                    throw LedgerError.keysLost(
                        "file keys: a key is damaged, and nothing was changed")
                }
                return try KeySlot(epoch: slot.epoch, id: slot.id, secret: secret, under: after)
            }
        }
    }

    /// Gives every subject a new key for what is recorded from now on; what was sealed before stays
    /// readable.
    public func rotateSubjectKeys() throws(LedgerError) {
        try state.withLock { (state) throws(LedgerError) in
            state.header.epoch += 1
            try rewrite(&state)
        }
    }

    /// Gives the blind index a new secret for what is recorded from now on; what was entered before
    /// is still found.
    public func rotateBlindSecret(wrappedBy key: any WrappingKey) throws(LedgerError) {
        try state.withLock { (state) throws(LedgerError) in
            guard state.secrets.blind.count < 60 else {
                throw .keys("the blind index has had 60 secrets; it can have no more")
            }
            state.secrets.blind.append(randomBytes(32))
            let secrets = state.secrets.bytes
            state.header.wrapped = try ledgerErrors { try key.wrap(secrets) }
            try rewrite(&state)
        }
    }

    /// Writes the table anew with the state's header, and wipes the file that it replaces.
    func rewrite(
        _ state: inout State, _ change: (KeySlot) throws -> KeySlot = { $0 }
    ) throws(LedgerError) {
        guard lock != nil else {
            throw .keys("the keys are open for reading; open the ledger for recording")
        }
        let (old, header) = (state.table, state.header)
        var count: UInt64 = 0
        let new = try ledgerErrors {
            try Self.write(header, to: storage) { table in
                try old.forEachTaken { slot in
                    let (place, _) = try table.find(slot.id)
                    try table.put(change(slot), at: place)
                    count += 1
                }
            }
        }
        state.table = new
        state.header.version = new.version
        state.count = count
        state.isDirty = false
        state.known.removeAll()
        try ledgerErrors {
            let zeros = [UInt8](repeating: 0, count: 1 << 16)
            let size = try old.file.size()
            for offset in stride(from: 0, to: size, by: zeros.count) {
                try old.file.write(Array(zeros.prefix(Int(size - offset))), at: offset)
            }
            try old.file.sync()
        }
    }

    /// Writes a table into a new file, fills it and puts it in its place.
    static func write(
        _ header: KeyTableHeader, to storage: any Storage, _ fill: (KeyTable) throws -> Void
    ) throws -> KeyTable {
        let file = try storage.openTemporary(for: tableName)
        let table = KeyTable(file: file, slotBits: header.slotBits, version: 2)
        try table.clear()
        try file.write(header.bytes, at: 0)
        try fill(table)
        try storage.publish(file, as: tableName)
        return table
    }
}
