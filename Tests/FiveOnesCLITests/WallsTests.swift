import Foundation
import Testing
import ToolTesting

/// What stands around the log, tried from outside: its `head`, a restoration cut short, links,
/// pipes and files that claim to be large.
@Suite struct WallsTests {
    /// A ledger of two imports, and a backup of it.
    private func office() async throws -> Scratch {
        let scratch = try Scratch()
        try scratch.write(
            lines: (0..<4).flatMap { Lines.family($0, visits: 3) }, to: "first.jsonl")
        try scratch.write(lines: (0..<9).map { Lines.visit(1, 10 + $0) }, to: "second.jsonl")
        #expect(try await Tool.run("init", scratch.path("L")).exit == 0)
        for name in ["first.jsonl", "second.jsonl"] {
            let outcome = try await Tool.run("import", scratch.path("L"), scratch.path(name))
            #expect(outcome.exit == 0, "\(outcome.errors)")
            _ = try await Tool.run("seal", "--all", scratch.path("L"))
        }
        #expect(try await Tool.run("backup", scratch.path("L"), scratch.path("B")).exit == 0)
        return scratch
    }

    private func readings(_ ledger: String) -> [[String]] {
        [
            ["export", ledger], ["audit", ledger], ["audit", ledger, "--reads"], ["funds", ledger],
            ["family", ledger, "F-1"], ["supervise", ledger, "--as-of", "2025-12-31"],
            ["replay", ledger], ["authority", ledger], ["redecide", ledger, "1"],
            ["verify", ledger], ["doctor", ledger],
        ]
    }

    /// Every command that reads says the doubt and ends with 65; those that hand something on
    /// refuse.
    private func expectDoubt(_ scratch: Scratch, saying words: String) async throws {
        let ledger = scratch.path("L")
        for arguments in readings(ledger) {
            let outcome = try await Tool.program(arguments).run()
            #expect(outcome.exit == 65, "\(arguments)")
            #expect((outcome.output + outcome.errors).contains(words), "\(arguments)")
            #expect(!outcome.output.contains("Nothing acknowledged is concerned"))
        }
        let refused = [
            ["backup", ledger, scratch.path("B2")], ["tiles", ledger, scratch.path("T")],
            ["checkpoint", ledger, "--key", scratch.path("k")],
            ["prove", ledger, "1", "--key", scratch.path("k")],
            ["supervise", ledger, "--as-of", "2025-12-31", "--fail-on-violation"],
        ]
        for arguments in refused {
            let outcome = try await Tool.program(arguments).run()
            #expect(outcome.exit == 65 && outcome.output.isEmpty, "\(arguments)")
            #expect(!outcome.errors.isEmpty)
        }
    }

    @Test func oneBitOfHeadIsSaidByEveryCommand() async throws {
        let scratch = try await office()
        let ledger = scratch.path("L")
        #expect(try await Tool.run("key", scratch.path("k"), "--new", "a.example/log").exit == 0)
        let whole = try await Tool.run("export", ledger)
        #expect(whole.exit == 0 && whole.lines.count == 29)
        let sound = try scratch.bytes("L/head")
        func sequence(_ slot: Int) -> UInt64 {
            sound[slot * 4096 + 32..<slot * 4096 + 40].reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }
        var head = sound
        head[(sequence(0) > sequence(1) ? 0 : 4096) + 100] ^= 1
        try scratch.write(head, to: "L/head")
        try await expectDoubt(scratch, saying: "a slot of 'head' is damaged: at least 20 ")
        #expect(try await Tool.run("export", ledger).lines == Array(whole.lines.prefix(20)))
        // What the doctor advises.
        let again = try await Tool.run("import", ledger, scratch.path("second.jsonl"))
        #expect(again.exit == 0 && again.output.contains("0 recorded, 9 already known"))
        let mended = try await Tool.run("export", ledger)
        #expect(mended.exit == 0 && mended.lines == whole.lines && mended.errors.isEmpty)
    }

    @Test func withoutItsHeadALedgerIsReadAndDoubted() async throws {
        let scratch = try await office()
        let ledger = scratch.path("L")
        #expect(try await Tool.run("key", scratch.path("k"), "--new", "a.example/log").exit == 0)
        let whole = try await Tool.run("export", ledger)
        try FileManager.default.removeItem(atPath: ledger + "/head")
        try await expectDoubt(scratch, saying: "29 complete entries are there")
        #expect(try await Tool.run("init", scratch.path("other")).exit == 0)
        try scratch.write(try scratch.bytes("other/head"), to: "L/head")
        try await expectDoubt(scratch, saying: "'head' is another ledger's")
        try scratch.write(try scratch.bytes("B/log/head"), to: "L/head")
        let mended = try await Tool.run("export", ledger)
        #expect(mended.exit == 0 && mended.lines == whole.lines)
    }

    @Test func aRestorationThatWasCutShortIsCompletedByTheNext() async throws {
        let scratch = try await office()
        let files = try scratch.files("B/log")
        let segments = files.keys.filter { $0.hasSuffix(".lz4") }.sorted()
        #expect(segments.count > 1)
        for named in 1...segments.count {
            let place = "R\(named)"
            try FileManager.default.createDirectory(
                atPath: scratch.path(place), withIntermediateDirectories: false)
            for (index, name) in segments.enumerated() {
                let bytes = try #require(files[name])
                try scratch.write(bytes, to: "\(place)/\(name)\(index < named ? "" : ".tmp")")
            }
            try scratch.write(try #require(files["head"]), to: "\(place)/head.tmp")
            let family = try await Tool.run("family", scratch.path(place), "F-1")
            #expect(family.exit == 65 && family.errors.contains("run it again"))
            let restored = try await Tool.run("restore", scratch.path("B"), scratch.path(place))
            #expect(restored.exit == 0, "\(restored.errors)")
            #expect(try await Tool.run("verify", scratch.path(place)).exit == 0)
        }
        #expect(try await Tool.run("restore", scratch.path("B"), scratch.path("L")).exit == 73)
    }

    /// Makes a file of zeros that takes no space.
    private func stretch(_ path: String, to bytes: UInt64) throws {
        FileManager.default.createFile(atPath: path, contents: nil)
        let file = try #require(FileHandle(forUpdatingAtPath: path))
        try file.truncate(atOffset: bytes)
        try file.close()
    }

    @Test func whatIsNoFileOrTooLargeIsRefusedByName() async throws {
        let scratch = try await office()
        let ledger = scratch.path("L")
        let more = scratch.path("second.jsonl")
        let access = "accesses/0193c79e-4a60-75f6-a7fe-0000000000bb"
        try FileManager.default.createDirectory(
            atPath: ledger + "/accesses", withIntermediateDirectories: false)
        try stretch("\(ledger)/\(access)", to: 40 << 30)
        let large = try await Tool.run("import", ledger, more)
        #expect(large.exit == 0 && large.errors.contains(access), "\(large.errors)")
        let aside = scratch.path("aside")
        for name in [access, "head", "lock"] {
            let path = "\(ledger)/\(name)"
            try FileManager.default.moveItem(atPath: path, toPath: aside)
            #expect(mkfifo(path, 0o600) == 0)
            var program = try Tool.program(["import", ledger, more])
            program.limit = .seconds(60)
            let outcome = try await program.run()
            // What lies among the readings is left there and named; the rest is refused.
            #expect(outcome.exit == (name == access ? 0 : 65), "\(name): \(outcome.errors)")
            #expect(outcome.errors.contains(name), "\(outcome.errors)")
            try FileManager.default.removeItem(atPath: path)
            if name == access {
                try FileManager.default.removeItem(atPath: aside)
            } else {
                try FileManager.default.moveItem(atPath: aside, toPath: path)
            }
        }
        // A pipe where an index would be is no index.
        let zeros = String(repeating: "0", count: 18)
        try FileManager.default.createDirectory(
            atPath: ledger + "/cache", withIntermediateDirectories: true)
        #expect(mkfifo("\(ledger)/cache/index-\(zeros)00-\(zeros)29", 0o600) == 0)
        let family = try await Tool.run("family", ledger, "F-1")
        #expect(family.exit == 0 && family.output.contains("F-1"))
        #expect(try await Tool.run("import", ledger, more).exit == 0)
    }

    /// Whatever stands in a name, no message of the tool acts on a terminal.
    @Test func noMessageActsOnATerminal() async throws {
        let scratch = try await office()
        let evil = "\u{1B}[2Jx\u{9B}31m\u{202E}y\u{7F}\n"
        try scratch.write(lines: Lines.family(7, visits: 1) + ["{}"], to: "in\(evil).jsonl")
        let ledger = scratch.path("L\(evil)")
        let commands: [[String]] = [
            ["init", ledger], ["import", ledger, scratch.path("in\(evil).jsonl")],
            ["import", ledger, scratch.path("none\(evil).jsonl")],
            ["family", ledger, "F-7\(evil)"], ["family", scratch.path("M\(evil)"), "F-7"],
            ["export", ledger], ["export", ledger, "--format", "csv"], ["doctor", ledger],
            ["verify", ledger], ["verify", ledger, "--format", "json"], ["audit", ledger],
            [
                "record", ledger, "visit.made", "--data", "{\"visit\":\"\(evil)\"}", "--actor",
                evil,
                "--role", evil, "--unit", evil,
            ],
            ["export", ledger, "--family", evil, "--output", scratch.path("out\(evil)")],
            ["backup", ledger, scratch.path("B\(evil)")], ["restore", evil, ledger], [evil],
            ["family", "--\(evil)"], ["seal", ledger, evil], ["key", scratch.path("k\(evil)")],
        ]
        for arguments in commands {
            let outcome = try await Tool.program(arguments).run()
            let said = (outcome.output + outcome.errors).unicodeScalars
            let acting = said.filter {
                // Lines of CSV end with both.
                guard $0 != "\r" else { return false }
                return $0 != "\n" && $0.properties.generalCategory == .control || $0 == "\u{202E}"
            }
            #expect(acting.isEmpty, "\(arguments[0]): \(outcome.output)\(outcome.errors)")
        }
    }

    @Test func aPipeIsImported() async throws {
        let scratch = try await office()
        #expect(try await Tool.run("init", scratch.path("M")).exit == 0)
        let pipe = scratch.path("pipe")
        #expect(mkfifo(pipe, 0o600) == 0)
        var shell = Program(
            "/bin/sh", "-c", "cat '\(scratch.path("first.jsonl"))' > '\(pipe)'")
        shell.limit = .seconds(60)
        async let written = shell.run()
        var program = try Tool.program(["import", scratch.path("M"), pipe])
        program.limit = .seconds(60)
        let outcome = try await program.run()
        #expect(outcome.exit == 0 && outcome.output.contains("20 recorded"), "\(outcome.errors)")
        #expect(try await written.exit == 0)
    }

    @Test func refusedLinesGoThroughNoLink() async throws {
        let scratch = try await office()
        try scratch.write(lines: ["{}"], to: "bad.jsonl")
        try scratch.write(lines: ["mine"], to: "mine")
        for make in [symlink, link] {
            let part = scratch.path("bad.jsonl.refused.part")
            #expect(make(scratch.path("mine"), part) == 0)
            let outcome = try await Tool.run("import", scratch.path("L"), scratch.path("bad.jsonl"))
            #expect(outcome.exit == 73 && outcome.errors.contains("refused.part"))
            #expect(try scratch.text("mine") == "mine\n")
            try FileManager.default.removeItem(atPath: part)
        }
    }
}
