/// What a backup holds for sure: written last, so that it is only ever believed of a whole one.
///
/// It is the file `record` beside the folder `log` of a backup, in lines of ASCII:
///
///     segmentlog-backup/1
///     log 5f0c…                 the log's identity, 32 hexadecimal digits
///     size 1204                 entries
///     root aEfb…                the RFC 6962 root over them, base64
///     segments 3
///     sha256 77ab…              of all lines above, hexadecimal
///
/// The folder may hold more than the record states, if a later backup was cut short; never less.
package struct BackupRecord: Hashable, Sendable {
    /// The identity of the log.
    package var logID: LogID

    /// The entries that are in the backup, and their root.
    package var head: TreeHead

    /// The number of segments.
    package var segments: Int

    static let name = "record"
    private static let title = "segmentlog-backup/1"
    private static let maximumBytes = 4_096

    init(logID: LogID, head: TreeHead, segments: Int) {
        self.logID = logID
        self.head = head
        self.segments = segments
    }

    private var lines: String {
        """
        \(BackupRecord.title)
        log \(logID)
        size \(head.size)
        root \(head.root.base64)
        segments \(segments)

        """
    }

    var encoded: [UInt8] {
        let lines = lines
        return Array((lines + "sha256 \(sha256(Array(lines.utf8)).hex)\n").utf8)
    }

    /// The record in these bytes, or nil if they are not exactly one.
    init?(_ bytes: [UInt8]) {
        let rows = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        func value(_ row: Int, _ name: String) -> Substring? {
            guard row < rows.count, rows[row].hasPrefix(name + " ") else { return nil }
            return rows[row].dropFirst(name.count + 1)
        }
        guard bytes.count <= BackupRecord.maximumBytes, let id = value(1, "log"),
            id.utf8.count == 32, let high = UInt64(id.prefix(16), radix: 16),
            let low = UInt64(id.suffix(16), radix: 16),
            let size = value(2, "size").flatMap({ UInt64($0) }),
            let root = value(3, "root").flatMap({ Hash(base64: $0.utf8) }),
            let segments = value(4, "segments").flatMap({ Int($0) })
        else { return nil }
        self.init(
            logID: LogID(high: high, low: low), head: TreeHead(size: size, root: root),
            segments: segments)
        if encoded != bytes { return nil }
    }

    /// The record of a backup, or nil if none was ever completed.
    ///
    /// - Throws: `damaged`, `io`.
    package static func read(from backup: any Storage) throws(LogError) -> BackupRecord? {
        guard let bytes = try backup.readIfPresent(name, atMost: maximumBytes + 1) else {
            return nil
        }
        guard let record = BackupRecord(bytes) else {
            throw LogError(
                .damaged, "the record of the backup is damaged.", file: name, offset: 0,
                advice: "The folder 'log' beside it may still be sound: verify it.")
        }
        return record
    }
}
