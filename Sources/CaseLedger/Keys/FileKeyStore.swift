import Crypto
import Foundation
public import SegmentLog
import Synchronization

/// Keys in a directory beside the ledger's, wrapped by a key from outside.
///
/// ```
/// LEDGER.keys/
///     keys        the table of keys (KeyTable.swift), wrapped
///     erased      the subjects that were erased, one JSON object a line
///     wrapping    the key that wraps the table, unless it is kept elsewhere
///     lock        held by the process that records
/// ```
///
/// Keep a copy of it apart from the copies of the ledger: who has both can read everything, who has
/// only the ledger can read nothing personal. A lost key store is a lost ledger as far as personal
/// data goes.
///
/// A key is synced to disk before anything that was sealed under it reaches the log. Memory stays
/// bounded: keys are looked up in the file, and 16,384 of them are remembered.
///
/// - Complexity: one read of 4 KiB for a key that is not remembered, at any number of subjects.
public final class FileKeyStore: KeyStore {
    static let tableName = "keys"
    static let erasedName = "erased"
    /// The name of the file that holds the wrapping key, if it is kept in the directory.
    public static let wrappingName = "wrapping"
    private static let remembered = 16_384

    let storage: any Storage
    let lock: (any StorageLock)?
    let state: Mutex<State>

    struct State {
        var header: KeyTableHeader
        var table: KeyTable
        var count: UInt64
        var secrets: KeyStoreSecrets
        var known: [Tag: LedgerKeys.SubjectKey] = [:]
        var tombstones: [Tag: LedgerKeys.Tombstone] = [:]
        var erased = ErasedFile()
        var isDirty = false
    }

    private init(_ storage: any Storage, _ lock: (any StorageLock)?, _ state: consuming State) {
        self.storage = storage
        self.lock = lock
        self.state = Mutex(state)
    }

    /// Opens a store.
    ///
    /// - Throws: ``LedgerError/Code/keys``: there is none, or the wrapping key is not the one;
    ///   `keysLost`: the table, or what was erased, is damaged. `log` if another process holds it for recording.
    public static func open(
        in storage: any Storage, wrappedBy key: any WrappingKey, for access: LedgerAccess
    ) throws(LedgerError) -> FileKeyStore {
        let lock = access != .reading ? try ledgerErrors { try storage.lock("lock") } : nil
        let state = try load(storage, key, access != .reading ? .readWrite : .read)
        let store = FileKeyStore(storage, lock, state)
        _ = try store.tombstones()
        if access != .reading {
            try store.upgrade()
            try store.finishErasures()
        }
        return store
    }

    private static func load(
        _ storage: any Storage, _ key: any WrappingKey, _ mode: StorageMode
    ) throws(LedgerError) -> State {
        let (header, table) = try openTable(storage, mode)
        guard header.fingerprint == key.fingerprint else {
            throw .keys(
                "the keys are wrapped by another key (fingerprint \(String(hex: header.fingerprint))) than "
                    + "the one given (\(String(hex: key.fingerprint))); give the one that wraps them"
            )
        }
        guard let bytes = try? key.unwrap(header.wrapped), let secrets = KeyStoreSecrets(bytes)
        else { throw .keysLost("the wrapping key does not open the keys; they are damaged") }
        return State(
            header: header, table: table, count: try table.estimatedCount(), secrets: secrets)
    }

    static func openTable(_ storage: any Storage, _ mode: StorageMode) throws(LedgerError)
        -> (KeyTableHeader, KeyTable)
    {
        guard let file = try ledgerErrors({ try storage.openIfPresent(tableName, mode) }) else {
            throw .keys("there are no keys here; give the directory that was made with the ledger")
        }
        let bytes = try ledgerErrors { try file.read(at: 0, count: KeyTableHeader.byteCount) }
        let header = try KeyTableHeader(bytes)
        let slots = 1 << UInt64(header.slotBits) as UInt64
        guard try ledgerErrors({ try file.size() }) >= KeyTable.offset(slots) else {
            throw .keysLost("file keys: is cut off")
        }
        let table = KeyTable(file: file, slotBits: header.slotBits, version: header.version)
        return (header, table)
    }

    /// Writes a table of version 1 anew, unless it is damaged.
    private func upgrade() throws(LedgerError) {
        try state.withLock { (state) throws(LedgerError) in
            guard state.header.version == 1 else { return }
            do throws(LedgerError) { try rewrite(&state) } catch {
                guard error.code == .keysLost else { throw error }
            }
        }
    }

    // MARK: - KeyStore

    public func bind(to log: LogID) throws(LedgerError) {
        try state.withLock { (state) throws(LedgerError) in
            if let bound = state.header.log {
                guard bound == log.description else { throw .foreignKeys }
                return
            }
            guard lock != nil else { return }
            state.header.log = log.description
            try rewrite(&state)
        }
    }

    public func current(for subject: Tag) throws(LedgerError) -> LedgerKeys.SubjectKey {
        try state.withLock { (state) throws(LedgerError) in
            if let key = state.known[subject], key.epoch == state.header.epoch { return key }
            guard state.tombstones[subject] == nil else { throw .erased(subject) }
            let epoch = state.header.epoch
            if let key = try Self.find(subject, epoch, &state) { return key }
            guard lock != nil else {
                throw .keys("the keys are open for reading; open the ledger for recording")
            }
            if state.count * 10 >= 7 << UInt64(state.header.slotBits) {
                state.header.slotBits += 1
                try rewrite(&state)
            }
            let id = state.secrets.id(of: subject, epoch)
            let secret = randomBytes(32)
            let (place, taken) = try state.table.find(id)
            guard taken == nil else { throw .erased(subject) }
            let slot = try ledgerErrors {
                try KeySlot(
                    epoch: epoch, id: id, secret: secret, under: state.secrets.wrappingKey)
            }
            try state.table.put(slot, at: place)
            state.count += 1
            state.isDirty = true
            let key = LedgerKeys.SubjectKey(epoch: epoch, secret: secret)
            Self.remember(key, of: subject, &state)
            return key
        }
    }

    /// The epoch of the key that ``current(for:)`` would make, looked for in the table.
    public func missing(for subject: Tag) throws(LedgerError) -> UInt32? {
        try state.withLock { (state) throws(LedgerError) in
            let epoch = state.header.epoch
            guard state.known[subject]?.epoch != epoch, state.tombstones[subject] == nil,
                try Self.find(subject, epoch, &state) == nil
            else { return nil }
            return epoch
        }
    }

    public func key(for subject: Tag, epoch: UInt32) throws(LedgerError) -> LedgerKeys.SubjectKey? {
        try state.withLock { (state) throws(LedgerError) in
            if let key = state.known[subject], key.epoch == epoch { return key }
            guard state.tombstones[subject] == nil else { return nil }
            if lock != nil { return try Self.find(subject, epoch, &state) }
            do throws(LedgerError) {
                if let key = try Self.find(subject, epoch, &state) { return key }
            } catch { guard error.code == .keysLost else { throw error } }
            // The process that records may have written a larger table since, and wiped this one.
            (state.header, state.table) = try Self.openTable(storage, .read)
            return try Self.find(subject, epoch, &state)
        }
    }

    private static func find(_ subject: Tag, _ epoch: UInt32, _ state: inout State)
        throws(LedgerError) -> LedgerKeys.SubjectKey?
    {
        let id = state.secrets.id(of: subject, epoch)
        guard let slot = try state.table.find(id).slot, slot.state == .key else { return nil }
        guard let secret = slot.secret(under: state.secrets.wrappingKey) else {
            throw .keysLost("file keys: the key of a \(subject.kind) is damaged")
        }
        let key = LedgerKeys.SubjectKey(epoch: epoch, secret: secret)
        remember(key, of: subject, &state)
        return key
    }

    private static func remember(
        _ key: LedgerKeys.SubjectKey, of subject: Tag, _ state: inout State
    ) {
        if state.known.count >= remembered { state.known.removeAll(keepingCapacity: true) }
        state.known[subject] = key
    }

    public func synchronize() throws(LedgerError) {
        try state.withLock { (state) throws(LedgerError) in
            guard state.isDirty else { return }
            try ledgerErrors { try state.table.file.sync() }
            state.isDirty = false
        }
    }

    public func blindSecrets() throws(LedgerError) -> [[UInt8]] {
        state.withLock { $0.secrets.blind }
    }

    /// Lets another process record; nothing more is asked of the store then.
    package func close() { lock?.unlock() }
}
