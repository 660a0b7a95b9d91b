import Foundation
import SegmentLog
import SegmentLogTesting
import Synchronization
import Testing

@testable import SegmentLogLab

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Real processes, a real file system: kills, second writers, followers, full disks.
///
/// To repeat a run, set FIVEONES_SEED to the seed that it printed; the moments are then the same as
/// far as the machine's timing allows.
@Suite(.serialized) struct RealProcessTests {
    /// The executable, which stands beside the tests.
    static let lab: URL? = {
        var starts = [Bundle.main.executablePath ?? ""] + CommandLine.arguments
        starts +=
            (try? [FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")]) ?? []
        for start in starts where start.hasPrefix("/") {
            var url = URL(fileURLWithPath: start)
            for _ in 0..<5 {
                url.deleteLastPathComponent()
                let lab = url.appending(path: "segmentlog-lab")
                if FileManager.default.isExecutableFile(atPath: lab.path) { return lab }
            }
        }
        return nil
    }()

    private func scratch(_ body: (URL) throws -> Void) throws {
        let url = FileManager.default.temporaryDirectory
            .appending(path: "segmentlog-lab-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: url) }
        try body(url)
    }

    /// A run of the lab that is under way; what it prints goes to a file.
    private final class Run {
        let process = Process()
        let output: URL
        let errors: URL

        init(_ scratch: URL, _ arguments: String...) throws {
            output = scratch.appending(path: "output-\(UUID().uuidString)")
            errors = scratch.appending(path: "errors-\(UUID().uuidString)")
            let lab: URL = try #require(
                RealProcessTests.lab, "build the product segmentlog-lab")
            process.executableURL = lab
            process.arguments = arguments
            process.standardOutput = try Self.file(output)
            process.standardError = try Self.file(errors)
            process.standardInput = FileHandle.nullDevice
            try process.run()
        }

        private static func file(_ url: URL) throws -> FileHandle {
            try Data().write(to: url)
            return try FileHandle(forWritingTo: url)
        }

        /// The last whole line it has printed as a number: what it was told is durable.
        var acknowledged: UInt64 {
            let text = (try? String(contentsOf: output, encoding: .utf8)) ?? ""
            let whole = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            return whole.last.flatMap { UInt64($0) } ?? 0
        }

        var said: String { (try? String(contentsOf: errors, encoding: .utf8)) ?? "" }

        func kill() {
            _ = systemKill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
    }

    /// Everything that was acknowledged is there, and nothing but what was sent; the next append
    /// works.
    ///
    /// Returns the size; 0 if the process was killed before there was a log.
    @discardableResult
    private func check(
        _ storage: FileStorage, acknowledged: UInt64, _ what: String
    ) throws -> UInt64 {
        let writer: LogWriter
        do throws(LogError) {
            // Grows by little, since the disk may be small.
            writer = try LogWriter.open(
                in: storage,
                limits: LogLimits(
                    segmentBytes: 32 << 10, growthBytes: 8 << 10, idleHeadSync: nil,
                    sealsInBackground: false))
        } catch {
            guard error.code == .notALog, acknowledged == 0 else { throw error }
            return 0
        }
        let size = writer.next.rawValue
        #expect(size >= acknowledged, "\(what)")
        try writer.submit([LabEntry.bytes(size)])
        try writer.close()
        let reader = try LogReader.open(in: storage)
        var tree = MerkleTree()
        var firstWrong: Position?
        try reader.forEach(in: 0..<Position(reader.size)) { position, bytes in
            let wanted = LabEntry.bytes(position.rawValue)
            if !bytes.elementsEqual(wanted) { firstWrong = firstWrong ?? position }
            tree.append(MerkleTree.leafHash(wanted))
        }
        #expect(firstWrong == nil && reader.size == size + 1 && reader.head == tree.head, "\(what)")
        return reader.size
    }

    @Test func twoHundredKillsLoseNoAcknowledgedEntry() throws {
        let given = ProcessInfo.processInfo.environment["FIVEONES_SEED"].flatMap(UInt64.init)
        let number = given ?? .random(in: 0 ... .max)
        print("RealProcessTests: FIVEONES_SEED=\(number)")
        var seed = Seed(number)
        try scratch { scratch in
            var kills = 0
            while kills < 200 {
                let path = scratch.appending(path: "log-\(kills)").path
                let storage = FileStorage(directory: path)
                var acknowledged: UInt64 = 0
                for _ in 0..<10 {
                    let run = try Run(
                        scratch, "write", path, "--batches", "0", "--entries", "2", "--seal")
                    // As soon as it has begun, or a while after some more was acknowledged.
                    let goal = acknowledged + UInt64.random(in: 0...14, using: &seed)
                    while run.process.isRunning, run.acknowledged < goal { sched_yield() }
                    let start = ContinuousClock.now
                    let wait = Duration.microseconds(Int.random(in: 0..<4_000, using: &seed))
                    while ContinuousClock.now - start < wait { sched_yield() }
                    run.kill()
                    kills += 1
                    acknowledged = max(acknowledged, run.acknowledged)
                    acknowledged = try check(
                        storage, acknowledged: acknowledged,
                        "seed \(number), kill \(kills): \(run.said)")
                }
                if acknowledged > 0 { #expect(try Log.verify(storage).isSound) }
            }
        }
    }

    @Test func aSecondProcessIsRefusedByNameAndTakesOverOnlyWhenTheFirstIsGone() throws {
        try scratch { scratch in
            let path = scratch.appending(path: "log").path
            let first = try Run(scratch, "write", path, "--batches", "0")
            while first.process.isRunning, first.acknowledged < 6 { sched_yield() }
            let second = try Run(scratch, "write", path, "--batches", "1")
            second.process.waitUntilExit()
            #expect(second.process.terminationStatus == 74)
            #expect(
                second.said.contains(
                    "locked: the log is open for writing by pid \(first.process.processIdentifier) on "
                ))
            #expect(second.acknowledged == 0)
            do throws(LogError) {
                _ = try LogWriter.open(in: FileStorage(directory: path))
                Issue.record("this process opened it too")
            } catch {
                #expect(error.code == .locked)
            }
            first.kill()
            // The file still names the dead one; a stale name holds nobody up.
            let third = try Run(scratch, "write", path, "--batches", "1")
            third.process.waitUntilExit()
            #expect(third.process.terminationStatus == 0, "\(third.said)")
            try check(
                FileStorage(directory: path),
                acknowledged: max(first.acknowledged, third.acknowledged), "taken over")
        }
    }

    @Test func readersInThisProcessFollowAWriterInAnotherAndSeeOnlyWhatItSynced() throws {
        try scratch { scratch in
            let storage = FileStorage(directory: scratch.appending(path: "log").path)
            let run = try Run(
                scratch, "write", storage.directory, "--batches", "0", "--entries", "3", "--seal")
            while run.process.isRunning, run.acknowledged == 0 { sched_yield() }
            let reader = try LogReader.open(in: storage)
            var size: UInt64 = 0
            var wrong: Position?
            while run.process.isRunning, size < 600 {
                let before = run.acknowledged
                let now = try reader.refresh()
                // What was printed as acknowledged before is seen; batches are seen whole.
                #expect(now >= before && now >= size && now.isMultiple(of: 3))
                try reader.forEach(in: Position(size)..<Position(now)) { position, bytes in
                    if !bytes.elementsEqual(LabEntry.bytes(position.rawValue)) { wrong = position }
                }
                size = now
            }
            #expect(size >= 600 && wrong == nil, "\(run.said)")
            run.kill()
        }
    }

    // MARK: - Disk full

    /// Whether this process may mount a small file system.
    static let canMount: Bool = {
        guard getuid() == 0 else { return false }
        let place = FileManager.default.temporaryDirectory
            .appending(path: "segmentlog-mount-\(UUID().uuidString)").path
        try? FileManager.default.createDirectory(
            atPath: place, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: place) }
        guard run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", place) else { return false }
        return run("umount", place)
    }()

    @discardableResult
    static func run(_ arguments: String...) -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }

    @Test(.enabled(if: canMount, "mounting a tmpfs needs root and the right to mount"))
    func aFullFileSystemIsSaidNothingIsLostAndWithSpaceTheLogGoesOn() throws {
        try scratch { scratch in
            let mount = scratch.appending(path: "small").path
            try FileManager.default.createDirectory(
                atPath: mount, withIntermediateDirectories: true)
            #expect(Self.run("mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", mount))
            defer { Self.run("umount", "-l", mount) }
            // Sizes of ballast, so that the space ends at one call and another.
            for ballast in stride(from: 0, to: 48, by: 4) {
                let path = "\(mount)/log"
                try? FileManager.default.removeItem(atPath: path)
                let weight = "\(mount)/ballast"
                try Data(count: (100 + ballast) * 1024).write(to: URL(fileURLWithPath: weight))
                let run = try Run(
                    scratch, "write", path, "--batches", "0", "--entries", "5",
                    "--segment-bytes", "32768", "--seal")
                run.process.waitUntilExit()
                #expect(run.process.terminationStatus == 74)
                #expect(run.said.contains("noSpace"), "\(run.said)")
                #expect(run.acknowledged > 0)
                // Reading needs no space.
                let storage = FileStorage(directory: path)
                #expect(try LogReader.open(in: storage).size >= run.acknowledged)
                #expect(
                    try Log.verify(storage).damage.allSatisfy { damage in
                        damage.positions.map { $0.lowerBound.rawValue >= run.acknowledged } ?? true
                    })
                try FileManager.default.removeItem(atPath: weight)
                try check(storage, acknowledged: run.acknowledged, "ballast \(ballast)")
            }
        }
    }
}

private func systemKill(_ process: Int32, _ signal: Int32) -> Int32 {
    #if canImport(Glibc)
    Glibc.kill(process, signal)
    #elseif canImport(Musl)
    Musl.kill(process, signal)
    #else
    Darwin.kill(process, signal)
    #endif
}
