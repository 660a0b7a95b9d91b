public import CaseLedger
import Foundation
public import SegmentLog

/// Where an office keeps its ledger: a directory, and the keys to the personal data in it.
///
/// ```swift
/// let office = Office(at: "/srv/five-ones")
/// try await office.found()
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
    var keyStorage: FileStorage { FileStorage(directory: keyPath).closed(sharing: true) }

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
    /// - Parameter confirmsClock: Whether somebody says that the clock is right, though the last
    ///   event was recorded long ago (``LedgerOptions/clockLeap``).
    /// - Returns: The ledger.
    /// - Throws: As ``read(disclosing:)``; `keys` if they cannot be opened.
    public func record(confirmingClock confirmsClock: Bool = false) throws(LedgerError) -> Ledger {
        try open(.recording, with: keys, confirmingClock: confirmsClock)
    }

    /// Founds a ledger here with its keys, and its authority if a founder is named; what an earlier
    /// founding has begun is completed.
    ///
    /// An existing ledger without keys, in which nothing is sealed, gets them.
    ///
    /// - Parameters:
    ///   - founder: Who keeps the ledger's authority, if it is founded too.
    ///   - note: What whoever finds the keys should know; the file `README` beside them.
    /// - Throws: ``LedgerError``: `log` caused by `alreadyExists` if there is nothing to do, or the
    ///   ledger was begun otherwise; `keys` if those there are another ledger's; `keysLost` if what is
    ///   on record is sealed under keys that are not there.
    public func found(
        by founder: AuthorityFounded? = nil, leaving note: String? = nil
    ) async throws(LedgerError) {
        try requireDirectory()
        try await Founding(
            log: storage, keys: keyStorage,
            wrapping: wrapping,
            limits: limits, founder: founder, note: note
        ).run()
    }

    /// What is wrong with the keys: parts that are damaged, lost or another ledger's, and what is
    /// sealed under keys that are not there.
    ///
    /// Nothing, where there are none and none were named.
    ///
    /// Without the key that wraps them, only their files are looked at.
    ///
    /// - Throws: ``LedgerError`` if the ledger cannot be read.
    /// - Complexity: O(slots), and reads the ledger once.
    public func keyFaults() throws(LedgerError) -> [Phrase] {
        guard areKeysNamed || FileManager.default.fileExists(atPath: keyPath) else { return [] }
        do throws(LedgerError) {
            let faults = try FileKeyStore.faults(in: keyStorage, wrappedBy: wrapping)
            guard faults.isEmpty else { return faults }
            let isOwn = FileManager.default.fileExists(
                atPath: "\(keyPath)/\(FileKeyStore.wrappingName)")
            guard wrapping != nil || isOwn else { return [] }
            return try open(.reading, with: keys).lostKeys().map { fault in
                Phrase(
                    "位置 \(fault.position)：密封内容的密钥丢失或损坏", fault.description)
            }
        } catch {
            guard [.keys, .keysLost].contains(error.code) || error.cause?.code == .notPrivate
            else { throw error }
            return [Phrase("密钥无法使用：\(error.message)", error.message)]
        }
    }

    func open(
        _ access: LedgerAccess, with keys: LedgerKeys, confirmingClock confirmsClock: Bool = false
    ) throws(LedgerError) -> Ledger {
        try requireDirectory()
        var options = LedgerOptions(keys: keys, limits: limits)
        options.isClockConfirmed = confirmsClock
        return try Ledger.open(in: storage, events: .fiveOnes, as: access, options)
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
