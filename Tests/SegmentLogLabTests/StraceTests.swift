import Foundation
import SegmentLog
import Testing

@testable import SegmentLogLab

/// A real process whose system calls fail, or do less than they were asked.
@Suite(.serialized) struct StraceTests {
    private static let script = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "scripts/strace-inject.sh").path

    /// Whether strace is there and may trace.
    static let canTrace = RealProcessTests.run("strace", "-qq", "-o", "/dev/null", "true")

    private func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }

    /// Every 25th place here; the script alone takes all of them.
    @Test(.enabled(if: canTrace, "strace is missing or may not trace here"))
    func everySystemCallOfARealProcessMayFail() throws {
        let lab = try #require(RealProcessTests.lab, "build the product segmentlog-lab")
        let (status, output) = try run(["bash", Self.script, lab.path, "25"])
        print("StraceTests: \(output)")
        #expect(status == 0 && output.contains("nothing acknowledged was lost"), "\(output)")
    }

    /// A limit on the size of files lets a write be cut short, at a different byte each time, and
    /// the next one fail.
    @Test func aWriteThatTheSystemCutsShortLosesNothing() throws {
        let lab = try #require(RealProcessTests.lab, "build the product segmentlog-lab")
        let scratch = FileManager.default.temporaryDirectory
            .appending(path: "segmentlog-lab-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: scratch) }
        var failed = 0
        for blocks in stride(from: 9, through: 60, by: 3) {
            let log = scratch.appending(path: "log-\(blocks)").path
            // No space is reserved beyond the batch, so that the write itself meets the limit.
            let (status, output) = try run([
                "bash", "-c",
                "trap '' XFSZ; ulimit -f \(blocks); exec \"$0\" \"$@\"", lab.path, "write", log,
                "--batches", "12", "--entries", "40", "--segment-bytes", "\(1 << 20)",
                "--growth-bytes", "4096",
            ])
            failed += status == 74 ? 1 : 0
            #expect(status == 74 || status == 0, "\(output)")
            let numbers = output.split(separator: "\n").compactMap { UInt64($0) }
            let acknowledged = numbers.last ?? 0
            let check = try run([
                lab.path, "check", log, "--acknowledged", "\(acknowledged)",
            ])
            #expect(check.status == 0, "\(blocks) blocks: \(check.output)")
        }
        #expect(failed > 5)
    }
}
