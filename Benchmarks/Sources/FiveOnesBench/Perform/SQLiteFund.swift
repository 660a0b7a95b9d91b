/// The same rule in SQLite, as `SELECT`s and an `INSERT` in one transaction.
///
/// Every table is found by its key: whether the clerk holds the role today, whether the donation is
/// new, whether the earmark is of the fund.
final class SQLiteFund {
    private let database: SQLite
    private let role: SQLite.Statement
    private let known: SQLite.Statement
    private let earmark: SQLite.Statement
    private let insert: SQLite.Statement

    init(_ path: String) throws {
        database = try SQLite(path)
        try database.execute("PRAGMA busy_timeout=60000")
        try database.execute(
            """
            CREATE TABLE IF NOT EXISTS grants (
                actor TEXT, role TEXT, unit TEXT, first INTEGER, last INTEGER,
                PRIMARY KEY (actor, role, unit)) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS earmarks (
                earmark TEXT PRIMARY KEY, fund TEXT NOT NULL) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS donations (
                position INTEGER PRIMARY KEY, donation TEXT NOT NULL UNIQUE, fund TEXT NOT NULL,
                earmark TEXT NOT NULL, donor TEXT NOT NULL, kind TEXT NOT NULL, area TEXT,
                fen INTEGER NOT NULL, actor TEXT NOT NULL, unit TEXT NOT NULL,
                recorded INTEGER NOT NULL);
            CREATE INDEX IF NOT EXISTS funds ON donations (fund)
            """)
        role = try database.prepare(
            """
            SELECT 1 FROM grants WHERE actor = ?1 AND role = ?2 AND unit = ?3 AND first <= ?4
                AND last >= ?4
            """)
        known = try database.prepare("SELECT 1 FROM donations WHERE donation = ?1")
        earmark = try database.prepare("SELECT 1 FROM earmarks WHERE earmark = ?1 AND fund = ?2")
        insert = try database.prepare(
            "INSERT INTO donations VALUES (NULL, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")
    }

    /// Grants the clerks their roles, opens one earmark, and puts donations into its fund.
    func fill(clerks: Int, donations: Int) throws {
        try database.execute("BEGIN IMMEDIATE; INSERT INTO earmarks VALUES ('E-0', 'K-0')")
        for clerk in 0..<clerks {
            try database.execute(
                """
                INSERT INTO grants VALUES (
                    'clerk.\(clerk)', 'foundation-staff', '\(FundOffice.foundation)', 0, 99999)
                """)
        }
        for number in 0..<donations { try record("before-\(number)", by: 0) }
        try database.execute("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)")
    }

    /// Takes the decision on one donation; returns when it is synced.
    func donate(_ name: String, by clerk: Int = 0) throws {
        try database.execute("BEGIN IMMEDIATE")
        role.bind(1, "clerk.\(clerk)")
        role.bind(2, "foundation-staff")
        role.bind(3, FundOffice.foundation)
        role.bind(4, 20_000)
        known.bind(1, name)
        earmark.bind(1, "E-0")
        earmark.bind(2, "K-0")
        guard try rows(role) == 1, try rows(known) == 0, try rows(earmark) == 1 else {
            throw Disagreement(description: "SQLite refused donation \(name)")
        }
        try record(name, by: clerk)
        try database.execute("COMMIT")
    }

    /// What the fund holds, in fen.
    func balance() throws -> Int {
        var fen = 0
        try database.prepare("SELECT sum(fen) FROM donations WHERE fund = 'K-0'").forEach {
            fen = $0.integer(0)
        }
        return fen
    }

    private func rows(_ statement: SQLite.Statement) throws -> Int {
        var count = 0
        try statement.forEach { _ in count += 1 }
        return count
    }

    private func record(_ name: String, by clerk: Int) throws {
        for (index, text) in [name, "K-0", "E-0", "D-\(name)", "individual", "nanshan"].enumerated()
        {
            insert.bind(Int32(index + 1), text)
        }
        insert.bind(7, 10_000)
        insert.bind(8, "clerk.\(clerk)")
        insert.bind(9, FundOffice.foundation)
        insert.bind(10, 1_735_689_600)
        try insert.run()
    }
}
