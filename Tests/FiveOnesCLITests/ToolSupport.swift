import Foundation
import Testing
import ToolTesting

/// The tool run as people run it: a process with arguments, two streams and an exit code.
extension Tool {
    struct NotBuilt: Error, CustomStringConvertible {
        let description = "'fiveones' is not beside the tests; run 'swift build' first"
    }

    /// The executable.
    static func executable() throws -> URL {
        guard let directory else { throw NotBuilt() }
        return URL(fileURLWithPath: directory).appending(path: "fiveones")
    }

    /// Runs the tool to its end.
    static func run(_ arguments: String...) async throws -> Program.Outcome {
        try await program(arguments).run()
    }

    /// The tool with arguments, to be run beside a test.
    static func program(_ arguments: [String]) throws -> Program {
        var tool = Program(try executable().path, arguments)
        tool.environment = ["LC_ALL": "C", "NO_COLOR": "1"]
        return tool
    }
}

/// A directory that goes when it is no longer needed.
final class Scratch: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory
            .appending(path: "fiveones-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func path(_ name: String) -> String { url.appending(path: name).path }

    func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: url.appending(path: name)))
    }

    func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

    func write(_ bytes: [UInt8], to name: String) throws {
        try Data(bytes).write(to: url.appending(path: name))
    }

    func write(lines: some Sequence<String>, to name: String) throws {
        try write(Array(lines.map { $0 + "\n" }.joined().utf8), to: name)
    }

    /// Every file below a directory with its bytes, except the notes of who held the lock and when it was verified.
    func files(_ directory: String) throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: path(directory))
        where name != "lock" && name != "cache/verified" {
            var isDirectory: ObjCBool = false
            let whole = "\(directory)/\(name)"
            _ = FileManager.default.fileExists(atPath: path(whole), isDirectory: &isDirectory)
            if !isDirectory.boolValue { files[name] = try bytes(whole) }
        }
        return files
    }
}

/// A line of output as JSON.
func object(_ line: some StringProtocol) throws -> [String: Any] {
    let value = try JSONSerialization.jsonObject(with: Data(line.utf8))
    return try #require(value as? [String: Any])
}

/// The root that a sound ledger is verified to have.
func soundRoot(_ ledger: String) async throws -> String {
    let outcome = try await Tool.run("verify", ledger, "--format", "json")
    #expect(outcome.exit == 0, "\(outcome.output)\(outcome.errors)")
    return try #require(try object(outcome.output)["root"] as? String)
}

/// Lines of CloudEvents about invented families, made here and not by the library under test.
enum Lines {
    /// What family number `family` has to its name: enrolled, a survivor, then visits.
    static func family(_ family: Int, visits: Int) -> [String] {
        let id = "F-\(family)"
        var lines = [
            event(
                "\(id)-0", "family.enrolled/1",
                #"{"family":"\#(id)","martyrs":[],"area":"4403\#(family % 11 + 10)"}"#),
            event(
                "\(id)-1", "member.enrolled/1",
                #"{"member":"M-\#(family)","family":"\#(id)","name":"孙某\#(family)","#
                    + #""relation":"20","calendar":"solar","receivesPension":true}"#),
        ]
        for visit in 0..<visits { lines.append(Self.visit(family, visit)) }
        return lines
    }

    static func visit(_ family: Int, _ number: Int, gift: Int = 50_000) -> String {
        event(
            "F-\(family)-v\(number)", "visit.made/1",
            #"{"visit":"V-\#(family)-\#(number)","family":"F-\#(family)","#
                + #""occasion":"springFestival","met":["M-\#(family)"],"mode":"home","#
                + #""companions":[],"gift":\#(gift),"findings":"屋顶漏水 \#(family * 7 + number)"}"#)
    }

    static func event(_ id: String, _ type: String, _ data: String) -> String {
        #"{"specversion":"1.0","type":"\#(type)","source":"test:office","id":"\#(id)","#
            + #""time":"2025-01-20T09:00:00+08:00","occurredprecision":"day","#
            + #""actor":"li.na","role":"responsibleOfficer","unit":"station:nantou","#
            + #""data":\#(data)}"#
    }
}
