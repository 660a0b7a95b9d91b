import CaseLedger
import Foundation
import SegmentLog

/// Bytes on disk for each event.
///
/// - Ours: all files of the closed ledger's directory, in which every segment is sealed; and the
///   same without `cache/`, which holds what can be made again: where tags and events stand, the
///   tree's nodes.
/// - Peers: the SQLite file after a checkpoint, bare and indexed; and `lz4 -9` over one file of the
///   bare entries, each behind its two bytes of length (left out where `lz4` is not installed).
enum SizeRow {
    static func measure(
        _ setting: Setting, _ stores: Stores
    ) async throws -> (rows: [Row], entryBytes: Double, remarks: [String]) {
        let events = Double(setting.events)
        let sealed = Double(try await sealedBytes(setting, stores, keepingCaches: false)) / events
        let ours = Double(try await sealedBytes(setting, stores, keepingCaches: true)) / events
        func pair(_ bytes: Int, _ peer: String, _ goal: Goal) -> [Row] {
            [("log", sealed), ("log + caches", ours)].map { what, ours in
                Row(
                    "bytes per event, \(what)", .bytes,
                    Figures(ours: [ours], theirs: [Double(bytes) / events]), vs: peer, goal: goal)
            }
        }
        var rows = pair(try Setting.bytes(stores[.bare]), "SQLite, bare", .atMost(0.2))
        rows += pair(try Setting.bytes(stores[.indexed]), "SQLite, id + tags", .atMost(0.2))
        var bare: [UInt8] = []
        let reader = try LogReader.open(in: FileStorage(directory: stores.ledger))
        try reader.forEach(in: 0..<Position(reader.size)) { _, entry in
            bare.append(UInt8(entry.count >> 8))
            bare.append(UInt8(entry.count & 0xFF))
            bare.append(contentsOf: entry)
        }
        let entryBytes = Double(bare.count) / events - 2
        let plain = setting.fresh("entries")
        try Data(bare).write(to: URL(fileURLWithPath: plain))
        defer { setting.remove(plain) }
        guard let packed = compress(plain) else {
            return (rows, entryBytes, ["lz4 is not installed; its row is left out"])
        }
        defer { setting.remove(packed) }
        rows += pair(try Setting.bytes(packed), "lz4 -9 of the entries", .atMost(1.15))
        return (rows, entryBytes, [])
    }

    private static func sealedBytes(
        _ setting: Setting, _ stores: Stores, keepingCaches: Bool
    ) async throws -> Int {
        let copy = setting.fresh("sealed")
        try FileManager.default.copyItem(atPath: stores.ledger, toPath: copy)
        defer { setting.remove(copy) }
        let writer = try LogWriter.open(
            in: FileStorage(directory: copy), describer: CaseDescriber())
        let report = try await writer.seal(endingSegment: true)
        try writer.close()
        try agree("segments that could not be sealed", report.failures.count, 0)
        if !keepingCaches {
            // A small ledger keeps its index in memory and has none.
            setting.remove(copy + "/cache")
        }
        return try Setting.bytes(copy)
    }

    private static func compress(_ path: String) -> String? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["lz4", "-9", "-q", path, path + ".lz4"]
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        process.waitUntilExit()
        return process.terminationStatus == 0 ? path + ".lz4" : nil
    }
}
