import Foundation
import Testing
import ToolTesting

/// A file of 300 lines of which 7 make no sense, each in its own way.
@Suite struct RefusalTests {
    /// Where the refused lines of `events.jsonl` go.
    private static let refused = "events.jsonl.refused.jsonl"

    /// The person that the bad lines are about; must not be heard of on the terminal.
    private static let secrets = ["欧阳某某", "13800000000", "欠债", "picnic"]

    /// A bad line, the line as it should have been, and what must be said of it.
    private struct Lapse {
        let line: Int
        let bad: String
        let good: String
        let reason: String
    }

    private static func visit(_ number: Int) -> String {
        Lines.event(
            "lapse-\(number)", "visit.made/1",
            #"{"visit":"V-lapse-\#(number)","family":"F-3","occasion":"other","met":["M-3"],"#
                + #""mode":"home","companions":[],"gift":100,"#
                + #""findings":"欧阳某某 13800000000 欠债"}"#)
    }

    private static let lapses: [Lapse] = {
        func lapse(_ line: Int, _ old: String, _ new: String, _ reason: String) -> Lapse {
            let good = visit(line)
            let bad = good.replacing(old, with: new)
            precondition(bad != good)
            return Lapse(line: line, bad: bad, good: good, reason: reason)
        }
        return [
            lapse(40, #""data":{"#, #""data":{{"#, "JSON, byte"),
            lapse(77, "visit.made/1", "visit.dreamed/1", "type"),
            lapse(123, #""actor":"li.na","#, "", "attribute 'actor'"),
            lapse(124, #""gift":100"#, #""gift":"100 yuan""#, "'gift'"),
            lapse(200, #""occasion":"other""#, #""occasion":"picnic""#, "'occasion'"),
            lapse(251, #""family":"F-3""#, #""family":"F-nowhere""#, "unknown family"),
            lapse(300, #""gift":100"#, #""gift":-100"#, "positive"),
        ]
    }()

    private static let good: [String] = {
        let lines = (0..<40).flatMap { Lines.family($0, visits: 6) }
        return Array(lines.prefix(293))
    }()

    /// The 300 lines.
    private static func file() -> [String] {
        var lines = good
        for lapse in lapses { lines.insert(lapse.bad, at: lapse.line - 1) }
        return lines
    }

    private func refusedLines(_ text: String) throws -> [(line: Int, reason: String)] {
        try text.split(separator: "\n").map { line in
            let refused = try object(line)
            return (
                try #require(refused["line"] as? Int), try #require(refused["reason"] as? String)
            )
        }
    }

    @Test func sevenBadLinesAreRefusedAndCorrectingThemCompletesTheImport() async throws {
        let scratch = try Scratch()
        let ledger = scratch.path("ledger")
        let file = scratch.path("events.jsonl")
        let lines = Self.file()
        #expect(lines.count == 300)
        try scratch.write(lines: lines, to: "events.jsonl")
        #expect(try await Tool.run("init", ledger).exit == 0)

        // 293 are kept; 7 are refused, by number and reason, on the terminal and in the file.
        let first = try await Tool.run("import", ledger, file)
        #expect(first.exit == 65)
        #expect(first.output.contains("293 recorded, 0 already known, 7 lines refused"))
        let refusals = try refusedLines(scratch.text(Self.refused))
        #expect(refusals.map(\.line) == Self.lapses.map(\.line))
        for (refusal, lapse) in zip(refusals, Self.lapses) {
            #expect(refusal.reason.contains(lapse.reason), "line \(lapse.line): \(refusal.reason)")
            #expect(first.errors.contains("line \(lapse.line): \(refusal.reason)"))
        }
        for secret in Self.secrets {
            #expect(!first.errors.contains(secret) && !first.output.contains(secret), "\(secret)")
            #expect(!refusals.contains { $0.reason.contains(secret) }, "\(secret)")
        }
        let afterFirst = try await soundRoot(ledger)

        // The same file again: nothing new, the same lines for the same reasons in the same file.
        let refusedFile = try scratch.bytes(Self.refused)
        let second = try await Tool.run("import", ledger, file)
        #expect(second.exit == 65)
        #expect(second.output.contains("0 recorded, 293 already known, 7 lines refused"))
        #expect(second.errors == first.errors)
        #expect(try scratch.bytes(Self.refused) == refusedFile)
        #expect(try await soundRoot(ledger) == afterFirst)

        // Only the seven are corrected, where they were put, and imported from there.
        try correct(Self.refused, scratch)
        let third = try await Tool.run(
            "import", ledger, scratch.path(Self.refused))
        #expect(third.exit == 0, "\(third.errors)")
        #expect(third.output.contains("7 recorded, 0 already known, 0 lines refused"))
        let complete = try await soundRoot(ledger)
        let events = try await Tool.run("audit", ledger, "--format", "json").lines
        #expect(events.count == 300)
        let lapses = events.filter { $0.contains("V-lapse-") }
        #expect(lapses.count == 7)

        // The original once more: the same seven lines are refused and nothing changes.
        let corrected = try scratch.bytes(Self.refused)
        let fourth = try await Tool.run("import", ledger, file)
        #expect(fourth.exit == 65)
        #expect(fourth.output.contains("0 recorded, 293 already known, 7 lines refused"))
        let again = try refusedLines(scratch.text("events.jsonl.refused.2.jsonl"))
        #expect(again.map(\.line) == Self.lapses.map(\.line))
        #expect(try scratch.bytes(Self.refused) == corrected)
        #expect(try await soundRoot(ledger) == complete)
    }

    /// Puts the right event in the place of each refused one, as somebody with an editor would.
    private func correct(_ name: String, _ scratch: Scratch) throws {
        let lines = try scratch.text(name).split(separator: "\n").map { line -> String in
            var refused = try object(line)
            let lapse = try #require(Self.lapses.first { $0.line == refused["line"] as? Int })
            if refused["text"] != nil {
                refused["text"] = lapse.good
            } else {
                refused["event"] = try object(lapse.good)
            }
            let bytes = try JSONSerialization.data(withJSONObject: refused)
            return String(decoding: bytes, as: UTF8.self)
        }
        try scratch.write(lines: lines, to: name)
    }

    @Test func importingTheSameFileTwiceChangesNothing() async throws {
        let scratch = try Scratch()
        let ledger = scratch.path("ledger")
        let file = scratch.path("events.jsonl")
        try scratch.write(lines: Self.good, to: "events.jsonl")
        #expect(try await Tool.run("init", ledger).exit == 0)
        let first = try await Tool.run("import", ledger, file)
        #expect(first.exit == 0, "\(first.errors)")
        let root = try await soundRoot(ledger)
        let files = try scratch.files("ledger")
        let second = try await Tool.run("import", ledger, file)
        #expect(second.exit == 0)
        #expect(second.output.contains("0 recorded, 293 already known, 0 lines refused"))
        #expect(try await soundRoot(ledger) == root)
        #expect(try scratch.files("ledger") == files)
    }
}
