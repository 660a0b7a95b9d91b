import CaseLedger
import CaseLedgerTesting
import FiveOnes
import FiveOnesSample
import Foundation
import SegmentLogTesting
import Testing
import ToolTesting

/// What foreign tools make of what is written for them: `pm4py` of object-centric event logs,
/// `hledger` of the journal of the funds.
@Suite struct ForeignToolTests {
    static let log = PlanMiningScript.root.deletingLastPathComponent()
        .appending(path: "shared/data/municipal-receipt-log.csv").path

    @Test(
        .enabled("pm4py is not installed; see FIVEONES_PYTHON") { await PlanMiningScript.canRun() },
        .enabled(if: FileManager.default.fileExists(atPath: log), "the receipt log is not there"))
    func theMunicipalLogLoadsWithTheNumbersOfItsTable() async throws {
        let map = PlanMiningScript.root.appending(path: "fixtures/mappings/municipal-receipts.json")
        let mapping = try Mapping([UInt8](Data(contentsOf: map)), catalog: .fiveOnes)
        let ledger = try Ledger.open(
            in: MemoryStorage(), events: .fiveOnes, as: .founding,
            LedgerOptions(keys: .inMemory()))
        let source = try MappingSource(
            csv: Self.log, mapping: mapping, catalog: .fiveOnes, importer: "importer")
        let summary = try await Importer(ledger).run(source) { line in
            Issue.record("line \(line.number): \(line.reason)")
        }
        #expect(summary.recorded == 8_577 + 2 * 1_434)
        let script = try PlanMiningScript()
        defer { script.remove() }
        try script.write(ledger, to: "log.json")
        let said = try await script.run("municipal", "log.json", Self.log)
        #expect(said == "ok\n", "\(said)")
    }

    @Test(
        .enabled("pm4py is not installed; see FIVEONES_PYTHON") { await PlanMiningScript.canRun() })
    func aSampleYearLoadsWithTheNumbersOfItsEvents() async throws {
        let ledger = try await Self.sampleYear()
        let script = try PlanMiningScript()
        defer { script.remove() }
        try script.write(ledger, to: "log.json")
        var lines = ""
        try ledger.history { lines += "\(try CloudEvents.json($0, source: "s"))\n" }
        try script.write(lines, to: "events.jsonl")
        let said = try await script.run("sample", "log.json", "events.jsonl")
        #expect(said == "ok\n", "\(said)")
    }

    @Test(.enabled(if: hledger != nil, "hledger (apt: hledger) is not installed"))
    func hledgerComesToTheBalancesOfTheFunds() async throws {
        let ledger = try await Self.sampleYear()
        let script = try PlanMiningScript()
        defer { script.remove() }
        let book = try ledger.view(FundBook.self)
        try script.write(FundJournal(book).entries().joined(), to: "funds.journal")
        let output = try await script.run(
            try #require(Self.hledger),
            ["-f", "funds.journal", "balance", "assets", "--flat", "--empty", "-O", "csv"])
        var found: [String: String] = [:]
        for line in output.split(separator: "\n").dropFirst() {
            let cells = line.split(separator: ",").map { String($0.replacing("\"", with: "")) }
            found[cells[0]] = cells[1].replacing(" CNY", with: "")
        }
        var moved = 0
        for statement in FundBalances(book).statements {
            for line in statement.lines {
                let place = "\(statement.fund.id):\(line.earmark)"
                for (form, amount) in [("money", line.balance), ("goods", line.goods)]
                where book.earmarks[line.earmark]?.postings.contains(where: {
                    ($0.form == .money) == (form == "money")
                }) == true {
                    let text = found["assets:\(form):\(place)"] ?? "nothing"
                    let yuan = try #require(Decimal(string: text), "\(form) \(place): \(text)")
                    #expect(yuan * 100 == Decimal(amount.fen), "\(form) of \(place)")
                    moved += 1
                }
            }
        }
        #expect(moved > 10)
        let hledger = try #require(Self.hledger)
        #expect(try await script.run(hledger, ["-f", "funds.journal", "check"]) == "")
    }

    static let hledger = [
        "/usr/bin/hledger", "/usr/local/bin/hledger", "/opt/homebrew/bin/hledger",
    ]
    .first { FileManager.default.isExecutableFile(atPath: $0) }

    static func sampleYear() async throws -> Ledger {
        let ledger = try Ledger.open(
            in: MemoryStorage(), events: .fiveOnes, as: .founding,
            LedgerOptions(keys: .inMemory()))
        let sample = Sample(families: 40, seed: 6)
        var drafts: [Draft] = []
        sample.forEach { drafts.append($0) }
        var end: UInt64 = 0
        for case .recorded(let position) in try ledger.admit(drafts) { end = position + 1 }
        try await ledger.synced(through: end)
        return ledger
    }
}

/// `fixtures/check_ocel.py`, which counts for itself, and other programs, in a folder of their own.
struct PlanMiningScript {
    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    static let python = ProcessInfo.processInfo.environment["FIVEONES_PYTHON"]
    /// Whether there is a Python that has pm4py.
    static func canRun() async -> Bool {
        guard let python else { return false }
        let script = "import importlib.util as u, sys; sys.exit(u.find_spec('pm4py') is None)"
        return await Program(python, "-c", script).succeeds()
    }

    let directory = FileManager.default.temporaryDirectory
        .appending(path: "mining-\(UUID().uuidString)")

    init() throws {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    func remove() { try? FileManager.default.removeItem(at: directory) }

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: directory.appending(path: name))
    }

    func write(_ ledger: Ledger, to name: String) throws {
        var text = ""
        try ledger.writeOCEL { text += $0 }
        try write(text, to: name)
    }

    func run(_ arguments: String...) async throws -> String {
        let script = Self.root.appending(path: "fixtures/check_ocel.py").path
        return try await run(try #require(Self.python), [script] + arguments)
    }

    func run(_ program: String, _ arguments: [String]) async throws -> String {
        let outcome = try await Program(program, arguments, in: directory.path).run()
        #expect(
            outcome.exit == 0,
            "\(program) \(arguments.joined(separator: " ")): \(outcome.errors)")
        return outcome.output
    }
}
