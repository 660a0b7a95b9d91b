import CaseLedger
import Foundation
import SegmentLog

/// Rebuilding views from the first event on.
///
/// - Full replay, ours: `Ledger.replay` of three views over every event: once in a ledger that is
///   open for recording, so that its index is there, and once from the moment a reader opens it.
/// - Peer: SQLite, a scan of the bare table, each entry read with our own codec and folded into the
///   same views by the same code; the connection opened within the time.
/// - Selective replay, ours: the one view that needs about 3 % of the events, in the open ledger.
///   Its peer is our own full replay; both are rates of events passed.
enum ReplayRow {
    static func measure(_ setting: Setting, _ stores: Stores) async throws -> [Row] {
        let events = Double(setting.events)
        let reference = try SQLiteEvents(stores[.bare], .bare).views()
        let open = try Ledger.open(at: stores.ledger, events: .library)
        func full(_ ledger: Ledger) throws {
            let loans = ledger.fold(OpenLoans.self)
            let activity = ledger.fold(Activity.self)
            let fees = ledger.fold(Fees.self)
            try ledger.replay([loans, activity, fees])
            let views = Views(loans: loans.state, activity: activity.state, fees: fees.state)
            guard views == reference else {
                throw Disagreement(description: "our views differ from the peer's")
            }
        }
        func rate(_ body: () throws -> Void) async throws -> Double {
            events / (try await seconds { try body() })
        }
        func theirs() async throws -> Double {
            try await rate { _ = try SQLiteEvents(stores[.bare], .bare).views() }
        }
        let warm = try await Figures.alternating(
            setting.rounds, ours: { try await rate { try full(open) } }, theirs: theirs)
        let selective = try await Figures.alternating(setting.rounds) {
            try await rate {
                let fees = try open.view(Fees.self)
                try agree("fees", fees, reference.fees)
            }
        } theirs: {
            try await rate { try full(open) }
        }
        try open.close()
        let cold = try await Figures.alternating(
            setting.rounds,
            ours: {
                try await rate {
                    try full(Ledger.open(at: stores.ledger, events: .library, for: .reading))
                }
            }, theirs: theirs)
        let peer = "SQLite scan, same codec"
        return [
            Row(
                "full replay, 3 views, open ledger", .perSecond, warm, vs: peer, goal: .atLeast(3)),
            Row(
                "full replay, 3 views, with opening", .perSecond, cold, vs: peer, goal: .atLeast(3)
            ),
            Row(
                "replay of 1 view of 3 %, open ledger", .perSecond, selective,
                vs: "our full replay", goal: .atLeast(10)),
        ]
    }
}
