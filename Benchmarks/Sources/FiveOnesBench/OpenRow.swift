import CaseLedger
import Foundation
import SegmentLog

/// A log of ten million entries: the memory that appending it takes, and the time to open it for
/// writing.
///
/// There is no peer here but the goals themselves.
///
/// - Memory: by how much the process has grown at most since the first hundredth was appended.
/// - After a clean close: `LogWriter.open` of the closed directory.
/// - After a crash: of a copy that was taken while the log was open, with the `head` of ten
///   thousand entries before, as a loss of power may leave it: those entries are checked, written
///   and synced once more.
struct OpenRow {
    private let setting: Setting
    private let count: Int
    private let log: String
    private let crashed: String

    static func measure(_ setting: Setting) async throws -> [Row] {
        let row = OpenRow(
            setting: setting, count: setting.isSmoke ? 20_000 : 10_000_000,
            log: setting.fresh("long"), crashed: setting.fresh("crashed"))
        defer { for path in [row.log, row.crashed] { setting.remove(path) } }
        let growth = try await row.append()
        let rounds = 0..<(setting.isSmoke ? 1 : 7)
        let crash = try rounds.map { _ in
            let copy = setting.fresh("copy")
            defer { setting.remove(copy) }
            try row.copy(row.crashed, to: copy)
            return try row.open(copy)
        }
        let clean = try rounds.map { _ in try row.open(row.log) }
        let memory = growth.map { [$0] } ?? []
        return [
            row.line("open after a clean close", .milliseconds, clean, within: 100),
            row.line("open after a crash", .milliseconds, crash, within: 1_000),
        ] + memory.map { row.line("memory to append", .mebibytes, [$0], within: 256) }
    }

    private func line(
        _ what: String, _ unit: Unit, _ ours: [Double], within bound: Double
    ) -> Row {
        Row(
            "\(what), \(count / 1_000) k entries", unit,
            Figures(ours: ours, theirs: ours.map { _ in bound }), vs: "the goal", goal: .atMost(1))
    }

    /// Fills the log, and leaves beside it what a crash might have; returns the growth in MiB.
    private func append() async throws -> Double? {
        let entries = try setting.workload.drafts.prefix(20_000).enumerated().map {
            try WireEncoder.encode($1.envelope(at: $0, .now))
        }
        let limits = LogLimits(idleHeadSync: nil, sealsInBackground: false)
        let writer = try LogWriter.create(in: FileStorage(directory: log), limits: limits)
        func submit(_ range: Range<Int>) async throws {
            try await writer.room()
            try writer.submit(range.map { entries[$0 % entries.count] })
        }
        let group = 1_000
        let last = count - count / 1_000 / group * group - group
        var before: Double?
        var most: Double?
        for start in stride(from: 0, to: last, by: group) {
            try await submit(start..<start + group)
            let memory = Setting.residentMebibytes()
            if start <= count / 100 { before = memory }
            if let memory { most = max(most ?? 0, memory) }
        }
        _ = try await writer.durable(through: Position(UInt64(last)))
        let head = setting.fresh("head")
        defer { setting.remove(head) }
        try FileManager.default.copyItem(atPath: "\(log)/head", toPath: head)
        for start in stride(from: last, to: count, by: group) {
            try await submit(start..<start + group)
        }
        _ = try await writer.durable(through: Position(UInt64(count)))
        try copy(log, to: crashed)
        try FileManager.default.removeItem(atPath: "\(crashed)/head")
        try FileManager.default.copyItem(atPath: head, toPath: "\(crashed)/head")
        try writer.close()
        guard let before, let most else { return nil }
        return most - before
    }

    /// Copies `head` and the last segment, which an opening may change, and links the others.
    private func copy(_ source: String, to target: String) throws {
        let files = FileManager.default
        try files.createDirectory(atPath: target, withIntermediateDirectories: false)
        let segments = try files.contentsOfDirectory(atPath: source)
            .filter { $0.hasSuffix(".lz4") }.sorted()
        for name in segments.dropLast() {
            try files.linkItem(atPath: "\(source)/\(name)", toPath: "\(target)/\(name)")
        }
        for name in segments.suffix(1) + ["head"] {
            try files.copyItem(atPath: "\(source)/\(name)", toPath: "\(target)/\(name)")
        }
    }

    /// Opens a log for writing; how long that took, in milliseconds.
    private func open(_ path: String) throws -> Double {
        let limits = LogLimits(idleHeadSync: nil, sealsInBackground: false)
        let start = ContinuousClock.now
        let writer = try LogWriter.open(in: FileStorage(directory: path), limits: limits)
        let taken = (ContinuousClock.now - start) / .milliseconds(1)
        try agree("entries opened", Int(writer.next.rawValue), count)
        try writer.close()
        return taken
    }
}
