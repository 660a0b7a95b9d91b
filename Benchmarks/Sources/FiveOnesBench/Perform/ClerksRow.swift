import CaseLedger
import FiveOnes
import Foundation
import Synchronization

/// 32 clerks at once on one fund.
///
/// - Ours: each performs so many decisions on donations of its own, one after another, each synced.
///   None may be told of a conflict, and the fund must hold the sum.
/// - Peer: SQLite with the same rule, a thread and a connection for each clerk, who wait for each
///   other at `BEGIN IMMEDIATE`.
enum ClerksRow {
    static let clerks = 32

    static func measure(_ setting: Setting) async throws -> [Row] {
        let each = setting.isSmoke ? 3 : 1_000
        let clerks = setting.isSmoke ? 4 : clerks
        let figures = try await Figures.alternating(setting.isSmoke ? 1 : 3) {
            let path = setting.fresh("clerks")
            let office = try FundOffice(at: path)
            try await office.grant((0..<clerks).map { FundOffice.clerk($0) })
            try office.establish(funds: 0..<1)
            try await office.ledger.synced()
            let taken = try await seconds {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for clerk in 0..<clerks {
                        group.addTask {
                            for number in 0..<each {
                                try await office.donate("\(clerk)-\(number)", by: clerk)
                            }
                        }
                    }
                    try await group.waitForAll()
                }
            }
            try agree(
                "what the fund holds", try office.balance().fen, Int64(clerks * each) * 10_000)
            try office.ledger.close()
            setting.remove(path)
            return Double(clerks * each) / taken
        } theirs: {
            let share = setting.isSmoke ? each : 100
            let path = setting.fresh("clerks.sqlite")
            let first = try SQLiteFund(path)
            try first.fill(clerks: clerks, donations: 0)
            let taken = try await seconds {
                try inThreads(clerks) { clerk in
                    let database = try SQLiteFund(path)
                    for number in 0..<share {
                        try database.donate("\(clerk)-\(number)", by: clerk)
                    }
                }
            }
            try agree("what SQLite's fund holds", try first.balance(), clerks * share * 10_000)
            setting.remove(path)
            return Double(clerks * share) / taken
        }
        return [
            Row(
                "\(clerks) clerks, one fund", .perSecond, figures,
                vs: "SQLite, \(clerks) threads, same rule", goal: .atLeast(20))
        ]
    }

    /// Clerks who each pay out the same last yuan of an earmark; a line that says how it ended.
    static func competeForLastYuan(_ setting: Setting) async throws -> [String] {
        let clerks = setting.isSmoke ? 4 : clerks
        let office = try FundOffice(at: setting.fresh("yuan"))
        try office.establish(funds: 0..<1)
        try await office.grant((0..<clerks).map { FundOffice.payer($0) })
        try office.bring([
            FamilyEnrolled {
                $0.family = "F-1"
                $0.area = "nanshan/nantou"
            },
            MemberEnrolled {
                $0.member = "M-1"
                $0.family = "F-1"
                $0.name = "a survivor"
                $0.relation = "52"
            },
            FundOffice.donation("the-last", fen: 100),
        ])
        try office.bring(
            (0..<clerks).flatMap { number -> [any Payload] in
                [
                    AidApplied {
                        $0.aid = AidID(rawValue: "A-\(number)")
                        $0.member = "M-1"
                        $0.family = "F-1"
                        $0.purpose = .scholarship
                        $0.amount = Money(fen: 100)
                    },
                    AidApproved {
                        $0.aid = AidID(rawValue: "A-\(number)")
                        $0.fund = FundOffice.fund(0)
                        $0.earmark = FundOffice.earmark(0)
                        $0.amount = Money(fen: 100)
                    },
                ]
            })
        try await office.ledger.synced()
        let answers = await withTaskGroup(of: String.self) { group in
            for number in 0..<clerks { group.addTask { await answer(office, number) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        try agree("who was paid", answers.filter { $0 == "paid" }.count, 1)
        try agree("who was told the rule", answers.filter { $0 == "C6.2" }.count, clerks - 1)
        try agree("what the earmark holds", try office.balance().fen, 0)
        try office.ledger.close()
        return [
            "\(clerks) clerks at an earmark's last yuan: 1 paid, \(clerks - 1) refused by C6.2, "
                + "the earmark holds 0."
        ]
    }

    private static func answer(_ office: FundOffice, _ number: Int) async -> String {
        let payment = DisbursementPaid {
            $0.disbursement = DisbursementID(rawValue: "P-\(number)")
            $0.aid = AidID(rawValue: "A-\(number)")
            $0.fund = FundOffice.fund(0)
            $0.earmark = FundOffice.earmark(0)
            $0.payee = "M-1"
            $0.amount = Money(fen: 100)
            $0.proposedBy = "custodian"
        }
        do throws(LedgerError) {
            try await office.ledger.perform(Record(payment), by: FundOffice.payer(number))
            return "paid"
        } catch { return error.violation?.rule ?? "\(error)" }
    }

    /// Runs a body on threads of its own, and throws what one of them has thrown.
    private static func inThreads(
        _ count: Int, _ body: @escaping @Sendable (Int) throws -> Void
    ) throws {
        let failure = Failure()
        let group = DispatchGroup()
        for number in 0..<count {
            group.enter()
            Thread {
                defer { group.leave() }
                do { try body(number) } catch { failure.first.withLock { $0 = $0 ?? error } }
            }.start()
        }
        group.wait()
        if let error = failure.first.withLock({ $0 }) { throw error }
    }

    private final class Failure: Sendable {
        let first = Mutex<(any Error)?>(nil)
    }
}
