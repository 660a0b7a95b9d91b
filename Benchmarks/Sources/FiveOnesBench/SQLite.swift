import CSQLite

/// What SQLite says went wrong.
struct SQLiteError: Error, CustomStringConvertible {
    let description: String
}

/// A connection to a SQLite file through the C API: WAL, synchronous=FULL, all else as it comes.
final class SQLite {
    private var handle: OpaquePointer?

    init(_ path: String) throws {
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
        try check(sqlite3_open_v2(path, &handle, flags, nil))
        try execute("PRAGMA journal_mode=WAL")
        try execute("PRAGMA synchronous=FULL")
    }

    deinit { sqlite3_close_v2(handle) }

    func execute(_ sql: String) throws { try check(sqlite3_exec(handle, sql, nil, nil, nil)) }

    func prepare(_ sql: String) throws -> Statement {
        var statement: OpaquePointer?
        try check(sqlite3_prepare_v3(handle, sql, -1, 0, &statement, nil))
        return Statement(statement, of: self)
    }

    @discardableResult
    fileprivate func check(_ code: Int32) throws -> Int32 {
        guard [SQLITE_OK, SQLITE_ROW, SQLITE_DONE].contains(code) else {
            throw SQLiteError(description: "SQLite: \(String(cString: sqlite3_errmsg(handle)))")
        }
        return code
    }

    /// A prepared statement; bound bytes are copied by SQLite.
    final class Statement {
        private let handle: OpaquePointer?
        private let database: SQLite
        private let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

        fileprivate init(_ handle: OpaquePointer?, of database: SQLite) {
            self.handle = handle
            self.database = database
        }

        deinit { sqlite3_finalize(handle) }

        func bind(_ index: Int32, _ value: Int) { sqlite3_bind_int64(handle, index, Int64(value)) }

        func bind(_ index: Int32, _ text: String) {
            sqlite3_bind_text(handle, index, text, Int32(text.utf8.count), transient)
        }

        func bind(_ index: Int32, _ bytes: [UInt8]) {
            bytes.withUnsafeBytes { buffer in
                _ = sqlite3_bind_blob(
                    handle, index, buffer.baseAddress, Int32(buffer.count), transient)
            }
        }

        /// Runs a statement that gives no rows, and makes it ready to be bound again.
        func run() throws {
            try database.check(sqlite3_step(handle))
            try database.check(sqlite3_reset(handle))
        }

        /// Calls `body` for each row.
        func forEach(_ body: (Statement) throws -> Void) throws {
            while try database.check(sqlite3_step(handle)) == SQLITE_ROW { try body(self) }
            try database.check(sqlite3_reset(handle))
        }

        func integer(_ column: Int32) -> Int { Int(sqlite3_column_int64(handle, column)) }

        /// The bytes of a column, valid until the next row.
        func bytes(_ column: Int32) -> UnsafeRawBufferPointer {
            let start = sqlite3_column_blob(handle, column)
            return UnsafeRawBufferPointer(
                start: start, count: Int(sqlite3_column_bytes(handle, column)))
        }
    }
}
