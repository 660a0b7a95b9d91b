import CaseLedger
import Foundation

/// Many callers at once, each waiting until its own event is durable before it brings the next.
///
/// - Ours: 64 tasks, each calling `Ledger.append` with one draft at a time; whoever arrives during
///   a sync shares the next one.
/// - Peer: SQLite (WAL, synchronous=FULL), one transaction for each event, on one connection
///   without contention, which is the best that its single writer can do; the bare table.
enum AppendersRow {
    static let tasks = 64

    static func measure(_ setting: Setting) async throws -> [Row] {
        let each = setting.isSmoke ? 5 : 200
        let drafts = setting.workload.drafts
        let ours = min(tasks * each, drafts.count)
        let theirs = min(setting.isSmoke ? 40 : 1_000, drafts.count)
        let figures = try await Figures.alternating(setting.isSmoke ? 1 : 9) {
            let ledger = try Ledger.open(
                at: setting.fresh("many"), events: .library, as: .founding)
            // What founds the subjects goes first, so that the order of the rest does not matter.
            let founding = drafts.prefix { $0.event.tags.founded.isEmpty == false }
            _ = try ledger.admit(Array(founding))
            try await ledger.synced(through: UInt64(founding.count))
            let rest = Array(drafts[founding.count...].prefix(ours))
            let taken = try await seconds { try await append(rest, to: ledger) }
            try agree("entries of 64", Int(ledger.size), founding.count + rest.count)
            try ledger.close()
            return Double(rest.count) / taken
        } theirs: {
            let path = setting.fresh("single.sqlite")
            let events = try SQLiteEvents(path, .bare)
            let taken = try await seconds {
                try events.insert(Array(drafts.prefix(theirs)), inTransactionsOf: 1)
            }
            setting.remove(path)
            return Double(theirs) / taken
        }
        return [
            Row(
                "64 durable appenders, ledger", .perSecond, figures, vs: "SQLite, 1 a transaction",
                goal: .atLeast(20))
        ]
    }

    private static func append(_ drafts: [Draft], to ledger: Ledger) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in 0..<tasks {
                let own = stride(from: lane, to: drafts.count, by: tasks).map { drafts[$0] }
                group.addTask { for draft in own { try await ledger.append([draft]) } }
            }
            try await group.waitForAll()
        }
    }
}
