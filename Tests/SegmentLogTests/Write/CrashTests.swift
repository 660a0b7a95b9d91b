import SegmentLog
import SegmentLogTesting
import Synchronization
import Testing

/// Power fails, or a call does, at any moment: what was acknowledged is there, and nothing that was
/// not sent.
@Suite struct CrashTests {
    /// Appends until something fails; returns how many entries were sent and acknowledged in all.
    private func work(
        _ storage: any Storage, _ known: Int, _ rounds: Int
    ) async -> (sent: Int, acknowledged: Int) {
        var sent = known
        var acknowledged = known
        do {
            let writer: LogWriter
            do {
                writer = try LogWriter.open(in: storage, limits: .tiny)
            } catch {
                guard error.code == .notALog else { throw error }
                writer = try LogWriter.create(in: storage, limits: .tiny)
            }
            sent = Int(writer.next.rawValue)
            acknowledged = max(acknowledged, sent)
            for round in 0..<rounds {
                let count = 1 + (round + known) % 4
                let batch = texts(sent..<sent + count)
                sent += count
                let answer = try await writer.append(batch)
                acknowledged = Int(answer.head.size)
            }
            try writer.close()
        } catch {
            return (sent, acknowledged)
        }
        return (sent, acknowledged)
    }

    private func judge(
        _ storage: MemoryStorage, _ sent: Int, _ acknowledged: Int, _ what: String
    ) throws -> Int {
        let thorough = Result { try recovered(storage, .everything) }
        let quick = Result { try recovered(storage, .tail) }
        #expect((try? thorough.get()) == (try? quick.get()), "\(what)")
        let writer: LogWriter
        do {
            writer = try LogWriter.open(in: storage, limits: .tiny)
        } catch {
            guard error.code == .notALog, acknowledged == 0 else { throw error }
            return 0
        }
        let size = Int(writer.next.rawValue)
        #expect(size >= acknowledged && size <= sent, "\(what)")
        try writer.close()
        #expect(try contents(storage) == texts(0..<size), "\(what)")
        let report = try Log.verify(storage)
        #expect(report.isSound && report.root == root(of: texts(0..<size)), "\(what)")
        return size
    }

    /// The files that an opening leaves of a copy, and what it says.
    private func recovered(
        _ storage: MemoryStorage, _ opening: LogLimits.Opening
    ) throws -> Recovered {
        let copy = storage.copy()
        let writer = try LogWriter.open(in: copy, limits: .tiny.opening(opening))
        let files = copy.files
        try writer.close()
        var report = writer.recovery
        report.checkedFrom = 0
        return Recovered(files: files, report: report, head: writer.durable)
    }

    private struct Recovered: Equatable {
        var files: [String: [UInt8]]
        var report: LogWriter.RecoveryReport
        var head: TreeHead
    }

    @Test func seededCrashSchedulesKeepEveryAcknowledgedEntry() async throws {
        for number in 0..<UInt64(300) {
            var seed = Seed(number)
            var storage = MemoryStorage()
            var known = 0
            for generation in 0..<2 {
                let stop = Int.random(in: 0..<140, using: &seed)
                let faulty = FaultyStorage(storage) { $0.index >= stop ? .ioError : nil }
                let (sent, acknowledged) = await work(faulty, known, 12)
                storage = storage.crashed(seed: seed.next())
                known = try judge(
                    storage, sent, acknowledged,
                    "seed \(number), generation \(generation), stopped at call \(stop)")
            }
        }
    }

    @Test(arguments: [0, 1, 2, 3]) func everyCallMayFailOnce(kind: Int) async throws {
        let dry = FaultyStorage(MemoryStorage()) { _ in nil }
        _ = await work(dry, 0, 14)
        let calls = dry.calls
        #expect(
            Set(calls.map(\.kind)).isSuperset(of: [.create, .rename, .sync, .write, .truncate]))
        for call in calls {
            let storage = MemoryStorage()
            let faulty = FaultyStorage(storage) { made in
                guard made.index == call.index else { return nil }
                switch kind {
                case 0: return .ioError
                case 1: return .noSpace
                case 2: return .doneButError
                default: return .shortWrite(made.index * 37 % 4000)
                }
            }
            let (sent, acknowledged) = await work(faulty, 0, 14)
            let what = "fault \(kind) at \(call)"
            _ = try judge(storage.killed(), sent, acknowledged, what + ", killed")
            _ = try judge(storage.crashed(), sent, acknowledged, what + ", power lost")
            let mixed = storage.crashed(seed: UInt64(call.index))
            _ = try judge(mixed, sent, acknowledged, what + ", power lost in part")
        }
    }

    @Test func everyCallOfARecoveryMayFailOnce() async throws {
        var torn = try await log(of: [texts(0..<5), texts(5..<8)], closing: false)
        let name = try #require(torn.paths.first { $0.hasSuffix(".lz4") })
        var bytes = try #require(torn[name])
        bytes.replaceSubrange(3 * 4096..<3 * 4096 + 300, with: repeatElement(9, count: 300))
        torn[name] = bytes
        torn = torn.copy()
        let dry = FaultyStorage(torn.copy()) { _ in nil }
        try LogWriter.open(in: dry, limits: .tiny).close()
        for call in dry.calls {
            let storage = torn.copy()
            let faulty = FaultyStorage(storage) { $0.index == call.index ? .ioError : nil }
            #expect(
                code { try LogWriter.open(in: faulty, limits: .tiny).close() } != nil, "\(call)")
            _ = try judge(storage.crashed(seed: UInt64(call.index)), 8, 8, "\(call)")
            _ = try judge(storage.killed(), 8, 8, "\(call)")
        }
    }

    @Test func aFailedSyncPoisonsForeverThoughTheNextWouldSucceed() async throws {
        let storage = MemoryStorage()
        let isBroken = Mutex(false)
        let faulty = FaultyStorage(storage) { call in
            call.kind == .sync && isBroken.withLock { $0 } ? .ioError : nil
        }
        let writer = try LogWriter.create(in: faulty, limits: .single)
        _ = try await writer.append(texts(0..<3))
        isBroken.withLock { $0 = true }
        await #expect { try await writer.append(texts(3..<5)) } throws: {
            ($0 as? LogError)?.code == .io
        }
        isBroken.withLock { $0 = false }
        let syncs = faulty.calls.filter { $0.kind == .sync }.count
        await #expect { try await writer.append(texts(3..<5)) } throws: {
            ($0 as? LogError)?.code == .poisoned
        }
        #expect(code { try writer.submit([[1]]) } == .poisoned)
        #expect(code { try writer.close() } == .poisoned)
        #expect(faulty.calls.filter { $0.kind == .sync }.count == syncs)
        #expect(writer.durable.size == 3)
        let after = storage.crashed()
        try LogWriter.open(in: after, limits: .single).close()
        #expect(try contents(after) == texts(0..<3))
    }

    @Test func aFullDiskIsSaidAndTheLogGoesOnWhenThereIsSpaceAgain() async throws {
        let storage = MemoryStorage()
        let isFull = Mutex(false)
        let faulty = FaultyStorage(storage) { call in
            call.kind == .write && isFull.withLock { $0 } ? .noSpace : nil
        }
        let writer = try LogWriter.create(in: faulty, limits: .tiny)
        _ = try await writer.append(texts(0..<3))
        isFull.withLock { $0 = true }
        await #expect { try await writer.append(texts(3..<5)) } throws: {
            ($0 as? LogError)?.code == .noSpace
        }
        try? writer.close()
        #expect(try contents(faulty) == texts(0..<3))
        isFull.withLock { $0 = false }
        let next = try LogWriter.open(in: faulty, limits: .tiny)
        _ = try await next.append(texts(3..<5))
        #expect(try contents(faulty) == texts(0..<5))
    }
}
