import Foundation
import Testing
import ToolTesting

/// Runs the tool as people do: each file of `fixtures/cli` is a session in a fresh directory.
///
/// ```
/// # a comment
/// $ fiveones init L          a command, run by sh; lines that begin with "> " go on with it
/// Founded a ledger in L.     what it prints, standard error included; … stands for any text,
/// ? 0                        and a line of … alone for any lines; the exit code, 0 if not given
/// ```
@Suite struct TranscriptTests {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static let transcripts: [String] =
        ((try? FileManager.default.contentsOfDirectory(
            atPath: root.appendingPathComponent("fixtures/cli").path)) ?? [])
        .filter { $0.hasSuffix(".txt") }.sorted()

    @Test func thereAreTranscripts() { #expect(!Self.transcripts.isEmpty) }

    @Test(arguments: transcripts) func theToolDoesWhatTheTranscriptSays(name: String) async throws {
        let tool = try #require(Tool.directory, "build the product fiveones beside the tests")
        let path = Self.root.appendingPathComponent("fixtures/cli/\(name)")
        let text = try String(contentsOf: path, encoding: .utf8)
        try await withTemporaryDirectory { (directory) async throws in
            for step in Transcript.steps(in: text) {
                let result = try await Tool.run(step.command, in: directory, tool: tool)
                #expect(
                    Transcript.matches(result.output, step.output),
                    "\(name):\(step.line) printed\n\(result.output)\ninstead of\n\(step.output)")
                #expect(result.exit == step.exit, "\(name):\(step.line): \(step.command)")
            }
        }
    }
}

/// What a transcript holds.
enum Transcript {
    struct Step {
        var line: Int
        var command: String
        var output = ""
        var exit: Int32 = 0
    }

    static func steps(in text: String) -> [Step] {
        var steps: [Step] = []
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            if line.hasPrefix("$ ") {
                steps.append(Step(line: number + 1, command: String(line.dropFirst(2))))
            } else if line.hasPrefix("# ") || steps.isEmpty {
                continue
            } else if line.hasPrefix("> ") {
                steps[steps.count - 1].command += "\n" + line.dropFirst(2)
            } else if line.hasPrefix("? "), let code = Int32(line.dropFirst(2)) {
                steps[steps.count - 1].exit = code
            } else if !line.isEmpty {
                steps[steps.count - 1].output += line + "\n"
            }
        }
        return steps
    }

    /// Whether the output is what is expected, blank lines and spaces at line ends aside.
    static func matches(_ output: String, _ expected: String) -> Bool {
        func lines(_ text: String) -> [String] {
            text.split(separator: "\n").map { line in
                String(line.reversed().drop { $0 == " " }.reversed())
            }.filter { !$0.isEmpty }
        }
        return matches(lines(output)[...], lines(expected)[...])
    }

    private static func matches(
        _ output: ArraySlice<String>, _ expected: ArraySlice<String>
    ) -> Bool {
        guard let line = expected.first else { return output.isEmpty }
        if line == "…" {
            return (output.startIndex...output.endIndex).contains { start in
                matches(output[start...], expected.dropFirst())
            }
        }
        guard let found = output.first, fits(found, line) else { return false }
        return matches(output.dropFirst(), expected.dropFirst())
    }

    /// Whether a line is what is expected, with `…` for any text.
    private static func fits(_ line: String, _ expected: String) -> Bool {
        let parts = expected.split(separator: "…", omittingEmptySubsequences: false).map(
            String.init)
        guard parts.count > 1 else { return line == expected }
        guard line.hasPrefix(parts[0]) else { return false }
        var rest = line.dropFirst(parts[0].count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let range = rest.firstRange(of: part) else { return false }
            rest = rest[range.upperBound...]
        }
        return rest.hasSuffix(parts[parts.count - 1])
    }
}

/// The tool as built.
enum Tool {
    /// Where the executable is: beside the test bundle.
    static let directory: String? = {
        var starts = [Bundle.main.executablePath ?? ""] + CommandLine.arguments
        starts +=
            (try? [FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")]) ?? []
        for start in starts where start.hasPrefix("/") {
            var url = URL(fileURLWithPath: start)
            for _ in 0..<5 {
                url.deleteLastPathComponent()
                if FileManager.default.isExecutableFile(atPath: url.path + "/fiveones") {
                    return url.path
                }
            }
        }
        return nil
    }()

    /// Runs a shell command with the tool in its path.
    static func run(
        _ command: String, in directory: String, tool: String
    ) async throws -> Program.Outcome {
        var shell = Program("/bin/sh", ["-c", command], in: directory)
        shell.environment = [
            "PATH": "\(tool):/usr/local/bin:/usr/bin:/bin", "NO_COLOR": "1", "LC_ALL": "C",
            "HOME": directory, "FIXTURES": TranscriptTests.root.path + "/fixtures",
        ]
        return try await shell.run(joinsErrors: true)
    }
}

/// Calls `body` with the path of an empty directory that is gone afterwards.
func withTemporaryDirectory<T>(_ body: (String) async throws -> T) async throws -> T {
    let url = FileManager.default.temporaryDirectory
        .appendingPathComponent("fiveones-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: url) }
    return try await body(url.path)
}
