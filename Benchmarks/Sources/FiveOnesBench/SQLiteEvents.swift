import CaseLedger

/// The same events in SQLite, in the two forms that the rows compare with.
///
/// *Bare* is the least an event store can be: position, type as an integer, the entry in the same
/// wire format. *Indexed* can do what a ledger can: it also finds an event by its identity (and so
/// refuses it twice) and all events of a subject.
final class SQLiteEvents {
    enum Form: String { case bare, indexed }

    let form: Form
    let database: SQLite
    private let insertEvent: SQLite.Statement
    private var insertTag: SQLite.Statement?
    private static let types = Dictionary(
        uniqueKeysWithValues: EventCatalog.library.definitions.enumerated().map {
            ($1.type, $0)
        })

    init(_ path: String, _ form: Form) throws {
        self.form = form
        database = try SQLite(path)
        switch form {
        case .bare:
            try database.execute(
                """
                CREATE TABLE IF NOT EXISTS events (
                    position INTEGER PRIMARY KEY, type INTEGER NOT NULL, entry BLOB NOT NULL)
                """)
            insertEvent = try database.prepare("INSERT INTO events VALUES (?1, ?2, ?3)")
        case .indexed:
            try database.execute(
                """
                CREATE TABLE IF NOT EXISTS events (
                    position INTEGER PRIMARY KEY, type INTEGER NOT NULL, entry BLOB NOT NULL,
                    id BLOB NOT NULL UNIQUE);
                CREATE TABLE IF NOT EXISTS tags (
                    tag TEXT NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (tag, position)
                ) WITHOUT ROWID
                """)
            insertEvent = try database.prepare("INSERT INTO events VALUES (?1, ?2, ?3, ?4)")
            insertTag = try database.prepare("INSERT INTO tags VALUES (?1, ?2)")
        }
    }

    /// Encodes and inserts one event.
    func insert(_ draft: Draft, at position: Int, _ recorded: Instant) throws {
        insertEvent.bind(1, position)
        insertEvent.bind(2, Self.types[draft.event.type] ?? -1)
        insertEvent.bind(3, try WireEncoder.encode(draft.envelope(at: position, recorded)))
        if form == .indexed { insertEvent.bind(4, draft.event.id?.bytes ?? []) }
        try insertEvent.run()
        guard let insertTag else { return }
        for tag in draft.allTags {
            insertTag.bind(1, tag.text)
            insertTag.bind(2, position)
            try insertTag.run()
        }
    }

    /// Inserts all drafts in transactions of `size`.
    func insert(_ drafts: [Draft], inTransactionsOf size: Int) throws {
        for start in stride(from: 0, to: drafts.count, by: size) {
            try database.execute("BEGIN")
            let recorded = Instant.now
            for position in start..<min(start + size, drafts.count) {
                try insert(drafts[position], at: position, recorded)
            }
            try database.execute("COMMIT")
        }
    }

    /// Moves everything from the write-ahead log to the file.
    func checkpoint() throws { try database.execute("PRAGMA wal_checkpoint(TRUNCATE)") }

    /// Folds all events into the views with the ledger's codec.
    func views() throws -> Views {
        var views = Views()
        let scan = try database.prepare("SELECT type, entry FROM events ORDER BY position")
        try scan.forEach { row in
            let entry = try EntryView(row.bytes(1))
            switch row.integer(0) {
            case 0:
                views.activity.apply(try WireDecoder.decode(BookAdded.self, from: entry.payload))
            case 1:
                views.activity.apply(try WireDecoder.decode(ReaderJoined.self, from: entry.payload))
            case 2:
                let event = try WireDecoder.decode(BookLent.self, from: entry.payload)
                views.loans.apply(event)
                views.activity.apply(event)
            case 3:
                let event = try WireDecoder.decode(BookReturned.self, from: entry.payload)
                views.loans.apply(event)
                views.activity.apply(event)
            default: views.fees.apply(try WireDecoder.decode(FeePaid.self, from: entry.payload))
            }
        }
        return views
    }
}
