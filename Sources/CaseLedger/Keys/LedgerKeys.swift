/// What a ledger is given to seal and open personal data with.
///
/// ```swift
/// let ledger = try Ledger.open(
///     at: path, events: .fiveOnes, LedgerOptions(keys: .directory(path + ".keys")))
/// ```
public struct LedgerKeys: Sendable {
    enum Source: Sendable {
        case none, clear
        case store(any KeyStore)
        case directory(String, (any WrappingKey)?)
    }
    let source: Source

    /// No keys: everything but personal data can be read and recorded.
    public static let none = LedgerKeys(source: .none)

    /// Personal data is recorded as it is, unsealed.
    ///
    /// It can then never be erased; only for ledgers without people in them, such as those of tests.
    public static let clear = LedgerKeys(source: .clear)

    /// Keys in memory, gone with the process; for tests.
    public static func inMemory() -> LedgerKeys { .store(MemoryKeyStore()) }

    /// The keys in a store.
    public static func store(_ store: any KeyStore) -> LedgerKeys {
        LedgerKeys(source: .store(store))
    }

    /// The keys in a directory that ``FileKeyStore/create(at:wrappedBy:)`` made.
    ///
    /// - Parameters:
    ///   - path: The directory.
    ///   - key: What the keys are wrapped by; the key in the directory's file `wrapping`, if `nil`.
    /// - Returns: What the ledger opens when it is opened itself.
    public static func directory(_ path: String, wrappedBy key: (any WrappingKey)? = nil)
        -> LedgerKeys
    { LedgerKeys(source: .directory(path, key)) }

    /// The store, opened.
    func open(for access: LedgerAccess) throws(LedgerError) -> (any KeyStore)? {
        switch source {
        case .none, .clear: return nil
        case .store(let store): return store
        case .directory(let path, let key):
            return try FileKeyStore.open(at: path, wrappedBy: key, for: access)
        }
    }

    /// Whether the ledger opens the store, and so closes it.
    var isOpened: Bool { if case .directory = source { true } else { false } }

    var isClear: Bool { if case .clear = source { true } else { false } }
}
