/// Keeps a verified copy of a log in another place.
///
/// ```swift
/// let backup = LogBackup(in: FileStorage(directory: "/mnt/usb/ledger"))
/// let report = try backup.run(of: FileStorage(directory: "/var/lib/ledger"))
/// ```
///
/// The log may be written meanwhile: what was acknowledged at the start is copied, no more, no
/// less. A later run copies the segments that are new or were sealed since. Before it replaces
/// anything, it derives every hash of the copy from the bytes of the copy, read from the disk where
/// the storage can. So a damaged log never spoils a sound backup, and a backup that rots is found
/// out at the next run.
///
/// A backup is a directory:
///
///     log/      a log like any other, which `verify` and `LogReader` take as it is
///     record    what it holds for sure, written last (BackupRecord.swift)
///     keys.sealed     if its owner has put them there: keys, sealed
///     lock      held while one is being made
///
/// Whenever it is cut short, what the record states can still be restored. It holds what the log's
/// directory holds and nothing else: no keys, which are kept elsewhere, no quarantine, no caches.
public struct LogBackup: Sendable {
    private let backup: any Storage

    private static let logName = "log"
    private static let lockName = "lock"
    /// Sealed keys to what is sealed in the entries, which whoever has put them there knows.
    package static let keysName = "keys.sealed"

    /// The backup in this directory, which `run` makes if its parent exists.
    public init(in backup: any Storage) {
        self.backup = backup
    }

    private var copy: StorageFolder { StorageFolder(backup, LogBackup.logName) }

    /// What the last completed run has left, or nil.
    ///
    /// - Throws: `damaged`, `io`.
    package func record() throws(LogError) -> BackupRecord? {
        try BackupRecord.read(from: backup)
    }

    /// Makes the backup, or brings it up to date.
    ///
    /// - Parameter log: what to copy.
    /// - Returns: what is there now, and what it took.
    /// - Throws: `notALog`; `damaged` (naming the place, in the log or in the copy; or `head`, if
    ///   it leaves a doubt what was acknowledged); `rolledBack`
    ///   or `inconsistent` if the log is not a continuation of what the backup holds; `unknownFile`
    ///   if the directory holds something else; `locked`, `noSpace`, `io`. Then what was there
    ///   before is there still.
    /// - Complexity: copies what is new; reads and hashes the whole copy.
    public func run(of log: any Storage) throws(LogError) -> LogBackup.Report {
        let before = try BackupRecord.read(from: backup)
        try LogReader.open(in: log).requireNoDoubt()
        var new = try LogCopy(from: log, to: copy)
        if let before, before.logID != new.slot.logID {
            throw LogError(
                .inconsistent, "the directory holds the backup of another log.",
                file: BackupRecord.name, advice: "Choose another directory.")
        }
        try requireNothingElse()
        try backup.makeDirectory("")
        let lock = try lock()
        defer { lock.unlock() }
        try copy.makeDirectory("")
        try new.complete(from: before?.head)
        let record = BackupRecord(
            logID: new.slot.logID, head: new.slot.tree, segments: new.segments.count)
        try backup.replace(BackupRecord.name, with: record.encoded)
        return LogBackup.Report(
            head: new.slot.tree, before: before?.head, copied: new.staged,
            copiedBytes: new.stagedBytes, kept: new.segments.count - new.staged.count)
    }

    /// Makes a log again from the backup, or completes a restoration that was cut short.
    ///
    /// - Parameter target: where; a directory that is empty, not there yet, or holds what an earlier
    ///   restoration of this backup has left.
    /// - Returns: what was restored: all that the record states, or more if a later run was cut
    ///   short.
    /// - Throws: `notFound` if no backup was ever completed; `alreadyExists` if the target holds
    ///   anything else; `damaged`, `rolledBack` or `inconsistent` if the backup is not what its
    ///   record states; `noSpace`, `io`. Nothing that stood in the target is changed then.
    /// - Complexity: copies what is not there, and reads and hashes the whole copy.
    public func restore(to target: any Storage) throws(LogError) -> LogBackup.Report {
        try restore(to: target, beside: [])
    }

    /// The same beside directories that the target may hold already.
    package func restore(
        to target: any Storage, beside directories: Set<String>
    ) throws(LogError) -> LogBackup.Report {
        guard let record = try BackupRecord.read(from: backup) else {
            throw LogError(
                .notFound, "there is no completed backup in this place.", file: BackupRecord.name,
                advice: "Choose the directory that a backup was made to.")
        }
        var new = try LogCopy(from: copy, to: target)
        guard new.slot.logID == record.logID else {
            throw LogError(
                .inconsistent, "the log in the backup is not the one its record states.",
                file: BackupRecord.name, advice: "Look for another copy.")
        }
        try new.requireNothing(beside: directories)
        try target.makeDirectory("")
        let lock = try target.lock(Format.lockName)
        defer { lock.unlock() }
        try new.requireNothing(beside: directories)
        try new.complete(from: record.head)
        return LogBackup.Report(
            head: new.slot.tree, before: nil, copied: new.staged, copiedBytes: new.stagedBytes,
            kept: new.segments.count - new.staged.count)
    }

    private func lock() throws(LogError) -> any StorageLock {
        do throws(LogError) { return try backup.lock(LogBackup.lockName) } catch {
            guard error.code == .locked else { throw error }
            let holder = try backup.lockHolder(LogBackup.lockName) ?? "another process"
            throw LogError(
                .locked, "another backup into this directory is being made by \(holder).",
                file: LogBackup.lockName, advice: "Wait until that has ended.")
        }
    }

    /// Refuses a directory that is used for something else.
    private func requireNothingElse() throws(LogError) {
        let own: Set = [
            LogBackup.logName, LogBackup.lockName, BackupRecord.name,
            BackupRecord.name + StorageItem.temporarySuffix, LogBackup.keysName,
            LogBackup.keysName + StorageItem.temporarySuffix,
        ]
        for item in try backup.listIfPresent()
        where !item.name.hasPrefix(".") && !own.contains(item.name) {
            throw LogError(
                .unknownFile, "the directory holds something that is no part of a backup.",
                file: item.name, advice: "Choose another directory for the backup.")
        }
    }
}
