import SegmentLogTesting
import Testing

@testable import SegmentLog

/// What a reader says where `head` does not tell how much was acknowledged.
///
/// One bad bit in the newer slot once made every answer, every backup and every checkpoint of 3,413
/// acknowledged entries one of 2,000, without a word.
@Suite struct DoubtTests {
    private static let all = texts(0..<60)

    /// A closed log of several segments whose slots state 40 and 60 entries; sealed, all but the
    /// last are.
    private func log(isSealed: Bool) async throws -> MemoryStorage {
        let storage = MemoryStorage()
        let writer = try LogWriter.create(in: storage, limits: .tiny)
        for start in stride(from: 0, to: 40, by: 4) {
            _ = try await writer.append(Array(Self.all[start..<start + 4]))
        }
        if isSealed { _ = try await writer.seal(endingSegment: true) }
        _ = try await writer.append(Array(Self.all[40...]))
        if isSealed { _ = try await writer.seal(endingSegment: true) }
        try writer.close()
        return storage
    }

    /// Every bit that is no padding, of both slots.
    private static let bits: [(at: Int, mask: UInt8)] = (0..<2 * 160 * 8).map { (bit: Int) in
        let (slot, byte) = (bit / (160 * 8), bit / 8 % 160)
        return (at: slot * 4096 + byte, mask: 1 << UInt8(bit % 8))
    }

    @Test(arguments: [false, true]) func everyBitOfHeadIsSaidToLeaveADoubt(
        isSealed: Bool
    ) async throws {
        let sound = try await log(isSealed: isSealed)
        let head = try #require(LogReader.open(in: sound).head)
        #expect(head.size == 60)
        #expect(try LogReader.open(in: sound).doubt == nil)
        for bit in Self.bits {
            let storage = sound.copy()
            storage.flip("head", at: bit.at, mask: bit.mask)
            let reader = try LogReader.open(in: storage)
            let doubt = try #require(reader.doubt, "\(bit)")
            #expect(doubt.reason == .slotDamaged)
            #expect(reader.size == doubt.acknowledged)
            #expect(reader.size + doubt.behind == 60, "\(bit)")
            #expect([40, 60].contains(reader.size))
            #expect(try contents(storage) == Array(Self.all[..<Int(reader.size)]))
            #expect(code { try reader.requireNoDoubt() } == .damaged)
            #expect(code { _ = try LogProver(reader) } == .damaged)
            let report = try Log.verify(storage)
            #expect(!report.isSound && report.doubt == doubt, "\(bit)")
            // Opening for writing mends it, and loses nothing.
            try LogWriter.open(in: storage, limits: .tiny).close()
            try reader.refresh()
            #expect(reader.doubt == nil && reader.head == head, "\(bit)")
        }
    }

    @Test(arguments: [false, true]) func withoutHeadEverythingThatIsThereIsShownAndDoubted(
        isSealed: Bool
    ) async throws {
        let sound = try await log(isSealed: isSealed)
        let older = try #require(sound["head"])
        for reason in [TreeHead.Doubt.Reason.missing, .damaged, .foreign] {
            let storage = sound.copy()
            switch reason {
            case .missing: storage["head"] = nil
            case .damaged: storage["head"] = Array(older.prefix(100))
            default: storage["head"] = try await log(isSealed: false)["head"]
            }
            let reader = try LogReader.open(in: storage)
            #expect(reader.doubt?.reason == reason && reader.head == nil)
            #expect(reader.doubt?.acknowledged == nil && reader.doubt?.behind == 60)
            #expect(try contents(storage) == Self.all)
            #expect(code { _ = try LogProver(reader) } == .damaged)
            let backup = LogBackup(in: SimulatedDisk(seed: 1).directory("backup"))
            #expect(code { _ = try backup.run(of: storage) } == .damaged)
            let diagnosis = try Log.diagnose(storage)
            #expect(diagnosis.report.doubt == reader.doubt)
            #expect(diagnosis.findings.allSatisfy { $0.consequence == .inDoubt })
            #expect(diagnosis.steps.contains(.restore(["head"])))
            #expect(code { _ = try LogWriter.open(in: storage) } == .damaged)
            // The advice: an older copy of the file will do.
            storage["head"] = older
            storage.flip("head", at: try placeOfNewer(in: older) + 99)
            try LogWriter.open(in: storage, limits: .tiny).close()
            try reader.refresh()
            #expect(reader.doubt == nil && reader.size == 60)
            #expect(try contents(storage) == Self.all)
        }
    }

    /// Where the slot with the higher sequence begins.
    private func placeOfNewer(in head: [UInt8]) throws -> Int {
        let first = try #require(try HeadSlot.parse(Array(head.prefix(4096))))
        let second = try #require(try HeadSlot.parse(Array(head.suffix(4096))))
        return first.sequence > second.sequence ? 0 : 4096
    }

    @Test func oneForeignSlotLeavesADoubtAndRefusesTheWriter() async throws {
        let storage = try await log(isSealed: false)
        let head = try #require(storage["head"])
        let other = try #require(try await log(isSealed: true)["head"])
        let place = try placeOfNewer(in: head)
        var mixed = head
        mixed.replaceSubrange(place..<place + 4096, with: other[place..<place + 4096])
        storage["head"] = mixed
        let reader = try LogReader.open(in: storage)
        #expect(reader.doubt?.reason == .slotForeign)
        #expect(reader.doubt?.acknowledged == 40 && reader.doubt?.behind == 20)
        #expect(try Log.verify(storage).damage.map(\.file) == ["head"])
        #expect(code { _ = try LogWriter.open(in: storage) } == .damaged)
    }

    @Test func aSlotThatStatesMoreThanALogCanHoldIsNone() async throws {
        let sound = try await log(isSealed: false)
        for size in [UInt64.max, 1 << 63] {
            let storage = sound.copy()
            var slots: [UInt8] = []
            for index in 0..<2 {
                let head = try #require(sound["head"])
                let bytes = Array(head[index * 4096..<index * 4096 + 4096])
                var slot = try #require(try HeadSlot.parse(bytes))
                slot.tree.size = size
                slots += slot.encoded()
            }
            storage["head"] = slots
            let reader = try LogReader.open(in: storage)
            #expect(reader.doubt?.reason == .damaged && reader.size == 60)
            #expect(try Log.verify(storage).damage.map(\.file) == ["head", "head"])
        }
    }

    @Test func aBackupAndACheckpointAreRefusedWhileThereIsADoubt() async throws {
        let storage = try await log(isSealed: false)
        let disk = SimulatedDisk(seed: 1)
        let backup = LogBackup(in: disk.directory("backup"))
        let place = try placeOfNewer(in: try #require(storage["head"])) + 100
        storage.flip("head", at: place)
        let keys = MemoryStorage()
        let signer = try LogSigner.create("k", origin: "a.example/log", in: keys)
        #expect(code { _ = try backup.run(of: storage) } == .damaged)
        #expect(code { _ = try signer.sign(try prover(storage)) } == .damaged)
        storage.flip("head", at: place)
        #expect(try backup.run(of: storage).head.size == 60)
        #expect(try signer.sign(try prover(storage)).head.size == 60)
    }

    /// A slot that is written while it is read leaves no doubt: it is read again.
    @Test func aSlotThatIsBeingWrittenLeavesNoDoubt() async throws {
        let storage = try await log(isSealed: false)
        let whole = try #require(storage["head"])
        let place = try placeOfNewer(in: whole)
        let torn = FaultyStorage(storage) { call in
            // The writer is done when the reader has looked at the segments.
            if call.path.hasSuffix(".lz4") { storage["head"] = whole }
            return nil
        }
        storage.flip("head", at: place + 60)
        let reader = try LogReader.open(in: torn)
        #expect(reader.doubt == nil && reader.size == 60)
    }
}
