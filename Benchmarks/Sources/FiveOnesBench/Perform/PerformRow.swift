import CaseLedger

/// One donation through the plan's own decision, alone: the time until the clerk is answered.
///
/// - Ours: `Ledger.perform(Record(DonationReceived))` on a fund that has 10, 10,000 and 100,000
///   donations, each fund in a ledger of its own. The rule reads whether the donation is new, whether
///   the earmark is of the fund, and what the clerk was granted; the answer comes after the sync.
/// - Peers, on the same three sizes: a bare `pwrite` of 4 KiB with `fdatasync`; SQLite (WAL,
///   synchronous=FULL), the same rule as `SELECT`s and an `INSERT` in one transaction; UmaDB, its
///   conditional append, where it is installed.
///
/// All sides take turns, donation by donation, so that what else the machine and its disk do falls
/// on all of them; UmaDB is asked every tenth time, since it takes longest.
enum PerformRow {
    private static let clerk = FundOffice.clerk(0)

    static func measure(_ setting: Setting) async throws -> [Row] {
        let sizes = setting.isSmoke ? [3, 30, 100] : [10, 10_000, 100_000]
        let raw = try RawFile(setting.fresh("raw"), isWrittenAhead: true)
        let offices = try await FundOffice.each(of: sizes) { size in
            let office = try FundOffice(at: setting.fresh("fund-\(size)"))
            try await office.grant([clerk])
            try office.establish(funds: 0..<1)
            try office.bring((0..<size).map { FundOffice.donation("before-\($0)") })
            return office
        }
        for office in offices { try await office.ledger.synced() }
        let databases = try sizes.map { size in
            let database = try SQLiteFund(setting.fresh("fund-\(size).sqlite"))
            try database.fill(clerks: 1, donations: size)
            return database
        }
        let largest = sizes.last ?? 0
        let peer = try UmaDB(setting, donations: largest)
        let rounds = setting.isSmoke ? 1 : 5
        let count = setting.isSmoke ? 5 : 100
        var ours = sizes.map { _ in [Double]() }
        var theirs = sizes.map { _ in [Double]() }
        var bare: [Double] = []
        var umadb: [Double] = []
        for round in 0..<rounds {
            var times = sizes.indices.map { _ in [Double]() }
            var peers = sizes.indices.map { _ in [Double]() }
            var writes: [Double] = []
            var appends: [Double] = []
            for index in 0..<count {
                let name = "now-\(round)-\(index)"
                writes.append(try await seconds { try raw.append() })
                for size in sizes.indices {
                    times[size].append(
                        try await seconds { try await offices[size].donate(name) })
                    peers[size].append(try await seconds { try databases[size].donate(name) })
                }
                if let peer, index.isMultiple(of: 10) { appends.append(try peer.donate(name)) }
            }
            bare.append(writes.median * 1_000_000)
            umadb.append(appends.median * 1_000_000)
            for size in sizes.indices {
                ours[size].append(times[size].median * 1_000_000)
                theirs[size].append(peers[size].median * 1_000_000)
            }
        }
        for (office, database) in zip(offices, databases) {
            try agree(
                "what the fund holds", Int(office.balance().fen), try database.balance())
            try office.ledger.close()
        }
        try peer?.close()
        return rows(sizes, ours, bare: bare, sqlite: theirs, umadb: peer == nil ? nil : umadb)
    }

    private static func rows(
        _ sizes: [Int], _ ours: [[Double]], bare: [Double], sqlite: [[Double]], umadb: [Double]?
    ) -> [Row] {
        var rows: [Row] = []
        func row(_ size: Int, _ theirs: [Double], _ peer: String, _ goal: Goal? = nil) {
            rows.append(
                Row(
                    "one donation to a fund of \(sizes[size])", .microseconds,
                    Figures(ours: ours[size], theirs: theirs), vs: peer, goal: goal))
        }
        for size in sizes.indices { row(size, bare, "pwrite 4 KiB + fdatasync", .atMost(2)) }
        for size in sizes.indices.dropFirst() {
            row(size, ours[0], "ours, fund of \(sizes[0])", .atMost(1.3))
        }
        for size in sizes.indices { row(size, sqlite[size], "SQLite, same rule, same size") }
        if let umadb { row(sizes.count - 1, umadb, "UmaDB, conditional append, from Python") }
        return rows
    }
}
