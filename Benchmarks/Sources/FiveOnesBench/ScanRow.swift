import CaseLedger
import Foundation
import SegmentLog

/// Reading every entry without looking into it.
///
/// - Ours: `LogReader.forEach` from a reader just opened: read, compared with its SHA-256,
///   decompressed.
/// - Peer: SQLite, `SELECT entry FROM events ORDER BY position` on the bare table, each blob
///   touched at its ends and not copied.
enum ScanRow {
    static func measure(_ setting: Setting, _ stores: Stores) async throws -> [Row] {
        let events = setting.events
        let figures = try await Figures.alternating(setting.rounds) {
            var count = 0
            var bytes = 0
            let taken = try await seconds {
                let reader = try LogReader.open(in: FileStorage(directory: stores.ledger))
                try reader.forEach(in: 0..<Position(reader.size)) { _, entry in
                    count += 1
                    bytes += Int(entry[0] & entry[entry.count - 1])
                }
            }
            try agree("entries scanned", count, events)
            return Double(events) / taken
        } theirs: {
            var count = 0
            var bytes = 0
            let taken = try await seconds {
                let database = try SQLite(stores[.bare])
                try database.prepare("SELECT entry FROM events ORDER BY position").forEach { row in
                    let entry = row.bytes(0)
                    count += 1
                    bytes += Int(entry[0] & entry[entry.count - 1])
                }
            }
            try agree("rows scanned", count, events)
            return Double(events) / taken
        }
        return [Row("bare scan, log", .perSecond, figures, vs: "SQLite, bare")]
    }
}
