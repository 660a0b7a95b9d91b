import Foundation
import SegmentLog
import SegmentLogTesting
import Synchronization
import Testing
import ToolTesting

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

    private func scratch(_ body: (URL) async throws -> Void) async throws {
        let url = FileManager.default.temporaryDirectory
            .appending(path: "segmentlog-lab-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: url) }
        try await body(url)
    }

    private func lab(_ arguments: String...) throws -> Program {
        let lab: URL = try #require(Self.lab, "build the product segmentlog-lab")
        return Program(lab.path, arguments)
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

    @Test func twoHundredKillsLoseNoAcknowledgedEntry() async throws {
        let given = ProcessInfo.processInfo.environment["FIVEONES_SEED"].flatMap(UInt64.init)
        let number = given ?? .random(in: 0 ... .max)
        print("RealProcessTests: FIVEONES_SEED=\(number)")
        var seed = Seed(number)
        try await scratch { scratch in
            var kills = 0
            while kills < 200 {
                let path = scratch.appending(path: "log-\(kills)").path
                let storage = FileStorage(directory: path)
                var acknowledged: UInt64 = 0
                for _ in 0..<10 {
                    // As soon as it has begun, or a while after some more was acknowledged.
                    let goal = acknowledged + UInt64.random(in: 0...14, using: &seed)
                    let wait = Duration.microseconds(Int.random(in: 0..<4_000, using: &seed))
                    let run = try await lab(
                        "write", path, "--batches", "0", "--entries", "2", "--seal"
                    ).run(printingTo: scratch) { run in
                        while !run.hasEnded, run.acknowledged < goal { sched_yield() }
                        let start = ContinuousClock.now
                        while ContinuousClock.now - start < wait { sched_yield() }
                        run.killNow()
                    }.outcome
                    kills += 1
                    acknowledged = max(acknowledged, run.acknowledged)
                    acknowledged = try check(
                        storage, acknowledged: acknowledged,
                        "seed \(number), kill \(kills): \(run.errors)")
                }
                if acknowledged > 0 { #expect(try Log.verify(storage).isSound) }
            }
        }
    }

    @Test func aSecondProcessIsRefusedByNameAndTakesOverOnlyWhenTheFirstIsGone() async throws {
        try await scratch { scratch in
            let path = scratch.appending(path: "log").path
            let first = try await lab("write", path, "--batches", "0").run(printingTo: scratch) {
                first in
                while !first.hasEnded, first.acknowledged < 6 { sched_yield() }
                let second = try await lab("write", path, "--batches", "1").run()
                #expect(second.exit == 74)
                #expect(
                    second.errors.contains(
                        "locked: the log is open for writing by pid \(first.id) on "))
                #expect(second.acknowledged == 0)
                do throws(LogError) {
                    _ = try LogWriter.open(in: FileStorage(directory: path))
                    Issue.record("this process opened it too")
                } catch {
                    #expect(error.code == .locked)
                }
                first.killNow()
            }.outcome
            #expect(first.exit == -SIGKILL)
            // The file still names the dead one; a stale name holds nobody up.
            let third = try await lab("write", path, "--batches", "1").run()
            #expect(third.exit == 0, "\(third.errors)")
            try check(
                FileStorage(directory: path),
                acknowledged: max(first.acknowledged, third.acknowledged), "taken over")
        }
    }

    @Test func readersInThisProcessFollowAWriterInAnotherAndSeeOnlyWhatItSynced() async throws {
        try await scratch { scratch in
            let storage = FileStorage(directory: scratch.appending(path: "log").path)
            let writing = try lab(
                "write", storage.directory, "--batches", "0", "--entries", "3", "--seal")
            let run = try await writing.run(printingTo: scratch) { run in
                while !run.hasEnded, run.acknowledged == 0 { sched_yield() }
                let reader = try LogReader.open(in: storage)
                var size: UInt64 = 0
                var wrong: Position?
                while !run.hasEnded, size < 600 {
                    let before = run.acknowledged
                    let now = try reader.refresh()
                    // What was printed as acknowledged before is seen; batches are seen whole.
                    #expect(now >= before && now >= size && now.isMultiple(of: 3))
                    try reader.forEach(in: Position(size)..<Position(now)) { position, bytes in
                        let wanted = LabEntry.bytes(position.rawValue)
                        if !bytes.elementsEqual(wanted) { wrong = position }
                    }
                    size = now
                }
                #expect(size >= 600 && wrong == nil)
                run.killNow()
            }.outcome
            #expect(run.exit == -SIGKILL, "\(run.errors)")
        }
    }

    // MARK: - Disk full

    /// Whether this process may mount a small file system.
    private static func canMount() async -> Bool {
        guard getuid() == 0 else { return false }
        let place = FileManager.default.temporaryDirectory
            .appending(path: "segmentlog-mount-\(UUID().uuidString)").path
        try? FileManager.default.createDirectory(
            atPath: place, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: place) }
        let mount = Program("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", place)
        guard await mount.succeeds() else { return false }
        return await Program("umount", place).succeeds()
    }

    @Test(.enabled("mounting a tmpfs needs root and the right to mount") { await canMount() })
    func aFullFileSystemIsSaidNothingIsLostAndWithSpaceTheLogGoesOn() async throws {
        try await scratch { scratch in
            let mount = scratch.appending(path: "small").path
            try FileManager.default.createDirectory(
                atPath: mount, withIntermediateDirectories: true)
            #expect(
                await Program("mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", mount).succeeds())
            var failure: (any Error)?
            do { try await fill(mount, scratch) } catch { failure = error }
            #expect(await Program("umount", "-l", mount).succeeds())
            if let failure { throw failure }
        }
    }

    /// Lets logs fill a small file system, again and again.
    private func fill(_ mount: String, _ scratch: URL) async throws {
        // Sizes of ballast, so that the space ends at one call and another.
        for ballast in stride(from: 0, to: 48, by: 4) {
            let path = "\(mount)/log"
            try? FileManager.default.removeItem(atPath: path)
            let weight = "\(mount)/ballast"
            try Data(count: (100 + ballast) * 1024).write(to: URL(fileURLWithPath: weight))
            let run = try await lab(
                "write", path, "--batches", "0", "--entries", "5", "--segment-bytes", "32768",
                "--seal"
            ).run(printingTo: scratch) { _ in }.outcome
            #expect(run.exit == 74)
            #expect(run.errors.contains("noSpace"), "\(run.errors)")
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

extension Running {
    /// What it was told is durable so far.
    fileprivate var acknowledged: UInt64 { lastNumber(text) }
}

extension Program.Outcome {
    /// What it was told is durable.
    fileprivate var acknowledged: UInt64 { lastNumber(output) }
}

/// The last whole line as a number.
private func lastNumber(_ text: String) -> UInt64 {
    let whole = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    return whole.last.flatMap { UInt64($0) } ?? 0
}
