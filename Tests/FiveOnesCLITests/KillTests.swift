import Foundation
import SegmentLogTesting
import Testing
import ToolTesting

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Imports that are killed (SIGKILL) again and again, and what is on record in the end.
///
/// Each ledger is killed about a dozen times at random moments spread over the whole import:
/// sometimes as soon as the process runs, mostly a random while after a random number of events has
/// been acknowledged. To repeat a run, set FIVEONES_SEED to the seed that it printed; the moments
/// are then the same as far as the machine's timing allows.
@Suite(.serialized) struct KillTests {
    static let families = 1_000
    static let visits = 8
    static let killsInAll = 50
    static let killsPerLedger = 13

    @Test func killedImportsEndWithEveryEventOnceInTheOrderOfTheFile() async throws {
        let given = ProcessInfo.processInfo.environment["FIVEONES_SEED"].flatMap(UInt64.init)
        let number = given ?? .random(in: 0 ... .max)
        print("KillTests: FIVEONES_SEED=\(number)")
        var seed = Seed(number)

        let scratch = try Scratch()
        let lines = (0..<Self.families).flatMap { Lines.family($0, visits: Self.visits) }
        try scratch.write(lines: lines, to: "events.jsonl")
        let wanted = try lines.map { try name(of: $0) }

        var kills = 0
        var ledgers = 0
        while kills < Self.killsInAll {
            ledgers += 1
            let ledger = "ledger-\(ledgers)"
            kills += try await importWithKills(ledger, scratch, events: lines.count, &seed)
            try await check(scratch.path(ledger), holds: wanted, "seed \(number), \(ledger)")
        }
        #expect(kills >= Self.killsInAll)
        print("KillTests: \(kills) kills, \(ledgers) ledgers")
    }

    /// Imports until it is done and returns how many times that was cut short.
    private func importWithKills(
        _ ledger: String, _ scratch: Scratch, events: Int, _ seed: inout Seed
    ) async throws -> Int {
        let path = scratch.path(ledger)
        #expect(try await Tool.run("init", path).exit == 0)
        var kills = 0
        var acknowledged: UInt64 = 0
        while true {
            let tool = try Tool.program(["import", path, scratch.path("events.jsonl")])
            let outcome = try await tool.run(printingTo: scratch.url) { running in
                guard kills < Self.killsPerLedger else { return }
                pass(running, from: acknowledged, events, scratch, ledger, &seed)
                running.killNow()
            }.outcome
            let now = size(in: scratch, ledger)
            #expect(now >= acknowledged, "what was acknowledged is gone")
            acknowledged = now
            if outcome.exit == -SIGKILL {
                kills += 1
                continue
            }
            #expect(outcome.exit == 0, "\(outcome.errors)")
            return kills
        }
    }

    /// Returns at a random moment of a run: in half of the cases soon after its start, else a little
    /// after a random number of events has been acknowledged.
    private func pass(
        _ running: Running, from acknowledged: UInt64, _ events: Int, _ scratch: Scratch,
        _ ledger: String, _ seed: inout Seed
    ) {
        let isEarly = Bool.random(using: &seed)
        let step = UInt64.random(in: 1...UInt64(events / Self.killsPerLedger), using: &seed)
        let microseconds = Int.random(in: 0..<(isEarly ? 100_000 : 5_000), using: &seed)
        if !isEarly {
            while !running.hasEnded, size(in: scratch, ledger) < acknowledged + step {
                sched_yield()
            }
        }
        let start = ContinuousClock.now
        while !running.hasEnded, ContinuousClock.now - start < .microseconds(microseconds) {
            sched_yield()
        }
    }

    /// The acknowledged size, from the format of `head`: two slots of 4096 bytes, each with the
    /// sequence at 32 and the size at 40.
    private func size(in scratch: Scratch, _ ledger: String) -> UInt64 {
        guard let head = try? scratch.bytes("\(ledger)/head"), head.count == 8192 else { return 0 }
        func number(_ offset: Int) -> UInt64 {
            head[offset..<offset + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }
        return number(32) > number(4096 + 32) ? number(40) : number(4096 + 40)
    }

    private func check(_ ledger: String, holds wanted: [String], _ comment: Comment) async throws {
        let verified = try await Tool.run("verify", ledger, "--format", "json")
        #expect(verified.exit == 0, "\(verified.output)")
        #expect(try object(verified.output)["size"] as? Int == wanted.count, comment)
        let exported = try await Tool.run(
            "export", ledger, "--purpose", "transfer", "--reader", "he.min:cityStaff:city:office")
        #expect(exported.exit == 0)
        let found = try exported.lines.map { try name(of: $0) }
        #expect(found.count == wanted.count, comment)
        let misplaced = exported.lines.enumerated().first { index, line in
            !line.contains(#""position":\#(index),"#)
        }
        #expect(misplaced == nil, comment)
        let firstOther = zip(found, wanted).enumerated().first { $1.0 != $1.1 }?.offset
        #expect(firstOther == nil, comment)
    }

    /// What tells one event of the file from every other: its type and the identifier it founds.
    private func name(of line: some StringProtocol) throws -> String {
        let event = try object(line)
        let data = try #require(event["data"] as? [String: Any])
        let id = data["visit"] ?? data["member"] ?? data["family"]
        return "\(event["type"] ?? "") \(id ?? "") \(data["findings"] ?? "")"
    }
}
