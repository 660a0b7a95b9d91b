import SegmentLogTesting
import Synchronization
import Testing

@testable import SegmentLog

/// Rewriting full segments changes what they cost and nothing that they say.
@Suite struct SealTests {
    /// Segments are ended by hand.
    static let byHand = LogLimits(
        segmentBytes: 8 << 20, growthBytes: 64 << 10, idleHeadSync: nil, sealsInBackground: false)

    @Test func checksumsAreThoseOfOtherPrograms() {
        func xxh64(_ text: String) -> UInt64 {
            Array(text.utf8).withUnsafeBytes { Checksum.xxh64($0) }
        }
        #expect(xxh64("") == 0xEF46_DB37_51D8_E999)
        #expect(xxh64("a") == 0xD24E_C4F1_A98C_6E5B)
        #expect(xxh64("abc") == 0x44BC_2CF5_AD77_0999)
        #expect(xxh64("Nobody inspects the spammish repetition") == 0xFBCE_A83C_8A37_8BF1)
        let check = Array("123456789".utf8)
        #expect(check.withUnsafeBytes { Checksum.crc32($0) } == 0xCBF4_3926)
    }

    @Test func aWrongByteIsFoundFromItsChecksumAlone() {
        var seed = Seed(3)
        for _ in 0..<200 {
            var bytes = noise(1, upTo: 3_000, using: &seed)[0] + [0]
            let stated = bytes.withUnsafeBytes { Checksum.crc32($0) }
            let place = Int.random(in: 0..<bytes.count, using: &seed)
            let mask = UInt8.random(in: 1...255, using: &seed)
            bytes[place] ^= mask
            let found = bytes.withUnsafeBytes { Checksum.crc32($0) }
            let places = Checksum.singleBytes(turning: found, into: stated, count: bytes.count)
            #expect(places.contains { $0 == (place, mask) })
        }
    }

    @Test func sealingKeepsEveryEntryAndTheRoot() async throws {
        var seed = Seed(1)
        let batches =
            (0..<40).map { _ in noise(30, upTo: 900, using: &seed) } + [
                [[], []], [[UInt8](repeating: 7, count: 65_535)],
                [(0..<65_535).map { _ in UInt8.random(in: 0...255, using: &seed) }, [1]],
            ]
        let all = batches.flatMap { $0 }
        let storage = MemoryStorage()
        var limits = Self.byHand
        limits.segmentBytes = 200 << 10
        let writer = try LogWriter.create(in: storage, limits: limits)
        for batch in batches { _ = try await writer.append(batch) }
        let reader = try LogReader.open(in: storage)
        _ = try reader.entry(at: 5)
        let names = storage.paths.filter { $0.hasSuffix(".lz4") }
        #expect(names.count > 3)
        let report = try await writer.seal()
        #expect(report.sealed.map(\.file) == Array(names.dropLast()) && report.failures == [])
        #expect(report.sealed.allSatisfy { $0.bytesAfter < $0.bytesBefore })
        #expect(!storage.paths.contains { $0.hasSuffix(".tmp") })
        // A reader from before reads on, through old files and new ones.
        var seen: [[UInt8]] = []
        try reader.forEach(in: 0..<Position(reader.size)) { seen.append(Array($1)) }
        #expect(seen == all)
        #expect(try contents(storage) == all)
        for position in all.indices {
            #expect(try reader.entry(at: Position(UInt64(position))) == all[position])
        }
        #expect(try Log.verify(storage).isSound && writer.durable.root == root(of: all))
        // Nothing is left to do; and then the live segment too.
        #expect(try await writer.seal().sealed == [])
        #expect(try await writer.seal(endingSegment: true).sealed.map(\.file) == [names.last])
        _ = try await writer.append(texts(0..<5))
        try writer.close()
        #expect(try contents(storage) == all + texts(0..<5))
        let result = try Log.verify(storage)
        #expect(result.isSound && result.root == root(of: all + texts(0..<5)))
        let next = try LogWriter.open(in: storage, limits: limits)
        #expect(next.recovery.isClean && next.durable.root == result.root)
        try next.close()
    }

    @Test func fullSegmentsAreSealedInTheBackground() async throws {
        let storage = MemoryStorage()
        var limits = LogLimits.tiny
        limits.sealsInBackground = true
        let writer = try LogWriter.create(in: storage, limits: limits)
        for round in 0..<12 { _ = try await writer.append(texts(round * 5..<round * 5 + 5)) }
        // An explicit run waits for the one at work.
        _ = try await writer.seal()
        #expect(writer.sealed.sealed.count == 2 && writer.sealed.failures == [])
        try writer.close()
        #expect(try contents(storage) == texts(0..<60) && Log.verify(storage).isSound)
        #expect(try await writer.seal().wasStopped)
    }

    @Test func aDamagedSegmentIsNotSealedAndSaidSo() async throws {
        let storage = try await log(
            of: stride(from: 0, to: 60, by: 5).map { texts($0..<$0 + 5) }, limits: .tiny)
        let names = storage.paths.filter { $0.hasSuffix(".lz4") }
        let writer = try LogWriter.open(in: storage, limits: .tiny)
        storage.flip(names[0], at: 2 * 4096 + 700)
        let before = storage[names[0]]
        let report = try await writer.seal()
        #expect(report.sealed.map(\.file) == [names[1]])
        #expect(report.failures.map(\.file) == [names[0]])
        #expect(report.failures[0].message.contains("offset 8192, positions 5..<10"))
        #expect(storage[names[0]] == before && !storage.paths.contains { $0.hasSuffix(".tmp") })
        // It is tried again when it was restored.
        storage.flip(names[0], at: 2 * 4096 + 700)
        #expect(try await writer.seal().sealed.map(\.file) == [names[0]])
        try writer.close()
        #expect(try contents(storage) == texts(0..<60) && Log.verify(storage).isSound)
    }

    /// The log of two sealed segments and a live one of a single batch.
    static func sample() async throws -> MemoryStorage {
        let storage = MemoryStorage()
        let writer = try LogWriter.create(in: storage, limits: byHand, describer: Stamped())
        for batch in [texts(0..<9), texts(9..<12)] { _ = try await writer.append(batch) }
        _ = try await writer.seal(endingSegment: true)
        for batch in [texts(12..<20), texts(20..<30)] { _ = try await writer.append(batch) }
        _ = try await writer.seal(endingSegment: true)
        _ = try await writer.append(texts(30..<34))
        try writer.close()
        return storage
    }

    @Test func aLostSegmentAfterASealedOneBeginsAnew() async throws {
        let storage = MemoryStorage()
        let writer = try LogWriter.create(in: storage, limits: Self.byHand)
        _ = try await writer.append(texts(0..<9))
        _ = try await writer.seal(endingSegment: true)
        try writer.close()
        storage[Format.segmentName(9)] = nil
        let sealed = storage[Format.segmentName(0)]
        let next = try LogWriter.open(in: storage, limits: Self.byHand)
        _ = try await next.append(texts(9..<12))
        try next.close()
        #expect(storage[Format.segmentName(0)] == sealed)
        #expect(try contents(storage) == texts(0..<12) && Log.verify(storage).isSound)
        // But not if it held anything.
        storage[Format.segmentName(9)] = nil
        #expect(code { _ = try LogWriter.open(in: storage) } == .damaged)
        #expect(try readable(storage).damaged == [9..<12])
    }

    /// Both slots of `head` then state sizes within a sealed segment, where no batch ends any more.
    @Test func aLogOpensWhenNothingFollowsWhatWasSealed() async throws {
        let storage = MemoryStorage()
        let writer = try LogWriter.create(in: storage, limits: Self.byHand)
        for batch in [texts(0..<3), texts(3..<9), texts(9..<12)] {
            _ = try await writer.append(batch)
        }
        _ = try await writer.seal(endingSegment: true)
        try writer.close()
        #expect(try Log.verify(storage).isSound)
        let next = try LogWriter.open(in: storage, limits: Self.byHand)
        #expect(next.recovery.isClean && next.next == 12)
        try next.close()
        // A slot that states another root is noticed all the same.
        let heads = try HeadState.read(from: storage)
        var slot = try #require(heads.slots.compactMap { $0 }.first { $0.tree.size == 9 })
        slot.tree.root = .zero
        let file = try storage.open("head", .readWrite)
        try file.write(slot.encoded(), at: UInt64(slot.index * 4096))
        #expect(try Log.verify(storage).damage.map(\.file) == ["head"])
    }

    // MARK: - Failing calls

    private func judge(
        _ storage: MemoryStorage, _ what: String
    ) async throws {
        let writer = try LogWriter.open(in: storage, limits: .tiny)
        #expect(writer.next == 60, "\(what)")
        let report = try await writer.seal()
        #expect(report.failures == [], "\(what)")
        _ = try await writer.append(texts(60..<61))
        try writer.close()
        #expect(try contents(storage) == texts(0..<61), "\(what)")
        let result = try Log.verify(storage)
        #expect(result.isSound && result.root == root(of: texts(0..<61)), "\(what)")
        #expect(!storage.paths.contains { $0.hasSuffix(".tmp") }, "\(what)")
    }

    @Test(arguments: [0, 1, 2, 3]) func everyCallOfASealingMayFail(kind: Int) async throws {
        let before = try await log(
            of: stride(from: 0, to: 60, by: 5).map { texts($0..<$0 + 5) }, limits: .tiny)
        func work(
            _ storage: any Storage, _ isArmed: borrowing Mutex<Bool>
        ) async throws -> (LogWriter.SealingReport, LogError.Code?) {
            let writer = try LogWriter.open(in: storage, limits: .tiny, describer: Stamped())
            isArmed.withLock { $0 = true }
            let report = try await writer.seal()
            let result = code { try writer.submit([]) }
            isArmed.withLock { $0 = false }
            try? writer.close()
            return (report, result)
        }
        let never = Mutex(false)
        let dry = FaultyStorage(before.copy()) { _ in nil }
        let opening = FaultyStorage(before.copy()) { _ in nil }
        try LogWriter.open(in: opening, limits: .tiny).close()
        let (report, _) = try await work(dry, never)
        #expect(report.sealed.count == 2)
        let kinds = Set(dry.calls.map(\.kind))
        #expect(kinds.isSuperset(of: [.create, .write, .sync, .rename, .syncDirectory, .read]))
        for number in 0..<(dry.calls.count - opening.calls.count + 4) {
            let storage = before.copy()
            let isArmed = Mutex(false)
            let count = Mutex(0)
            let failed = Mutex<StorageCall?>(nil)
            let isNothing = Mutex(false)
            let faulty = FaultyStorage(storage) { call in
                guard isArmed.withLock({ $0 }) else { return nil }
                let index = count.withLock { count in
                    defer { count += 1 }
                    return count
                }
                guard index == number else { return nil }
                failed.withLock { $0 = call }
                isNothing.withLock {
                    $0 = call.kind == .open && !storage.paths.contains(call.path)
                }
                switch kind {
                case 0: return .ioError
                case 1: return .noSpace
                case 2: return .doneButError
                default: return .shortWrite(number * 37 % 400)
                }
            }
            let (report, result) = try await work(faulty, isArmed)
            guard let call = failed.withLock({ $0 }) else { continue }
            let what = "fault \(kind) at \(call)"
            // To look for a leftover that is not there, or to remove one's own, may fail unnoticed.
            if kind != 2 || call.kind != .remove && !isNothing.withLock({ $0 }) {
                #expect(report.failures.count == 1, "\(what)")
            }
            #expect((result == .poisoned) == (call.kind == .syncDirectory), "\(what)")
            try await judge(storage.killed(), what + ", killed")
            try await judge(storage.crashed(), what + ", power lost")
            try await judge(storage.crashed(seed: UInt64(number)), what + ", power lost in part")
        }
    }
}
