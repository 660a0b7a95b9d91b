import CaseLedger

/// What the ledger keeps of what it has folded, so that a decision costs only what is new: bounded.
enum KeptStates {
    /// Decides once on each of many funds, and says how much memory the process holds before and
    /// after.
    static func measure(_ setting: Setting) async throws -> [String] {
        let funds = setting.isSmoke ? 50 : 100_000
        let office = try FundOffice(at: setting.fresh("funds"))
        try await office.grant([FundOffice.clerk(0)])
        try office.establish(funds: 0..<funds)
        try await office.ledger.synced()
        try await office.donate("warm", to: 0)
        let before = Setting.residentMebibytes() ?? .nan
        var halfway = before
        let lanes = 16
        for half in 0..<2 {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for lane in 0..<lanes {
                    let own = stride(
                        from: half * funds / 2 + lane, to: (half + 1) * funds / 2, by: lanes)
                    group.addTask {
                        for fund in own { try await office.donate("now-\(fund)", to: fund) }
                    }
                }
                try await group.waitForAll()
            }
            if half == 0 { halfway = Setting.residentMebibytes() ?? .nan }
        }
        let after = Setting.residentMebibytes() ?? .nan
        try office.ledger.close()
        return [
            "One decision on each of \(funds) funds: the process held \(Report.short(before)) MiB "
                + "before, \(Report.short(halfway)) after half of them, \(Report.short(after)) "
                + "after all."
        ]
    }
}
