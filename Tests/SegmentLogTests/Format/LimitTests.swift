import Foundation
import SegmentLogTesting
import Synchronization
import Testing

@testable import SegmentLog

/// Fault 24, the part without processes, and fault 25.
@Suite struct LimitTests {
    /// Story: a machine crashes, and after the restart another process has the number in the file.
    @Test func aLockFileThatNamesALivingProcessHoldsNobodyUp() async throws {
        let storage = try await log(of: [texts(0..<3)])
        try await withFolder { path in
            for (name, bytes) in storage.files {
                try Data(bytes).write(to: URL(fileURLWithPath: path + "/" + name))
            }
            let disk = FileStorage(directory: path)
            for line in ["pid \(getpid()) on elsewhere\n", "pid 1 on \(hostName())\n", "", "\u{0}"]
            {
                try Data(line.utf8).write(to: URL(fileURLWithPath: path + "/lock"))
                #expect(try disk.lockHolder("lock") == nil)
                let writer = try LogWriter.open(in: disk, limits: .single)
                #expect(code { _ = try LogWriter.open(in: disk) } == .locked)
                _ = try await writer.append([Array(line.utf8)])
                try writer.close()
            }
            #expect(try Log.verify(disk).isSound && LogReader.open(in: disk).size == 7)
        }
    }

    private func hostName() -> String { ProcessInfo.processInfo.hostName }

    private func withFolder(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("segmentlog-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder.path)
    }

    /// However the callers, the batches, the segments and the sealing divide the entries: the same
    /// entries at the same positions, and the same root.
    @Test func theRootIsTheSameHoweverTheLogIsDivided() async throws {
        var seed = Seed(25)
        let entries = noise(700, upTo: 300, using: &seed) + [[]] + texts(0..<40)
        let expected = root(of: entries)
        for division in 0..<12 {
            let storage = MemoryStorage()
            let limits = LogLimits(
                batchEntries: Int.random(in: 1...300, using: &seed),
                segmentBytes: Int.random(in: 2...60, using: &seed) * 4096,
                growthBytes: Int.random(in: 1...9, using: &seed) * 4096, idleHeadSync: nil,
                sealsInBackground: false)
            var writer = try LogWriter.create(in: storage, limits: limits)
            var sent = 0
            while sent < entries.count {
                let end = min(sent + Int.random(in: 1...200, using: &seed), entries.count)
                _ = try await writer.append(Array(entries[sent..<end]))
                sent = end
                let draw = Int.random(in: 0..<4, using: &seed)
                if draw == 0 { _ = try await writer.seal(endingSegment: Bool.random(using: &seed)) }
                if draw == 1 {
                    try writer.close()
                    writer = try LogWriter.open(in: storage, limits: limits)
                }
            }
            #expect(writer.durable == TreeHead(size: 741, root: expected), "division \(division)")
            try writer.close()
            #expect(try contents(storage) == entries, "division \(division)")
            #expect(try Log.verify(storage).root == expected, "division \(division)")
        }
    }

    @Test func oneEntryAndEightThousandShareABatchAndOneMoreDoesNot() async throws {
        for (count, batches) in [(1, 1), (8192, 1), (8193, 2)] {
            let storage = try await log(of: [(0..<count).map { [UInt8($0 & 255)] }])
            let source = try SegmentSource(Format.segmentName(0), in: storage, logID: nil)
            var found: [Int] = []
            var offset: UInt64 = 4096
            while case .batch(let fields) = try source.piece(at: offset) {
                found.append(fields.count)
                offset = fields.endOffset
            }
            #expect(found.count == batches && found.reduce(0, +) == count)
            #expect(found.allSatisfy { $0 <= LogLimits.maximumBatchEntries })
            #expect(try Log.verify(storage).isSound)
        }
    }

    @Test func everyBytePrefixOfASmallTornBatchIsQuarantined() async throws {
        let storage = MemoryStorage()
        let writer = try LogWriter.create(in: storage, limits: .single)
        _ = try await writer.append(texts(0..<5))
        let before = storage.killed()
        _ = try await writer.append(texts(5..<8))
        let name = Format.segmentName(0)
        let after = try #require(storage[name])
        let old = try #require(before[name])
        let start = 2 * 4096
        let end = try #require(after[start..<start + 4096].lastIndex { $0 != 0 }) + 1
        for length in 0..<end - start {
            let torn = before.copy()
            var bytes = old
            bytes.replaceSubrange(start..<start + length, with: after[start..<start + length])
            torn[name] = bytes
            let next = try LogWriter.open(in: torn, limits: .single)
            #expect(next.next == 5, "prefix \(length)")
            if let dropped = next.recovery.dropped {
                let copy = try #require(torn[dropped.copy])
                #expect(copy == Array(bytes[start..<start + copy.count]), "prefix \(length)")
                // What lies behind the copy is as it was before the batch.
                let rest = start + copy.count
                #expect(bytes[rest...] == old[rest...], "prefix \(length)")
            } else {
                #expect(bytes == old || length <= 5, "prefix \(length)")
            }
            try next.close()
            #expect(try contents(torn) == texts(0..<5), "prefix \(length)")
        }
    }
}

/// What keeps the memory of a writer bounded, whatever its callers do.
@Suite struct BackpressureTests {
    private func writer() throws -> LogWriter {
        try LogWriter.create(
            in: MemoryStorage(), limits: LogLimits(batchEntries: 64, pendingBytes: 64 << 10))
    }

    private func entries(_ count: Int) -> [[UInt8]] {
        (0..<count).map { number in (0..<1_000).map { UInt8(truncatingIfNeeded: $0 &* number) } }
    }

    @Test func throttlingHoldsWhoeverSubmitsUntilTheQueueHasCaughtUp() throws {
        let writer = try writer()
        var most = 0
        for _ in 0..<40 {
            writer.throttle()
            try writer.submit(entries(100))
            most = max(most, writer.state.withLock { $0.pendingBytes })
        }
        #expect(most <= 64 << 10 + 100 * 1_002)
        writer.throttle()
        try writer.close()
        #expect(writer.durable.size == 4_000)
    }

    @Test func aTaskGoesOnOnlyWhenThereIsRoom() async throws {
        let writer = try writer()
        writer.hold()
        try writer.submit(entries(70))
        let sizes = try await withThrowingTaskGroup(of: UInt64.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    try await writer.room()
                    return writer.durable.size
                }
            }
            while writer.state.withLock({ $0.roomWaiters.count }) < 8 { await Task.yield() }
            #expect(writer.durable.size == 0)
            writer.step()
            var sizes: [UInt64] = []
            for try await size in group { sizes.append(size) }
            return sizes
        }
        #expect(sizes.count == 8 && sizes.allSatisfy { $0 > 0 })
        try await writer.room()
        try writer.close()
    }
}
