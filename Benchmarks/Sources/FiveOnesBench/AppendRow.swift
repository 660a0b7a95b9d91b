import CaseLedger
import Foundation
import SegmentLog

/// One durable append, alone: the time until a caller is answered.
///
/// - Ours: `LogWriter.append` of one entry of about 200 bytes, each awaited before the next; and
///   `Ledger.append` of one draft, which also checks, tags and encodes it.
/// - Peers: `pwrite` of 4 KiB and `fdatasync` (`F_FULLFSYNC` on Apple systems) at rising offsets of
///   a file that grows 1 MiB at a time: by zeros that are written ahead, as ours is, so that a sync
///   has no metadata to commit; or by space that is reserved ahead with `posix_fallocate`.
enum AppendRow {
    static func measure(_ setting: Setting) async throws -> [Row] {
        let count = setting.appends
        let raw = try RawFile(setting.fresh("raw"), isWrittenAhead: true)
        let reserved = try RawFile(setting.fresh("reserved"), isWrittenAhead: false)
        let writer = try LogWriter.create(
            in: FileStorage(directory: setting.fresh("one-log")))
        let entries = try setting.workload.drafts.prefix(count).enumerated().map {
            try WireEncoder.encode($1.envelope(at: $0, .now))
        }
        let rounds = setting.isSmoke ? 1 : 15
        let log = try await inTurn(rounds, count) { index in
            _ = try await writer.append([entries[index % count]])
        } theirs: {
            try raw.append()
        }
        let slower = try await inTurn(rounds, count) { index in
            _ = try await writer.append([entries[index % count]])
        } theirs: {
            try reserved.append()
        }
        try agree("entries in the log", Int(writer.durable.size), 2 * rounds * count)
        try writer.close()

        let ledger = try Ledger.open(
            at: setting.fresh("one-ledger"), events: .library, as: .founding)
        let drafts = setting.workload.drafts
        let whole = try await inTurn(rounds, count) { index in
            try await ledger.append([drafts[index % drafts.count]])
        } theirs: {
            try raw.append()
        }
        try agree("entries in the ledger", Int(ledger.size), min(rounds * count, drafts.count))
        try ledger.close()
        let peer = "pwrite 4 KiB + fdatasync"
        return [
            Row("one durable append, log", .microseconds, log, vs: peer, goal: .atMost(1.10)),
            Row(
                "one durable append, log", .microseconds, slower, vs: "the same, space reserved",
                goal: .atMost(1.10)),
            Row("one durable append, ledger", .microseconds, whole, vs: peer, goal: .atMost(1.10)),
        ]
    }

    /// Appends on either side in turn, one by one, since the time of a sync changes from one moment
    /// to the next; a round's figure is the median of its appends, in microseconds.
    private static func inTurn(
        _ rounds: Int, _ count: Int, ours: (Int) async throws -> Void, theirs: () throws -> Void
    ) async throws -> Figures {
        var figures = Figures()
        for round in 0..<rounds {
            var our: [Double] = []
            var their: [Double] = []
            for index in 0..<count {
                our.append(try await seconds { try await ours(round * count + index) })
                their.append(try await seconds { try theirs() })
            }
            figures.ours.append(our.median * 1_000_000)
            figures.theirs.append(their.median * 1_000_000)
        }
        return figures
    }
}
