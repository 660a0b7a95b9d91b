import Foundation
import Testing
import ToolTesting

/// What stands around the keys, tried from outside: parts that are lost, foundings cut short,
/// directories of others, pipes.
@Suite struct KeyWallsTests {
    private func office() async throws -> Scratch {
        let scratch = try Scratch()
        try scratch.write(lines: (0..<9).flatMap { Lines.family($0, visits: 1) }, to: "all.jsonl")
        #expect(try await Tool.run("init", scratch.path("L")).exit == 0)
        let outcome = try await Tool.run("import", scratch.path("L"), scratch.path("all.jsonl"))
        #expect(outcome.exit == 0, "\(outcome.errors)")
        return scratch
    }

    @Test func aLostPartIsNamedAndNothingIsMadeInItsPlace() async throws {
        let scratch = try await office()
        let ledger = scratch.path("L")
        try scratch.write(lines: [Lines.visit(1, 7)], to: "more.jsonl")
        let table = try scratch.bytes("L.keys/keys")
        var zeroed = table
        for place in 4096..<zeroed.count { zeroed[place] = 0 }
        var flipped = table
        flipped[70] ^= 4
        let other = try await office()
        let foreign = try other.bytes("L.keys/keys")
        for lost in [zeroed, flipped, Array(table.prefix(4096)), foreign, []] {
            try scratch.write(lost, to: "L.keys/keys")
            for command in ["doctor", "verify"] {
                let outcome = try await Tool.run(command, ledger)
                #expect(outcome.exit == 65, "\(command): \(outcome.output)")
                #expect(outcome.output.contains("keys  "), "\(outcome.output)")
                #expect(!outcome.output.contains("nothing to do"))
            }
            let more = try await Tool.run("import", ledger, scratch.path("more.jsonl"))
            #expect(more.exit != 0 && !more.output.contains("1 recorded"), "\(more.output)")
            #expect(try await Tool.run("import", ledger, scratch.path("all.jsonl")).exit != 0)
        }
        try scratch.write(zeroed, to: "L.keys/keys")
        let refused = try await Tool.run("import", ledger, scratch.path("more.jsonl"))
        #expect(refused.exit == 65 && refused.errors.contains("restore the keys"))
        #expect(!FileManager.default.fileExists(atPath: scratch.path("more.jsonl.refused.jsonl")))
        try scratch.write(table, to: "L.keys/keys")
        #expect(try await Tool.run("import", ledger, scratch.path("more.jsonl")).exit == 0)
        #expect(try await Tool.run("doctor", ledger).exit == 0)
        let shown = try await Tool.run(
            "export", ledger, "--purpose", "audit", "--reader",
            "zhou.yan:inspector:city:double-support")
        #expect(shown.exit == 0 && shown.output.contains("屋顶漏水 14"))
    }

    @Test func aDoctorSaysThatThereAreNoKeys() async throws {
        let scratch = try await office()
        try FileManager.default.moveItem(
            atPath: scratch.path("L.keys"), toPath: scratch.path("elsewhere"))
        let doctor = try await Tool.run("doctor", scratch.path("L"))
        #expect(doctor.exit == 0 && doctor.output.contains("personal in 18 entries"))
        let named = try await Tool.run(
            "doctor", scratch.path("L"), "--keys", scratch.path("nowhere"))
        #expect(named.exit == 65 && named.output.contains("there are no keys here"))
    }

    @Test func aFoundingIsCompletedByTheNext() async throws {
        let scratch = try await office()
        try FileManager.default.copyItem(
            atPath: scratch.path("L.keys"), toPath: scratch.path("X.keys"))
        let (ledger, keys) = (scratch.path("X"), scratch.path("Y.keys"))
        let foreign = try await Tool.run("init", ledger, "--founder", "he.min")
        #expect(foreign.exit == 73 && foreign.errors.contains("--keys"))
        #expect(!FileManager.default.fileExists(atPath: ledger), "nothing was begun")
        // As a founding that was cut short behind the log leaves it.
        #expect(try await Tool.run("init", ledger, "--keys", scratch.path("Z.keys")).exit == 0)
        try FileManager.default.removeItem(atPath: scratch.path("Z.keys"))
        let again = try await Tool.run("init", ledger, "--keys", keys, "--founder", "he.min")
        #expect(again.exit == 0, "\(again.errors)")
        #expect(try await Tool.run("authority", ledger).output.contains("he.min"))
        #expect(try await Tool.run("init", ledger, "--keys", keys, "--founder", "he").exit == 73)
        #expect(try await Tool.run("doctor", ledger, "--keys", keys).exit == 0)
    }

    private func mode(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return try #require(attributes[.posixPermissions] as? Int) & 0o777
    }

    @Test func keysAreTheirOwnersAlone() async throws {
        let scratch = try await office()
        #expect(try mode(scratch.path("L.keys")) == 0o700)
        for name in ["wrapping", "keys", "lock", "README"] {
            #expect(try mode(scratch.path("L.keys/\(name)")) == 0o600, "\(name)")
        }
        #expect(try await Tool.run("key", scratch.path("k"), "--new", "a.example/log").exit == 0)
        #expect(try mode(scratch.path("k")) == 0o600)
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o644], ofItemAtPath: scratch.path("k"))
        let open = try await Tool.run("checkpoint", scratch.path("L"), "--key", scratch.path("k"))
        #expect(open.exit == 77 && open.output.isEmpty && open.errors.contains("chmod"))
        for open in [0o777, 0o755, 0o770, 0o701] {
            let keys = scratch.path("open\(open).keys")
            try FileManager.default.createDirectory(
                atPath: keys, withIntermediateDirectories: false)
            try FileManager.default.setAttributes([.posixPermissions: open], ofItemAtPath: keys)
            let outcome = try await Tool.run("init", scratch.path("open\(open)"))
            #expect(outcome.exit == 77, "\(outcome.errors)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: keys) == [])
            try FileManager.default.setAttributes(
                [.posixPermissions: open], ofItemAtPath: scratch.path("L.keys"))
            let import2 = try await Tool.run(
                "import", scratch.path("L"), scratch.path("all.jsonl"))
            #expect(import2.exit == 77, "\(import2.errors)")
        }
        // A group may be let read by the owner.
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o750], ofItemAtPath: scratch.path("L.keys"))
        #expect(
            try await Tool.run("import", scratch.path("L"), scratch.path("all.jsonl")).exit == 0)
    }

    /// Only the superuser can give a directory away.
    @Test(.enabled(if: geteuid() == 0)) func keysInADirectoryOfSomebodyElseAreRefused()
        async throws
    {
        let scratch = try await office()
        let keys = scratch.path("M.keys")
        try FileManager.default.createDirectory(atPath: keys, withIntermediateDirectories: false)
        for (path, name) in [(keys, "M"), (scratch.path("L.keys"), "L")] {
            #expect(chmod(path, 0o700) == 0 && chown(path, 1001, 1001) == 0)
            let arguments =
                name == "M"
                ? ["init", scratch.path(name)]
                : ["import", scratch.path(name), scratch.path("all.jsonl")]
            let outcome = try await Tool.program(arguments).run()
            #expect(outcome.exit == 77 && outcome.errors.contains("another account"))
        }
    }

    @Test func aPipeInThePlaceOfAKeyFileIsNotWaitedFor() async throws {
        let scratch = try await office()
        for name in ["wrapping", "keys", "erased", "lock"] {
            let path = scratch.path("L.keys/\(name)")
            let aside = scratch.path("aside")
            try? FileManager.default.removeItem(atPath: aside)
            try? FileManager.default.moveItem(atPath: path, toPath: aside)
            #expect(mkfifo(path, 0o600) == 0)
            for arguments in [
                ["import", scratch.path("L"), scratch.path("all.jsonl")],
                [
                    "export", scratch.path("L"), "--purpose", "audit", "--reader",
                    "zhou.yan:inspector:city:double-support",
                ],
            ] where name != "lock" || arguments[0] == "import" {
                var program = try Tool.program(arguments)
                program.limit = .seconds(300)
                let outcome = try await program.run()
                #expect(outcome.exit == 65, "\(name) \(arguments[0]): \(outcome.errors)")
                #expect(outcome.errors.contains(name), "\(outcome.errors)")
            }
            try FileManager.default.removeItem(atPath: path)
            try? FileManager.default.moveItem(atPath: aside, toPath: path)
        }
    }

    @Test func failuresOfTheSystemAreSaidInWords() async throws {
        let scratch = try await office()
        // A file may not grow beyond this: a disk that is full.
        var shell = Program(
            "/bin/sh", "-c",
            "trap '' XFSZ; ulimit -f 1; '\(try Tool.executable().path)' export "
                + "'\(scratch.path("L"))' --output '\(scratch.path("x.jsonl"))'")
        shell.environment = ["LC_ALL": "C"]
        let full = try await shell.run()
        #expect(full.exit == 74, "\(full.errors)")
        #expect(full.errors.contains("x.jsonl: File too large"), "\(full.errors)")
        let outcome = try await Tool.run(
            "export", scratch.path("L"), "--output", scratch.path("nowhere/file.jsonl"))
        #expect([73, 74].contains(outcome.exit), "\(outcome.errors)")
        #expect(!outcome.errors.contains("Domain="))
    }

    private static let reader = [
        "--purpose", "audit", "--reader", "zhou.yan:inspector:city:double-support",
    ]

    @Test func aBackupTakesReadingsAndSealedKeysAlong() async throws {
        let scratch = try await office()
        let (ledger, backup) = (scratch.path("L"), scratch.path("B"))
        try scratch.write(lines: ["correct horse battery staple"], to: "phrase")
        try scratch.write(lines: ["correct horse battery stable"], to: "other")
        let reading = try await Tool.program(["export", ledger] + Self.reader).run()
        #expect(reading.exit == 0)
        let waiting = try FileManager.default.contentsOfDirectory(atPath: ledger + "/accesses")
        #expect(!waiting.isEmpty)
        #expect(try await Tool.run("backup", ledger, backup).exit == 0)
        #expect(try scratch.files("B")["keys.sealed"] == nil)
        let nobody = try await Tool.run("backup", ledger, backup, "--keys")
        #expect(nobody.exit == 64)
        let sealing = [
            "backup", ledger, backup, "--keys", "--passphrase", scratch.path("phrase"), "--actor",
            "he.min", "--role", "cityStaff", "--unit", "city:double-support",
        ]
        let sealed = try await Tool.program(sealing).run()
        #expect(sealed.exit == 0 && sealed.output.contains("keys.sealed"), "\(sealed.errors)")
        // An erasure cannot reach into it, and says so.
        let preview = try await Tool.run("erase", ledger, "member:M-3", "--preview")
        #expect(preview.output.contains("is out of reach: \(backup)/keys.sealed"))
        // Without a passphrase it is said what will not open.
        let shut = try await Tool.run("restore", backup, scratch.path("R"))
        #expect(shut.exit == 0 && shut.output.contains("18 entries will not open"))
        #expect(shut.output.contains("--passphrase"))
        let wrong = try await Tool.run(
            "restore", backup, scratch.path("W"), "--passphrase", scratch.path("other"))
        #expect(wrong.exit == 77 && !FileManager.default.fileExists(atPath: scratch.path("W")))
        let again = try await Tool.run(
            "restore", backup, scratch.path("R"), "--passphrase", scratch.path("phrase"))
        #expect(again.exit == 0 && !again.output.contains("will not open"), "\(again.errors)")
        let (first, second) = (
            try await Tool.program(["export", scratch.path("R")] + Self.reader).run(),
            try await Tool.program(["export", ledger] + Self.reader).run()
        )
        #expect(first.exit == 0 && first.output == second.output)
        let reads = try await Tool.run("audit", scratch.path("R"), "--reads")
        #expect(reads.output.contains("zhou.yan"))
        // What waited and was taken in since is not carried on.
        #expect(try await Tool.run("import", ledger, scratch.path("all.jsonl")).exit == 0)
        #expect(try await Tool.run("backup", ledger, backup).exit == 0)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: backup + "/log/accesses") == [
                "head"
            ])
    }
}
