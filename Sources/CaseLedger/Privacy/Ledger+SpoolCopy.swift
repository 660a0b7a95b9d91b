package import SegmentLog

/// The copies of readings that wait, for backups.
extension Ledger {
    /// The files of readings that wait, by name; what is none, or too large for one, is passed over.
    package static func waitingFiles(in storage: any Storage) throws(LedgerError)
        -> [String: [UInt8]]
    {
        var files: [String: [UInt8]] = [:]
        for item in try ledgerErrors({ try storage.listIfPresent(spool) })
        where !item.isDirectory && AccessChain.isName(item.name) {
            let most = LogLimits.entryBytes + 1
            // It may have been taken in since.
            let bytes = try? storage.readIfPresent("\(spool)/\(item.name)", atMost: most)
            if let bytes, bytes.count < most { files[item.name] = bytes }
        }
        return files
    }

    /// Puts such files in their place, and removes others if they are to be `alone`.
    package static func put(
        waiting files: [String: [UInt8]], in storage: any Storage, alone: Bool
    ) throws(LedgerError) {
        try ledgerErrors {
            let there = Set(try storage.listIfPresent(spool).map(\.name))
            if !files.isEmpty, there.isEmpty { try storage.makeDirectory(spool) }
            for (name, bytes) in files where !there.contains(name) || name == AccessChain.head {
                try storage.replace("\(spool)/\(name)", with: bytes)
            }
            guard alone else { return }
            for name in there where files[name] == nil { try storage.remove("\(spool)/\(name)") }
        }
    }
}
