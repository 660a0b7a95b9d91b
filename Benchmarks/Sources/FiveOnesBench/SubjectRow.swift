import CaseLedger
import Foundation

/// All events of one subject, about fifty of them.
///
/// - Cold, ours: the files' pages are dropped from memory (`posix_fadvise`), then the ledger is
///   opened for reading and one reader's history walked. Peer: the same with SQLite, its indexed
///   form: the connection opened, the tag looked up, its entries fetched and read.
/// - Warm: many subjects, one after another, in a ledger and a connection that are open; the time
///   for each.
enum SubjectRow {
    static func measure(_ setting: Setting, _ stores: Stores) async throws -> [Row] {
        let subjects = (0..<(setting.isSmoke ? 3 : 200)).map {
            Tag("reader", "R-\($0 * 7919 % setting.workload.readers)")
        }
        let sqlite = stores[.indexed]
        let events = try SQLiteEvents(sqlite, .indexed)
        let ledger = try Ledger.open(at: stores.ledger, events: .library, as: .reading)
        for subject in subjects.prefix(20) {
            try agree(
                "events of \(subject)", try history(of: subject, in: ledger),
                try rows(of: subject, in: events))
        }
        let warm = try await Figures.alternating(setting.rounds) {
            try await seconds {
                for subject in subjects { _ = try history(of: subject, in: ledger) }
            }
        } theirs: {
            try await seconds {
                for subject in subjects { _ = try rows(of: subject, in: events) }
            }
        }
        var next = 0
        func other() -> Tag {
            next += 1
            return subjects[next % subjects.count]
        }
        let cold = try await Figures.alternating(setting.rounds) {
            try Setting.evict(stores.ledger)
            let subject = other()
            return try await seconds {
                let ledger = try Ledger.open(at: stores.ledger, events: .library, as: .reading)
                _ = try history(of: subject, in: ledger)
            }
        } theirs: {
            try Setting.evict(sqlite)
            let subject = other()
            return try await seconds {
                _ = try rows(of: subject, in: SQLiteEvents(sqlite, .indexed))
            }
        }
        return [
            Row(
                "one subject's events, cold", .milliseconds, cold.map { $0 * 1_000 },
                vs: "SQLite, indexed read", goal: .atMost(1)),
            Row(
                "one subject's events, warm", .microseconds,
                warm.map { $0 / Double(subjects.count) * 1_000_000 }, vs: "SQLite, indexed read"),
        ]
    }

    /// The positions, from the ledger.
    private static func history(of subject: Tag, in ledger: Ledger) throws -> [UInt64] {
        var positions: [UInt64] = []
        try ledger.history(of: .tag(subject)) { positions.append($0.position) }
        return positions
    }

    /// The positions, from SQLite; each entry is decoded as a history decodes it.
    private static func rows(of subject: Tag, in events: SQLiteEvents) throws -> [UInt64] {
        let select = try events.database.prepare(
            """
            SELECT entry FROM tags JOIN events USING (position) WHERE tag = ?1 ORDER BY position
            """)
        select.bind(1, subject.text)
        var positions: [UInt64] = []
        try select.forEach { positions.append(try EntryView($0.bytes(0)).envelope().position) }
        return positions
    }
}
