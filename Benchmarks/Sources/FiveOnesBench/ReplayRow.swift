import CaseLedger
import Foundation
import SegmentLog

/// Rebuilding views from the first event on.
///
/// - Full replay, ours: `Ledger.replay` of three views over every event, in a ledger that is open
///   for recording: sealed, and hot, which is as it was written. A third time from the moment a
///   reader opens the sealed one. It reads and decompresses ahead and folds on a second thread
///   where there is a processor for it.
/// - Peer: SQLite, a scan of the bare table, each entry read with our own codec and folded into the
///   same views by the same code, on one thread as it comes; the connection opened within the time.
/// - Selective replay, ours: the one view that needs about 3 % of the events. Its peer is our own
///   full replay; both are rates of events passed.
enum ReplayRow {
    static func measure(_ setting: Setting, _ stores: Stores) async throws -> [Row] {
        let reference = try SQLiteEvents(stores[.bare], .bare).views()
        func rate(_ body: () throws -> Void) async throws -> Double {
            Double(setting.events) / (try await seconds { try body() })
        }
        func theirs() async throws -> Double {
            try await rate { _ = try SQLiteEvents(stores[.bare], .bare).views() }
        }
        let peer = "SQLite scan, same codec"
        var rows: [Row] = []
        for (state, path) in [("sealed", stores.ledger), ("hot", stores.hot)] {
            let ledger = try Ledger.open(at: path, events: .library)
            func ours() async throws -> Double {
                try await rate { try full(ledger, reference) }
            }
            rows.append(
                Row(
                    "full replay, 3 views, 2 threads, \(state)", .perSecond,
                    try await Figures.alternating(setting.rounds, ours: ours, theirs: theirs),
                    vs: peer, goal: .atLeast(3)))
            let selective = try await Figures.alternating(setting.rounds) {
                try await rate { try agree("fees", try ledger.view(Fees.self), reference.fees) }
            } theirs: {
                try await ours()
            }
            rows.append(
                Row(
                    "replay of 1 view of 3 %, \(state)", .perSecond, selective,
                    vs: "our full replay", goal: .atLeast(10)))
            try ledger.close()
        }
        let cold = try await Figures.alternating(
            setting.rounds,
            ours: {
                try await rate {
                    let ledger = try Ledger.open(at: stores.ledger, events: .library, as: .reading)
                    try full(ledger, reference)
                }
            }, theirs: theirs)
        rows.append(
            Row(
                "full replay, 2 threads, with opening", .perSecond, cold, vs: peer,
                goal: .atLeast(3)))
        return rows
    }

    private static func full(_ ledger: Ledger, _ reference: Views) throws {
        let loans = ledger.fold(OpenLoans.self)
        let activity = ledger.fold(Activity.self)
        let fees = ledger.fold(Fees.self)
        try ledger.replay([loans, activity, fees])
        let views = Views(loans: loans.state, activity: activity.state, fees: fees.state)
        guard views == reference else {
            throw Disagreement(description: "our views differ from the peer's")
        }
    }
}
