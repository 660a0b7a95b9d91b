import CaseLedger
import Foundation
import SegmentLog

/// Bringing in many events at once, from drafts in memory to the last sync.
///
/// - Ours: `Ledger.admit` of 2,000 drafts at a time, as the importer does it: checked, identified,
///   tagged, back-linked, encoded, hashed into the tree, compressed, synced.
/// - Peer: SQLite in transactions of 1,000, from the same drafts with the same encoder: once the
///   bare table, once with what a ledger has too, an index of identities and of subjects.
enum ImportRow {
    static let group = 2_000

    /// Measures, and leaves one store of each kind behind for the rows that read.
    static func measure(_ setting: Setting) async throws -> (rows: [Row], stores: Stores) {
        let drafts = setting.workload.drafts
        let stores = Stores()
        func ours() async throws -> Double {
            setting.remove(stores.ledger)
            stores.ledger = setting.fresh("ledger")
            let ledger = try Ledger.open(at: stores.ledger, events: .library, as: .founding)
            let taken = try await seconds { try await admit(drafts, to: ledger) }
            try agree("entries imported", Int(ledger.size), drafts.count)
            try ledger.close()
            return Double(drafts.count) / taken
        }
        func theirs(_ form: SQLiteEvents.Form) async throws -> Double {
            setting.remove(stores[form])
            stores[form] = setting.fresh("\(form.rawValue).sqlite")
            let events = try SQLiteEvents(stores[form], form)
            let taken = try await seconds { try events.insert(drafts, inTransactionsOf: 1_000) }
            try events.checkpoint()
            return Double(drafts.count) / taken
        }
        let rounds = setting.isSmoke ? 1 : 3
        let bare = try await Figures.alternating(rounds, ours: ours) { try await theirs(.bare) }
        let indexed = try await Figures.alternating(rounds, ours: ours) {
            try await theirs(.indexed)
        }
        let rows = [
            Row(
                "bulk import, ledger", .perSecond, bare, vs: "SQLite, 1,000, bare",
                goal: .atLeast(10)),
            Row(
                "bulk import, ledger", .perSecond, indexed, vs: "SQLite, 1,000, id + tags",
                goal: .atLeast(10)),
        ]
        return (rows, stores)
    }

    private static func admit(_ drafts: [Draft], to ledger: Ledger) async throws {
        var previous: UInt64 = 0
        for start in stride(from: 0, to: drafts.count, by: group) {
            let end = min(start + group, drafts.count)
            for outcome in try ledger.admit(Array(drafts[start..<end])) {
                guard case .recorded = outcome else {
                    throw Disagreement(description: "a draft was not recorded: \(outcome)")
                }
            }
            try await ledger.synced(through: previous)
            previous = UInt64(end)
        }
        try await ledger.synced(through: previous)
    }
}

/// The same events as we keep them and as the peers do.
final class Stores {
    var ledger = ""
    /// The ledger as it was before it was sealed.
    var hot = ""
    private var paths: [SQLiteEvents.Form: String] = [:]

    subscript(form: SQLiteEvents.Form) -> String {
        get { paths[form] ?? "" }
        set { paths[form] = newValue }
    }
    /// Seals all of our log, as the background does with every segment but the last, and keeps a
    /// copy as it was.
    func seal(_ setting: Setting) async throws {
        hot = setting.fresh("hot")
        try FileManager.default.copyItem(atPath: ledger, toPath: hot)
        let writer = try LogWriter.open(
            in: FileStorage(directory: ledger), describer: CaseDescriber())
        let report = try await writer.seal(endingSegment: true)
        try writer.close()
        if let failure = report.failures.first {
            throw Disagreement(description: failure.message)
        }
    }
}
