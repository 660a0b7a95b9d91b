import CaseLedger
import Foundation
import Testing

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
    static func has(_ module: String) -> Bool { (try? run("import \(module)")) != nil }

    static func missing(_ module: String) -> Comment {
        "needs the Python package \(module); set FIVEONES_PYTHON to an interpreter that has it"
    }

    struct Failed: Error {}

    /// Runs a script and gives back what it prints; with nothing on standard error if it fails.
    static func run(_ script: String) throws -> String {
        let process = Process()
        let python = ProcessInfo.processInfo.environment["FIVEONES_PYTHON"] ?? "python3"
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [python, "-c", script]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let text = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failed() }
        return String(decoding: text, as: UTF8.self)
    }
}

/// A day that the test's author wrote down; a day that does not exist stops the test.
func planDay(_ text: String) -> Day {
    guard let day = Day(text) else { preconditionFailure("no such day: \(text)") }
    return day
}
