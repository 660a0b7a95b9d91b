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

    private let storage: any Storage
    private let lock: (any StorageLock)?
    let state: Mutex<State>

    struct State {
        var header: KeyTableHeader
        var table: KeyTable
        var count: UInt64
        var secrets: KeyStoreSecrets
        var known: [Tag: SubjectKey] = [:]
        var tombstones: [Tag: Tombstone] = [:]
        var erasedBytes: UInt64 = 0
        var isDirty = false
    }

    private init(_ storage: any Storage, _ lock: (any StorageLock)?, _ state: consuming State) {
        self.storage = storage
        self.lock = lock
        self.state = Mutex(state)
    }

    /// Makes a store in an empty or absent directory.
    ///
    /// - Throws: ``LedgerError/Code/keys`` if there is one already.
    public static func create(in storage: any Storage, wrappedBy key: any WrappingKey)
        throws(LedgerError)
    {
        try ledgerErrors {
            try storage.makeDirectory("")
            guard try !storage.list().contains(where: { $0.name == tableName }) else {
                throw LedgerError.keys("there are keys here already")
            }
            let secrets = KeyStoreSecrets()
            let header = KeyTableHeader(
                slotBits: 10, epoch: 1, log: nil, fingerprint: key.fingerprint,
                wrapped: try key.wrap(secrets.bytes))
            _ = try write(header, to: storage) { _ in }
        }
    }

    /// Opens a store.
    ///
    /// - Throws: ``LedgerError/Code/keys``: there is none, the wrapping key is not the one, or the
    ///   table is damaged. `log` if another process holds it for recording.
    public static func open(
        in storage: any Storage, wrappedBy key: any WrappingKey, for access: Ledger.Access
    ) throws(LedgerError) -> FileKeyStore {
        let lock = access == .recording ? try ledgerErrors { try storage.lock("lock") } : nil
        let state = try load(storage, key, access == .recording ? .readWrite : .read)
        let store = FileKeyStore(storage, lock, state)
        _ = try store.tombstones()
        if access == .recording { try store.finishErasures() }
        return store
    }

    private static func load(
        _ storage: any Storage, _ key: any WrappingKey, _ mode: StorageMode
    ) throws(LedgerError) -> State {
        let (header, table) = try openTable(storage, mode)
        guard header.fingerprint == key.fingerprint else {
            throw .keys(
                "the keys are wrapped by another key (fingerprint \(hex(header.fingerprint))) than "
                    + "the one given (\(hex(key.fingerprint))); give the one that wraps them")
        }
        guard let bytes = try? key.unwrap(header.wrapped), let secrets = KeyStoreSecrets(bytes)
        else { throw .keys("the wrapping key does not open the keys; they may be damaged") }
        return State(
            header: header, table: table, count: try table.estimatedCount(), secrets: secrets)
    }

    private static func openTable(_ storage: any Storage, _ mode: StorageMode) throws(LedgerError)
        -> (KeyTableHeader, KeyTable)
    {
        let file: any StorageFile
        do throws(LogError) { file = try storage.open(tableName, mode) } catch {
            guard error.code == .notFound else { throw LedgerError(error) }
            throw .keys("there are no keys here; give the directory that was made with the ledger")
        }
        let bytes = try ledgerErrors { try file.read(at: 0, count: KeyTableHeader.byteCount) }
        let header = try KeyTableHeader(bytes)
        return (header, KeyTable(file: file, slotBits: header.slotBits))
    }

    // MARK: - KeyStore

    /// Makes these the keys of a log.
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

    /// The key for new personal data of a subject.
    public func current(for subject: Tag) throws(LedgerError) -> SubjectKey {
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
            let key = SubjectKey(epoch: epoch, secret: secret)
            Self.remember(key, of: subject, &state)
            return key
        }
    }

    /// A key that was made before; `nil` if it is not there.
    public func key(for subject: Tag, epoch: UInt32) throws(LedgerError) -> SubjectKey? {
        try state.withLock { (state) throws(LedgerError) in
            if let key = state.known[subject], key.epoch == epoch { return key }
            guard state.tombstones[subject] == nil else { return nil }
            if let key = try Self.find(subject, epoch, &state) { return key }
            guard lock == nil else { return nil }
            // The process that records may have written a larger table since.
            (state.header, state.table) = try Self.openTable(storage, .read)
            return try Self.find(subject, epoch, &state)
        }
    }

    private static func find(_ subject: Tag, _ epoch: UInt32, _ state: inout State)
        throws(LedgerError) -> SubjectKey?
    {
        let id = state.secrets.id(of: subject, epoch)
        guard let slot = try state.table.find(id).slot, slot.state == .key else { return nil }
        guard let secret = slot.secret(under: state.secrets.wrappingKey) else {
            throw .keys("file keys: the key of a \(subject.kind) is damaged")
        }
        let key = SubjectKey(epoch: epoch, secret: secret)
        remember(key, of: subject, &state)
        return key
    }

    private static func remember(_ key: SubjectKey, of subject: Tag, _ state: inout State) {
        if state.known.count >= remembered { state.known.removeAll(keepingCapacity: true) }
        state.known[subject] = key
    }

    /// Returns once every key that was handed out would survive a loss of power.
    public func synchronize() throws(LedgerError) {
        try state.withLock { (state) throws(LedgerError) in
            guard state.isDirty else { return }
            try ledgerErrors { try state.table.file.sync() }
            state.isDirty = false
        }
    }

    /// The secrets of the blind index, the newest last.
    public func blindSecrets() throws(LedgerError) -> [[UInt8]] {
        state.withLock { $0.secrets.blind }
    }

    /// Lets another process record; nothing more is asked of the store then.
    func close() { lock?.unlock() }

    // MARK: - Rotation

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
                    throw LedgerError.keys("file keys: a key is damaged; nothing was changed")
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

    // MARK: - Erasure

    /// Destroys every key of a subject.
    ///
    /// The tombstone is synced first: from then on no key is found or made, whatever happens next,
    /// and an opening for recording ends what was begun.
    public func destroy(_ tombstone: Tombstone) throws(LedgerError) -> Int {
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
    private func finishErasures() throws(LedgerError) {
        try state.withLock { (state) throws(LedgerError) in
            for subject in state.tombstones.keys { _ = try wipe(subject, &state) }
        }
    }

    private func append(_ tombstone: Tombstone, _ state: inout State) throws(LedgerError) {
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
    public func tombstones() throws(LedgerError) -> [Tag: Tombstone] {
        try state.withLock { (state) throws(LedgerError) in
            let file: any StorageFile
            do throws(LogError) { file = try storage.open(Self.erasedName, .read) } catch {
                guard error.code == .notFound else { throw LedgerError(error) }
                return state.tombstones
            }
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
                state.tombstones[subject] = Tombstone(subject: subject, event: event, at: at)
                state.known[subject] = nil
            }
            state.erasedBytes += UInt64(end + 1)
            return state.tombstones
        }
    }

    // MARK: - Files

    /// Writes the table anew with the state's header, and wipes the file that it replaces.
    private func rewrite(
        _ state: inout State, _ change: (KeySlot) throws -> KeySlot = { $0 }
    ) throws(LedgerError) {
        guard lock != nil else {
            throw .keys("the keys are open for reading; open the ledger for recording")
        }
        let (old, header) = (state.table, state.header)
        var count: UInt64 = 0
        let new = try ledgerErrors {
            try Self.write(header, to: storage) { table in
                try old.forEach { slot in
                    let (place, _) = try table.find(slot.id)
                    try table.put(change(slot), at: place)
                    count += 1
                }
            }
        }
        state.table = new
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
    private static func write(
        _ header: KeyTableHeader, to storage: any Storage, _ fill: (KeyTable) throws -> Void
    ) throws -> KeyTable {
        let temporary = tableName + ".tmp"
        if try storage.list().contains(where: { $0.name == temporary }) {
            try storage.remove(temporary)
        }
        let file = try storage.open(temporary, .createExclusive)
        try file.extend(to: KeyTable.offset(1 << UInt64(header.slotBits)))
        try file.write(header.bytes, at: 0)
        let table = KeyTable(file: file, slotBits: header.slotBits)
        try fill(table)
        try file.sync()
        try storage.rename(temporary, to: tableName, replacing: true)
        try storage.syncDirectory("")
        return table
    }
}
