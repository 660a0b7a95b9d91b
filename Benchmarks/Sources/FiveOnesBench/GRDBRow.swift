import CaseLedger
import Foundation
import GRDB

/// Rebuilding views with the usual tools of a Swift application.
///
/// - Ours: full replay into three views, as in the row before, in a ledger open for recording.
/// - Peer: GRDB, a record of position, type, actor, time and JSON fetched with a cursor, each event
///   decoded by `JSONDecoder` into the same `Codable` structs and folded by the same code. Of long
///   runs it sees the first 100,000 events only; both figures are rates.
enum GRDBRow {
    private struct StoredEvent: Codable, FetchableRecord, PersistableRecord {
        static let databaseTableName = "events"
        var position: Int64
        var type: String
        var actor: String
        var occurred: Int64
        var json: Data
    }

    static func measure(_ setting: Setting, _ stores: Stores) async throws -> [Row] {
        let drafts = Array(setting.workload.drafts.prefix(100_000))
        let path = setting.fresh("grdb.sqlite")
        let pool = try DatabasePool(path: path)
        try store(drafts, in: pool)
        let ledger = try Ledger.open(at: stores.ledger, events: .library)
        let figures = try await Figures.alternating(setting.isSmoke ? 1 : 3) {
            let taken = try await seconds {
                try ledger.replay([
                    ledger.fold(OpenLoans.self), ledger.fold(Activity.self), ledger.fold(Fees.self),
                ])
            }
            return Double(ledger.size) / taken
        } theirs: {
            var views = Views()
            let taken = try await seconds { views = try Self.views(of: pool) }
            let loans = ledger.fold(OpenLoans.self)
            let activity = ledger.fold(Activity.self)
            let fees = ledger.fold(Fees.self)
            try ledger.replay([loans, activity, fees], below: UInt64(drafts.count))
            try agree("activity", activity.state, views.activity)
            try agree("fees", fees.state, views.fees)
            guard loans.state == views.loans else {
                throw Disagreement(description: "the open loans differ from GRDB's")
            }
            return Double(drafts.count) / taken
        }
        try ledger.close()
        return [
            Row(
                "full replay, 3 views, 2 threads, sealed", .perSecond, figures,
                vs: "GRDB, Codable JSON", goal: .atLeast(30))
        ]
    }

    private static func store(_ drafts: [Draft], in pool: DatabasePool) throws {
        let encoder = JSONEncoder()
        try pool.write { database in
            try database.create(table: "events") { table in
                table.primaryKey("position", .integer)
                table.column("type", .text).notNull()
                table.column("actor", .text).notNull()
                table.column("occurred", .integer).notNull()
                table.column("json", .blob).notNull()
            }
            for (position, draft) in drafts.enumerated() {
                try StoredEvent(
                    position: Int64(position), type: draft.event.type.name, actor: draft.actor.id,
                    occurred: draft.event.occurred?.value ?? 0, json: json(draft, encoder)
                ).insert(database)
            }
        }
    }

    private static func json(_ draft: Draft, _ encoder: JSONEncoder) throws -> Data {
        func convert<P: Payload & Encodable>(_ type: P.Type) throws -> Data {
            try encoder.encode(WireDecoder.decode(type, from: draft.event.payload))
        }
        return switch draft.event.type {
        case BookAdded.type: try convert(BookAdded.self)
        case ReaderJoined.type: try convert(ReaderJoined.self)
        case BookLent.type: try convert(BookLent.self)
        case BookReturned.type: try convert(BookReturned.self)
        default: try convert(FeePaid.self)
        }
    }

    private static func views(of pool: DatabasePool) throws -> Views {
        try pool.read { database in
            var views = Views()
            let decoder = JSONDecoder()
            let cursor = try StoredEvent.order(Column("position")).fetchCursor(database)
            while let stored = try cursor.next() {
                switch stored.type {
                case BookAdded.type.name:
                    views.activity.apply(try decoder.decode(BookAdded.self, from: stored.json))
                case ReaderJoined.type.name:
                    views.activity.apply(try decoder.decode(ReaderJoined.self, from: stored.json))
                case BookLent.type.name:
                    let event = try decoder.decode(BookLent.self, from: stored.json)
                    views.loans.apply(event)
                    views.activity.apply(event)
                case BookReturned.type.name:
                    let event = try decoder.decode(BookReturned.self, from: stored.json)
                    views.loans.apply(event)
                    views.activity.apply(event)
                default: views.fees.apply(try decoder.decode(FeePaid.self, from: stored.json))
                }
            }
            return views
        }
    }
}
