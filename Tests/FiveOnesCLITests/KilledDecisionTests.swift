import CaseLedger
import FiveOnes
import Foundation
import SegmentLogTesting
import Testing
import ToolTesting

/// Decisions whose process is killed (SIGKILL): reopened, the ledger decides as one that nobody ever
/// killed.
@Suite(.serialized) struct KilledDecisionTests {
    static let foundation = Actor("chen.jie", role: .foundationStaff, unit: "city:foundation")
    static let payer = Actor("he.yu", role: .payer, unit: "city:foundation")
    static let donations = 12

    /// A fund with an earmark, and two matters of aid that would each take more than half of it.
    private func office(at path: String) async throws {
        #expect(try await Tool.run("init", path).exit == 0)
        let ledger = try Ledger.open(
            at: path, events: .fiveOnes, LedgerOptions(keys: .directory(path + ".keys")))
        let events: [any Payload] =
            [
                FundEstablished {
                    $0.fund = "K-1"
                    $0.name = "care"
                    $0.parent = "city:foundation"
                    $0.custodian = "zhou.ping"
                },
                EarmarkOpened {
                    $0.earmark = "E-1"
                    $0.fund = "K-1"
                    $0.purposes = [.scholarship]
                },
                FamilyEnrolled {
                    $0.family = "F-1"
                    $0.area = "nanshan/nantou"
                },
                MemberEnrolled {
                    $0.member = "M-1"
                    $0.family = "F-1"
                    $0.relation = "52"
                },
            ]
            + ["A-1", "A-2"].flatMap { aid -> [any Payload] in
                [
                    AidApplied {
                        $0.aid = AidID(rawValue: aid)
                        $0.member = "M-1"
                        $0.family = "F-1"
                        $0.purpose = .scholarship
                        $0.amount = Money(fen: 700)
                    },
                    AidApproved {
                        $0.aid = AidID(rawValue: aid)
                        $0.fund = "K-1"
                        $0.earmark = "E-1"
                        $0.amount = Money(fen: 700)
                    },
                ]
            }
        let day = Moment("2025-01-02") ?? .day(.blank)
        _ = try ledger.admit(
            events.map { event in
                Draft(
                    NewEvent(event, occurred: day), by: Self.foundation,
                    attestation: Attestation(importer: "test", source: "test"))
            })
        try await ledger.synced()
        try ledger.close()
    }

    private func record(
        _ path: String, _ type: String, _ data: String, by actor: Actor, id: EventID
    ) throws -> Program {
        try Tool.program([
            "record", path, type, "--data", data, "--actor", actor.id, "--role",
            actor.role.rawValue, "--unit", actor.unit, "--id", id.description,
        ])
    }

    /// Runs a decision that is killed at random moments until it is left to end; its exit code.
    private func insist(_ program: Program, kills: Int, in scratch: Scratch, _ seed: inout Seed)
        async throws -> Int32
    {
        for _ in 0..<kills {
            let wait = UInt32.random(in: 0..<120_000, using: &seed)
            let ended = try await program.run(printingTo: scratch.url) { running in
                let start = ContinuousClock.now
                while !running.hasEnded, ContinuousClock.now - start < .microseconds(wait) {
                    sched_yield()
                }
                running.killNow()
            }.outcome
            if ended.exit >= 0 { return ended.exit }
        }
        return try await program.run().exit
    }

    @Test func reopenedItDecidesAsIfNobodyHadBeenKilled() async throws {
        let given = ProcessInfo.processInfo.environment["FIVEONES_SEED"].flatMap(UInt64.init)
        let number = given ?? .random(in: 0 ... .max)
        print("KilledDecisionTests: FIVEONES_SEED=\(number)")
        var seed = Seed(number)
        let scratch = try Scratch()
        let path = scratch.path("L")
        try await office(at: path)
        for donation in 0..<Self.donations {
            let data =
                #"{"donation":"D-\#(donation)","fund":"K-1","earmark":"E-1","donor":"P-1","#
                + #""donorKind":"individual","kind":"money","mobilizedBy":"nanshan","amount":100}"#
            let program = try record(
                path, "donation.received", data, by: Self.foundation, id: .next())
            #expect(try await insist(program, kills: 2, in: scratch, &seed) == 0)
            // Another one of that number is refused, whichever of the runs recorded the first.
            let twice = try record(
                path, "donation.received", data, by: Self.foundation, id: .next())
            #expect(try await twice.run().exit == 77)
        }
        // 1,200 fen are there: of two payments of 700, one is made and one refused.
        var exits: [Int32] = []
        for aid in ["A-1", "A-2"] {
            let data =
                #"{"disbursement":"P-\#(aid)","aid":"\#(aid)","fund":"K-1","earmark":"E-1","#
                + #""payee":"M-1","amount":700,"proposedBy":"zhou.ping"}"#
            let program = try record(path, "disbursement.paid", data, by: Self.payer, id: .next())
            exits.append(try await insist(program, kills: 2, in: scratch, &seed))
        }
        #expect(exits == [0, 77])
        let ledger = try Ledger.open(at: path, events: .fiveOnes, as: .reading)
        let held = try FundBalances(ledger.view(FundBook.self)).only("K-1").statements
        #expect(held.map(\.balance) == [Money(fen: 500)])
        var decided = 0
        for position in 0..<ledger.size {
            guard case .decided(let again) = try await ledger.redecide(position) else { continue }
            decided += 1
            #expect(again.isSame, "seed \(number), entry \(position): \(again.differences)")
        }
        #expect(decided == Self.donations + 1)
    }
}
