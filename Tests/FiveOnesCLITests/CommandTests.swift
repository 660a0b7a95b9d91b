import ArgumentParser
import CaseLedger
import FiveOnes
import Foundation
import SegmentLog
import Testing

@testable import FiveOnesCLI

@Suite struct CommandParsingTests {
    private func parse<C: ParsableCommand>(_ command: C.Type, _ arguments: String...) throws -> C {
        try #require(try FiveOnesCommand.parseAsRoot(arguments) as? C)
    }

    @Test(arguments: ["F-0012", "family:F-0012"]) func aFamilyIsNamedByIdOrTag(text: String) throws
    {
        #expect(try parse(AuditCommand.self, "audit", "L", "--family", text).family == "F-0012")
        #expect(try parse(ExportCommand.self, "export", "L", "--family", text).family == "F-0012")
    }

    @Test func bothTimesAreUnderstood() throws {
        let instant = try parse(
            ReplayCommand.self, "replay", "L", "--as-of", "2025-12-31", "--known-at",
            "2026-01-02T08:00:00+08:00")
        #expect(instant.times.frame.asOf == Day(2025, 12, 31))
        #expect(instant.times.frame.knownAt == Day(2026, 1, 2)?.start.adding(seconds: 8 * 3600))
        let day = try parse(ReplayCommand.self, "replay", "L", "--known-at", "2026-01-02")
        #expect(day.times.frame.knownAt == Day(2026, 1, 2)?.end)
        #expect(try parse(ReplayCommand.self, "replay", "L").times.frame == .everything)
    }

    @Test func recordTakesEverythingThatAnEntryNeeds() throws {
        let command = try parse(
            RecordCommand.self, "record", "L", "visit.made", "--data", "{}", "--actor", "wang.li",
            "--role", "responsibleOfficer", "--unit", "station:nantou", "--occurred", "2025-09",
            "--id", "00000000-0000-7000-8000-000000000001")
        #expect(command.type == EventType("visit.made"))
        #expect(command.occurred == .month(2025, 9))
        #expect(command.id?.description == "00000000-0000-7000-8000-000000000001")
    }

    @Test(arguments: [
        ["audit"], ["audit", "L", "--since", "2025-02-30"], ["audit", "L", "--type", "no.such"],
        ["audit", "L", "--since", "2025-02-02", "--until", "2025-02-01"],
        ["export", "L", "--tag", "nocolon"], ["import", "L"], ["import", "L", "table.csv"],
        ["import", "L", "x.jsonl", "--actor", ""], ["verify", "L", "--format", "xml"],
        ["record", "L", "visit.made", "--data", "{}", "--actor", "a", "--role", "r"],
        ["record", "L", "visit.made", "--data", "{}", "--actor", "", "--role", "r", "--unit", "u"],
        ["events", "--language", "fr"], ["nonsense"],
    ]) func whatCannotBeMeantIsAUsageError(arguments: [String]) {
        do {
            _ = try FiveOnesCommand.parseAsRoot(arguments)
            Issue.record("accepted \(arguments)")
        } catch { #expect(FiveOnesCommand.exitCode(for: error).rawValue == 64) }
    }

    @Test func theFirstLocaleVariableThatIsSetDecidesTheLanguage() {
        #expect(Language.of([:]) == .english)
        #expect(Language.of(["LANG": "zh_CN.UTF-8"]) == .chinese)
        #expect(Language.of(["LC_ALL": "C", "LANG": "zh_CN.UTF-8"]) == .english)
        #expect(Language.of(["LC_ALL": "", "LC_MESSAGES": "zh_TW", "LANG": "de_DE"]) == .chinese)
    }

    @Test func failuresKeepTheirExitCodes() throws {
        func exit(_ error: any Error) -> Int32? { Failure(known: error)?.exit.rawValue }
        #expect(exit(LogError(.notALog, "x")) == 66)
        #expect(exit(LogError(.alreadyExists, "x")) == 73)
        #expect(exit(LogError(.damaged, "x")) == 65)
        #expect(exit(LogError(.noSpace, "x")) == 74)
        #expect(exit(LedgerError(.refused, "x")) == 77)
        #expect(exit(LedgerError(.malformed, "x")) == 65)
        #expect(exit(LedgerError(.log, "x", cause: LogError(.notALog, "x"))) == 66)
        #expect(exit(ImportFileError("x")) == 66)
        #expect(exit(ValidationError("x")) == nil)
        let log = LogError(.damaged, "it is damaged.", file: "a", offset: 7, advice: "Mend it.")
        #expect(
            Failure(known: log, at: "L")?.message == "L: it is damaged (file a, offset 7). Mend it."
        )
    }
}

@Suite struct RefusedFileTests {
    private func line(_ number: Int) async throws -> RefusedLine {
        let ledger = try Ledger.open(
            in: FileStorage(directory: NSTemporaryDirectory() + "refused-\(UUID().uuidString)"),
            events: .fiveOnes, as: .founding)
        defer { try? ledger.close() }
        var lines: [RefusedLine] = []
        let text = String(repeating: "\n", count: number - 1) + "bad"
        let source = JSONLinesSource(
            LineReader(Array(text.utf8)), catalog: .fiveOnes, importer: "importer")
        _ = try await Importer(ledger).run(source) { lines.append($0) }
        return try #require(lines.first)
    }

    private func write(_ lines: [RefusedLine], for path: String) throws -> String? {
        let file = RefusedFile(for: path)
        for line in lines { try file.add(line) }
        return try file.finish()
    }

    @Test func nothingRefusedLeavesNoFile() async throws {
        try await withTemporaryDirectory { (directory) async throws in
            #expect(try write([], for: directory + "/a.jsonl") == nil)
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory).isEmpty)
        }
    }

    @Test func aFileWithOtherContentIsNeverTouched() async throws {
        let (first, second) = (try await line(1), try await line(2))
        try await withTemporaryDirectory { (directory) async throws in
            let path = directory + "/a.jsonl"
            let name = path + ".refused.jsonl"
            #expect(try write([first], for: path) == name)
            #expect(try write([first], for: path) == name, "the same again changes nothing")
            #expect(try write([second], for: path) == path + ".refused.2.jsonl")
            #expect(try write([second], for: name) == path + ".refused.2.jsonl")
            #expect(try write([first, second], for: name) == path + ".refused.3.jsonl")
            let text = try String(contentsOfFile: name, encoding: .utf8)
            #expect(text == first.json.description + "\n")
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: directory).sorted() == [
                    "a.jsonl.refused.2.jsonl", "a.jsonl.refused.3.jsonl", "a.jsonl.refused.jsonl",
                ])
        }
    }

    @Test func whatAnInterruptedImportLeftIsWrittenAnew() async throws {
        let first = try await line(1)
        try await withTemporaryDirectory { (directory) async throws in
            let path = directory + "/a.jsonl"
            try "half a li".write(
                toFile: path + ".refused.part", atomically: false, encoding: .utf8)
            let name = try #require(try write([first], for: path))
            let text = try String(contentsOfFile: name, encoding: .utf8)
            #expect(text == first.json.description + "\n")
            #expect(!FileManager.default.fileExists(atPath: path + ".refused.part"))
        }
    }
}
