public import CaseLedger
import Foundation
public import SegmentLog

extension Office {
    /// Makes a verified copy of the ledger in a directory, or brings it up to date.
    ///
    /// Readings that wait to be taken in are copied too. Keys are not, unless a passphrase is given:
    /// then a copy of them is sealed under it, and the export is on record.
    ///
    /// - Parameters:
    ///   - directory: Where the backup is kept.
    ///   - keys: The passphrase that the keys are sealed under, and who takes them along.
    /// - Returns: What is there now, and what it took.
    /// - Throws: ``LedgerError/Code/log``, as ``LogBackup/run(of:)``; `keys`, `keysLost`;
    ///   `refused` if the actor may not take the keys along.
    public func backUp(
        to directory: String, withKeys keys: (passphrase: String, actor: Actor)? = nil
    ) throws(LedgerError) -> LogBackup.Report {
        try requireDirectory()
        let place = FileStorage(directory: directory)
        if let keys {
            try open(.reading, with: .none).require(
                .export, of: [], for: .backup, by: keys.actor)
        }
        // First: what is taken in meanwhile is in the log, then, or still here.
        let waiting = try Ledger.waitingFiles(in: storage)
        let report = try ledgerErrors { try LogBackup(in: place).run(of: storage) }
        // And what was left meanwhile.
        let later = try Ledger.waitingFiles(in: storage)
        try Ledger.put(
            waiting: waiting.merging(later) { $1 }, in: FileStorage(directory: directory + "/log"),
            alone: true)
        guard let keys else { return report }
        let digest = try SealedKeys.write(keyStorage, under: keys.passphrase, to: place.closed())
        try open(.reading, with: .none).registerExport(
            file: URL(filePath: directory).path + "/" + SealedKeys.name, digest: digest,
            for: .backup, about: [],
            by: keys.actor)
        return report
    }

    /// Makes the ledger again from a backup, in a directory that is empty, not there yet, or that a
    /// restoration was cut short in.
    ///
    /// - Parameters:
    ///   - directory: Where the backup is kept.
    ///   - passphrase: What the keys in it are sealed under; they are left there, if `nil`.
    /// - Returns: What was restored.
    /// - Throws: ``LedgerError/Code/log``, as ``LogBackup/restore(to:)``; `keys` if the passphrase is
    ///   another, or there are other keys in their place.
    public func restore(
        from directory: String, passphrase: String? = nil
    ) throws(LedgerError) -> LogBackup.Report {
        try Office(at: directory).requireDirectory()
        let place = FileStorage(directory: directory)
        if let passphrase { try SealedKeys.check(place, under: passphrase) }
        let report = try ledgerErrors {
            try LogBackup(in: place).restore(to: storage, beside: [Ledger.spool, "cache"])
        }
        let waiting = try Ledger.waitingFiles(in: FileStorage(directory: directory + "/log"))
        try Ledger.put(waiting: waiting, in: storage, alone: false)
        if let passphrase {
            try SealedKeys.restore(from: place, under: passphrase, to: keyStorage)
        }
        return report
    }

    /// How much in the ledger will not open since there are no keys: the entries with something
    /// sealed; `nil` where there are keys.
    ///
    /// - Throws: ``LedgerError`` if the ledger cannot be read.
    /// - Complexity: Reads the ledger once.
    public func entriesWithoutKeys() throws(LedgerError) -> Int? {
        guard try FileKeyStore.binding(in: keyStorage) == nil else { return nil }
        return try open(.reading, with: .none).entriesWithSealedText()
    }

    /// Whether a backup holds keys, sealed.
    public static func holdsKeys(inBackup directory: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(directory)/\(SealedKeys.name)")
    }
}
