import SegmentLogTesting
import Synchronization
import Testing

@testable import SegmentLog

/// Fault 10: a directory whose sync was dropped forgets a name.
///
/// The old state or the new one, and never a log that looks empty.
@Suite struct LostNameTests {
    /// A storage that drops the syncs of directories, as some file systems did.
    private struct Forgetful: Storage {
        let base: MemoryStorage

        func list(_ directory: String) throws(LogError) -> [StorageItem] {
            try base.list(directory)
        }
        func open(_ path: String, _ mode: StorageMode) throws(LogError) -> any StorageFile {
            try base.open(path, mode)
        }
        func rename(_ path: String, to new: String, replacing: Bool) throws(LogError) {
            try base.rename(path, to: new, replacing: replacing)
        }
        func remove(_ path: String) throws(LogError) { try base.remove(path) }
        func makeDirectory(_ path: String) throws(LogError) { try base.makeDirectory(path) }
        func syncDirectory(_ path: String) throws(LogError) {}
        func lock(_ path: String) throws(LogError) -> any StorageLock { try base.lock(path) }
        func lockHolder(_ path: String) throws(LogError) -> String? { try base.lockHolder(path) }
    }

    /// What the disk may hold after the power failed: each name or none of what was not synced.
    private func outcomes(_ storage: MemoryStorage, _ count: UInt64) -> [MemoryStorage] {
        [storage.crashed(keepingBytes: true), storage.crashed()]
            + (0..<count).map { storage.crashed(seed: $0) }
    }

    @Test func aLostSegmentIsNamedAndWhatStoodBeforeItIsThere() throws {
        let storage = MemoryStorage()
        try LogWriter.create(in: storage, limits: .tiny).close()
        let writer = try LogWriter.open(in: Forgetful(base: storage), limits: .tiny)
        writer.hold()
        var rotatedAt: UInt64 = 0
        for number in 0..<12 {
            let before = storage.paths.count
            try writer.submit(texts(5 * number..<5 * number + 5))
            writer.step()
            if storage.paths.count > before { rotatedAt = UInt64(5 * number) }
        }
        #expect(rotatedAt > 0)
        var refused = 0
        for after in outcomes(storage, 60) {
            let size: UInt64
            do throws(LogError) {
                let next = try LogWriter.open(in: after, limits: .tiny)
                size = next.durable.size
                try next.close()
            } catch {
                // A segment that was acknowledged is missing, and that is said.
                #expect(error.code == .damaged && error.positions != nil)
                refused += 1
                continue
            }
            // All that was synced while the name of its segment was durable is there.
            #expect(size >= 20 && size.isMultiple(of: 5))
            #expect(try contents(after) == texts(0..<Int(size)))
        }
        #expect(refused > 0)
    }

    @Test func aLostNameOfACheckpointLeavesTheOneBefore() async throws {
        let keys = MemoryStorage()
        _ = try LogSigner.create("office.key", origin: "example.test/ledger", in: keys)
        let storage = try await log(of: [texts(0..<9)])
        let first = try LogSigner.open("office.key", in: keys).sign(try prover(storage))
        let writer = try LogWriter.open(in: storage, limits: .single)
        _ = try await writer.append(texts(9..<20))
        try writer.close()
        let second = try LogSigner.open("office.key", in: Forgetful(base: keys))
            .sign(try prover(storage))
        for after in outcomes(keys, 40) {
            let last = try LogSigner.open("office.key", in: after).last()
            #expect(last == first || last == second)
        }
    }

    @Test func aLostNameOfABackupLeavesTheOneBefore() async throws {
        let target = MemoryStorage()
        let storage = try await log(of: [texts(0..<9)], limits: .tiny)
        _ = try LogBackup(in: target).run(of: storage)
        let writer = try LogWriter.open(in: storage, limits: .tiny)
        for number in 9..<30 { _ = try await writer.append(texts(number..<number + 1)) }
        try writer.close()
        _ = try LogBackup(in: Forgetful(base: target)).run(of: storage)
        for after in outcomes(target, 40) {
            let record = try #require(try LogBackup(in: after).record())
            #expect(record.head.size == 9 || record.head.size == 30)
            let restored = MemoryStorage()
            do throws(LogError) {
                _ = try LogBackup(in: after).restore(to: restored)
            } catch {
                // The record outlived what it states: said, and nothing restored in its name.
                #expect([.damaged, .rolledBack].contains(error.code), "\(error)")
                continue
            }
            #expect(try contents(restored).count >= Int(record.head.size))
        }
    }

    /// Fault 1 for checkpoints: every call of a signing fails once.
    @Test(arguments: [0, 1, 2]) func everyCallOfASigningMayFail(kind: Int) async throws {
        let before = MemoryStorage()
        let signer = try LogSigner.create("office.key", origin: "example.test/ledger", in: before)
        let storage = try await log(of: [texts(0..<9)])
        let first = try signer.sign(try prover(storage))
        let writer = try LogWriter.open(in: storage, limits: .single)
        _ = try await writer.append(texts(9..<20))
        try writer.close()
        let prover = try prover(storage)
        var number = 0
        while true {
            let keys = before.copy()
            let target = number
            let faulty = FaultyStorage(keys) { call in
                guard call.index == target else { return nil }
                return kind == 0 ? .ioError : kind == 1 ? .doneButError : .shortWrite(50)
            }
            var handedOut: SignedCheckpoint?
            let result = code {
                handedOut = try LogSigner.open("office.key", in: faulty).sign(prover)
            }
            if faulty.calls.count <= target { break }
            let what = "kind \(kind), \(faulty.calls[target])"
            for after in [keys.killed(), keys.crashed(), keys.crashed(seed: UInt64(target))] {
                let again = try LogSigner.open("office.key", in: after)
                let last = try again.last()
                #expect(last == first || last.head == prover.head, "\(what)")
                // Whoever got a checkpoint finds that the key remembers it.
                if let handedOut { #expect(last == handedOut, "\(what)") }
                #expect(try again.sign(prover).head == prover.head, "\(what)")
            }
            #expect(result != nil || handedOut != nil, "\(what)")
            number += 1
        }
        #expect(number > 8)
    }
}
