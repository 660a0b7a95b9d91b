import Foundation
import SegmentLog
import Testing
import ToolTesting

@testable import SegmentLogLab

/// A real process whose system calls fail, or do less than they were asked.
@Suite(.serialized) struct StraceTests {
    private static let script = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "scripts/strace-inject.sh").path

    /// Whether strace is there and may trace.
    private static func canTrace() async -> Bool {
        await Program("strace", "-qq", "-o", "/dev/null", "true").succeeds()
    }

    private func run(_ arguments: String...) async throws -> Program.Outcome {
        try await Program("bash", arguments).run(joinsErrors: true)
    }

    /// Every 25th place here; the script alone takes all of them.
    @Test(.enabled("strace is missing or may not trace here") { await canTrace() })
    func everySystemCallOfARealProcessMayFail() async throws {
        let lab = try #require(RealProcessTests.lab, "build the product segmentlog-lab")
        let outcome = try await run(Self.script, lab.path, "25")
        let output = outcome.output
        print("StraceTests: \(output)")
        #expect(outcome.exit == 0 && output.contains("nothing acknowledged was lost"), "\(output)")
    }

    /// A limit on the size of files lets a write be cut short, at a different byte each time, and
    /// the next one fail.
    @Test func aWriteThatTheSystemCutsShortLosesNothing() async throws {
        let lab = try #require(RealProcessTests.lab, "build the product segmentlog-lab")
        let scratch = FileManager.default.temporaryDirectory
            .appending(path: "segmentlog-lab-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: scratch) }
        var failed = 0
        for blocks in stride(from: 9, through: 60, by: 3) {
            let log = scratch.appending(path: "log-\(blocks)").path
            // No space is reserved beyond the batch, so that the write itself meets the limit.
            let written = try await run(
                "-c", "trap '' XFSZ; ulimit -f \(blocks); exec \"$0\" \"$@\"", lab.path, "write",
                log, "--batches", "12", "--entries", "40", "--segment-bytes", "\(1 << 20)",
                "--growth-bytes", "4096")
            failed += written.exit == 74 ? 1 : 0
            #expect(written.exit == 74 || written.exit == 0, "\(written.output)")
            let acknowledged = written.lines.compactMap { UInt64($0) }.last ?? 0
            let check = try await Program(
                lab.path, "check", log, "--acknowledged", "\(acknowledged)"
            ).run(joinsErrors: true)
            #expect(check.exit == 0, "\(blocks) blocks: \(check.output)")
        }
        #expect(failed > 5)
    }
}
