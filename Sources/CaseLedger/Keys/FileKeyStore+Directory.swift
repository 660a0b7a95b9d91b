public import SegmentLog

extension FileKeyStore {
    /// Makes a store in a directory of the file system that only its owner may enter, or completes
    /// the making of one that was cut short.
    ///
    /// - Parameters:
    ///   - path: The directory; its parent must be there.
    ///   - key: What wraps the keys; a new one in the directory's file `wrapping`, if `nil`.
    /// - Throws: ``LedgerError/Code/keys`` if there are keys already; `log` if the directory is
    ///   another account's or open to others, or the disk fails.
    public static func create(at path: String, wrappedBy key: (any WrappingKey)? = nil)
        throws(LedgerError)
    {
        try make(in: FileStorage(directory: path).closed(), wrappedBy: key)
    }

    /// Makes a store in an empty or absent directory, or completes the making of one that was cut
    /// short.
    ///
    /// - Throws: ``LedgerError/Code/keys`` if there is one already.
    public static func create(in storage: any Storage, wrappedBy key: any WrappingKey)
        throws(LedgerError)
    {
        try make(in: storage, wrappedBy: key)
    }

    /// The same, with a wrapping key of the directory's own if there is no other.
    ///
    /// The table is written last: a directory without it is begun, one with it is complete.
    package static func make(in storage: any Storage, wrappedBy key: (any WrappingKey)?)
        throws(LedgerError)
    {
        try ledgerErrors {
            try storage.makeDirectory("")
            try (storage as? FileStorage)?.requirePrivate()
            let lock = try storage.lock("lock")
            defer { lock.unlock() }
            let names = Set(try storage.list().map(\.name))
            guard !names.contains(tableName) else {
                throw LedgerError.keys("there are keys here already")
            }
            guard !names.contains(erasedName) else {
                throw LedgerError.keysLost("subjects were erased here, and the table is not there")
            }
            let key = try key ?? ownWrappingKey(in: storage)
            let secrets = KeyStoreSecrets()
            let header = KeyTableHeader(
                slotBits: 10, epoch: 1, log: nil, fingerprint: key.fingerprint,
                wrapped: try key.wrap(secrets.bytes))
            _ = try write(header, to: storage) { _ in }
        }
    }

    /// The log whose keys a directory holds; empty if that is not settled yet, `nil` without keys.
    ///
    /// - Throws: ``LedgerError/Code/keysLost`` if the table is damaged; `log` if the directory is
    ///   another account's or open to others.
    package static func binding(in storage: any Storage) throws(LedgerError) -> String? {
        let names = try ledgerErrors { try storage.listIfPresent().map(\.name) }
        guard !names.isEmpty else { return nil }
        try ledgerErrors { try (storage as? FileStorage)?.requirePrivate(sharing: 0o050) }
        return names.contains(tableName) ? try openTable(storage, .read).0.log ?? "" : nil
    }

    private static func ownWrappingKey(in storage: any Storage) throws -> LocalWrappingKey {
        if let key = try wrappingKey(in: storage) { return key }
        let key = LocalWrappingKey.random()
        try storage.replace(wrappingName, with: Array((key.text + "\n").utf8), replacing: false)
        return key
    }

    /// Opens the store in a directory of the file system.
    ///
    /// - Parameters:
    ///   - path: The directory.
    ///   - key: What wraps the keys; the key in the directory's file `wrapping`, if `nil`.
    ///   - access: Whether keys may be made and destroyed.
    /// - Returns: The store.
    /// - Throws: As ``open(in:wrappedBy:for:)``; `log` too if the directory is another account's, or
    ///   others than a group that reads have rights in it.
    public static func open(
        at path: String, wrappedBy key: (any WrappingKey)? = nil, for access: LedgerAccess
    ) throws(LedgerError) -> FileKeyStore {
        let storage = FileStorage(directory: path).closed(sharing: true)
        do throws(LogError) { try storage.requirePrivate(sharing: 0o050) } catch {
            guard error.code == .notFound else { throw LedgerError(error) }
            throw .keys("\(path): there are no keys here")
        }
        let key = if let key { key } else { try wrappingKey(at: path + "/" + wrappingName) }
        return try open(in: storage, wrappedBy: key, for: access)
    }

    /// Opens a store for recording, by its own wrapping key if there is no other.
    package static func open(_ storage: any Storage, wrappedBy key: (any WrappingKey)?)
        throws(LedgerError) -> FileKeyStore
    {
        guard let key = try ledgerErrors({ try key ?? wrappingKey(in: storage) }) else {
            throw .keys("there is no wrapping key here; give the one that wraps the keys")
        }
        return try open(in: storage, wrappedBy: key, for: .recording)
    }

    /// The wrapping key in a file.
    ///
    /// - Throws: ``LedgerError/Code/keys`` if there is none.
    public static func wrappingKey(at path: String) throws(LedgerError) -> LocalWrappingKey {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        let directory = parts.dropLast().joined(separator: "/")
        let place = FileStorage(directory: parts.count > 1 ? directory + "/." : ".")
        let bytes: [UInt8]?
        do throws(LogError) {
            bytes = try place.readIfPresent(String(parts.last ?? ""), atMost: 256)
        } catch {
            guard error.code != .unknownFile else { throw LedgerError(error) }
            bytes = nil
        }
        guard let bytes else {
            throw .keys("\(path): there is no wrapping key here, or it may not be read")
        }
        return try key(bytes, path)
    }

    /// The wrapping key that a store keeps itself, if it does.
    static func wrappingKey(in storage: any Storage) throws -> LocalWrappingKey? {
        try storage.readIfPresent(wrappingName, atMost: 256).map { try key($0, wrappingName) }
    }

    private static func key(_ bytes: [UInt8], _ place: String) throws(LedgerError)
        -> LocalWrappingKey
    {
        try LocalWrappingKey(text: String(decoding: bytes, as: UTF8.self), from: place)
    }
}
