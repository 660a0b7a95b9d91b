import Foundation

/// UmaDB, driven by `peers/umadb_fund.py`, if the environment names a Python that has it.
///
/// `pip install umadb==0.7.8` into an environment of its own, then
/// `FIVEONES_UMADB_PYTHON=…/bin/python fiveones-bench --only perform`.
final class UmaDB {
    /// What a run says in which it is not there.
    static let absence: [String] =
        ProcessInfo.processInfo.environment["FIVEONES_UMADB_PYTHON"] != nil
        ? [] : ["UmaDB is not installed: FIVEONES_UMADB_PYTHON names no Python that has it."]

    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private var rest = Data()

    /// Starts the server with a fund of so many donations; nothing where it is not installed.
    init?(_ setting: Setting, donations: Int) throws {
        guard let python = ProcessInfo.processInfo.environment["FIVEONES_UMADB_PYTHON"] else {
            return nil
        }
        let script = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../peers/umadb_fund.py").standardizedFileURL
        let directory = setting.fresh("umadb")
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true)
        process.executableURL = URL(filePath: python)
        process.arguments = [script.path, directory, String(donations)]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        try agree("UmaDB's first word", try line(), "ready")
    }

    /// Takes the decision on one donation; how many seconds that took, by the client's clock.
    func donate(_ name: String) throws -> Double {
        try input.fileHandleForWriting.write(contentsOf: Data("\(name)\n".utf8))
        guard let seconds = Double(try line()) else {
            throw Disagreement(description: "UmaDB did not record \(name)")
        }
        return seconds
    }

    /// Ends the server.
    func close() throws {
        try input.fileHandleForWriting.close()
        process.waitUntilExit()
        try agree("UmaDB's exit", process.terminationStatus, 0)
    }

    private func line() throws -> String {
        while true {
            if let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: rest[..<end], as: UTF8.self)
                rest = Data(rest[(end + 1)...])
                return line
            }
            let more = output.fileHandleForReading.availableData
            guard !more.isEmpty else { throw Disagreement(description: "UmaDB's client ended") }
            rest += more
        }
    }
}
