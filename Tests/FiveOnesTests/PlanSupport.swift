import CaseLedger
import Foundation
import Testing
import ToolTesting

/// The working papers beside the checkout, where they are there.
enum SharedPapers {
    static let missing = "needs ../shared beside the checkout, which is not there"

    static func url(_ path: String) -> URL {
        URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "../shared/\(path)").standardizedFileURL
    }

    static func has(_ path: String) -> Bool {
        FileManager.default.isReadableFile(atPath: url(path).path)
    }

    static func lines(_ path: String) throws -> [Substring] {
        try String(contentsOf: url(path), encoding: .utf8).split(whereSeparator: \.isNewline)
    }
}

/// Python packages that answer the same questions from other sources.
enum PythonOracle {
    static func has(_ module: String) async -> Bool {
        await program("import \(module)").succeeds()
    }

    static func missing(_ module: String) -> Comment {
        "needs the Python package \(module); set FIVEONES_PYTHON to an interpreter that has it"
    }

    /// Runs a script and gives back what it prints.
    static func run(_ script: String) async throws -> String {
        let outcome = try await program(script).run()
        try #require(outcome.exit == 0, "\(outcome.errors)")
        return outcome.output
    }

    private static func program(_ script: String) -> Program {
        Program(ProcessInfo.processInfo.environment["FIVEONES_PYTHON"] ?? "python3", "-c", script)
    }
}

/// A day that the test's author wrote down; a day that does not exist stops the test.
func planDay(_ text: String) -> Day {
    guard let day = Day(text) else { preconditionFailure("no such day: \(text)") }
    return day
}
