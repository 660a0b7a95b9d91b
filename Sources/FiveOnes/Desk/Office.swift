public import CaseLedger
import Foundation
public import SegmentLog

/// Where an office keeps its ledger: a directory, and the keys to the personal data in it.
///
/// ```swift
/// let office = Office(at: "/srv/five-ones")
/// try await office.found()
/// try office.makeKeys()
/// let ledger = try office.record()
/// ```
public struct Office: Sendable {
    /// The ledger's directory.
    public let path: String
    /// The directory of the keys: the one that was named, or the one beside the ledger's.
    public let keyPath: String
    /// The sizes that the log is bound by, and what opening for recording checks: all of it.
    public var limits = LogLimits(opening: .everything)
    private let wrapping: (any WrappingKey)?
    private let areKeysNamed: Bool

    /// An office at a directory, with its keys elsewhere than beside it if they are named.
    ///
    /// - Parameters:
    ///   - path: The ledger's directory.
    ///   - keys: The directory of the keys; `PATH.keys`, if `nil`.
    ///   - wrapping: What wraps the keys; the key in their directory, if `nil`.
    public init(
        at path: String, keys: String? = nil, wrappedBy wrapping: (any WrappingKey)? = nil
    ) {
        self.path = path
        self.wrapping = wrapping
        areKeysNamed = keys != nil
        var beside = path[...]
        while beside.count > 1, beside.last == "/" { beside = beside.dropLast() }
        keyPath = keys ?? beside + ".keys"
    }

    var storage: FileStorage { FileStorage(directory: path) }

    /// The keys; none, if nobody named any and there are none beside the ledger.
    private var keys: LedgerKeys {
        guard areKeysNamed || FileManager.default.fileExists(atPath: keyPath) else { return .none }
        return .directory(keyPath, wrappedBy: wrapping)
    }

    /// A ledger open for reading, and how whole it is.
    public struct Reading: Sendable {
        /// The ledger.
        public let ledger: Ledger
        /// The entries that cannot be read, which views of it pass over.
        public let unreadable: [Range<UInt64>]
        /// Entries that can be read though the bytes that store them are damaged.
        public let mended: [Range<UInt64>]
        /// Why it is not known how much was acknowledged, if that is so.
        public let doubt: TreeHead.Doubt?
    }

    /// Opens the ledger for reading and looks for what cannot be read.
    ///
    /// - Parameter discloses: Whether personal data will be opened, which takes the keys.
    /// - Returns: The ledger, and what of it is damaged.
    /// - Throws: As ``Ledger/open(at:events:as:_:)``; `notFound` for a file in its place.
    /// - Complexity: Reads the log once.
    public func read(disclosing discloses: Bool = false) throws(LedgerError) -> Reading {
        let ledger = try open(.reading, with: discloses ? keys : .none)
        let unreadable = try ledger.unreadable()
        return Reading(
            ledger: ledger, unreadable: unreadable, mended: ledger.mended, doubt: ledger.doubt)
    }

    /// Opens the ledger for recording; its ``Ledger/recovery`` says what that had to repair.
    ///
    /// - Throws: As ``read(disclosing:)``; `keys` if they cannot be opened.
    public func record() throws(LedgerError) -> Ledger { try open(.recording, with: keys) }

    /// Founds a ledger here without its keys, and its authority if a founder is named.
    ///
    /// - Throws: As ``Ledger/open(at:events:as:_:)``.
    public func found(by founding: AuthorityFounded? = nil) async throws(LedgerError) {
        let ledger = try open(.founding, with: .none)
        if let founding {
            try await ledger.perform(
                Record(founding),
                by: Actor(founding.founder, role: .authorityKeeper, unit: founding.unit))
        }
        try ledger.close()
    }

    /// Makes the keys to the personal data of a new ledger.
    ///
    /// - Throws: ``LedgerError/Code/keys`` if there are some already.
    public func makeKeys() throws(LedgerError) {
        try FileKeyStore.create(at: keyPath, wrappedBy: wrapping)
    }

    func open(
        _ access: LedgerAccess, with keys: LedgerKeys
    ) throws(LedgerError) -> Ledger {
        try requireDirectory()
        return try Ledger.open(
            in: storage, events: .fiveOnes, as: access, LedgerOptions(keys: keys, limits: limits))
    }

    /// Refuses a file in the place of the ledger's directory.
    func requireDirectory() throws(LedgerError) {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory),
            !isDirectory.boolValue
        else { return }
        throw LedgerError(.notFound, "is a file; name a ledger's directory")
    }
}
