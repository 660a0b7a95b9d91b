import SegmentLogTesting
import Testing

@testable import SegmentLog

/// Sizes, counts and compressed bytes that lie, under checksums that are all right.
@Suite struct ForgedTests {
    static let entries = texts(0..<20)
    static let logID = LogID.random()

    /// Nothing opens it, nothing crashes, and no entry is read that was not there.
    private func isRefused(_ storage: MemoryStorage, _ what: String) throws {
        #expect(code { try LogWriter.open(in: storage).close() } == .damaged, "\(what)")
        #expect(try !Log.verify(storage).isSound, "\(what)")
        let (found, _) = try readable(storage)
        for (position, entry) in found where position < 20 {
            #expect(entry == Self.entries[Int(position)], "\(what)")
        }
    }

    @Test func aForgedBatchThatTellsTheTruthIsTaken() async throws {
        let storage = try ForgedBatch(Self.logID, entries: Self.entries).log()
        #expect(try Log.verify(storage).damage == [])
        #expect(try contents(storage) == Self.entries)
        if FormatReader.isAvailable { #expect(try await FormatReader.read(storage).broken == []) }
    }

    /// Story: a length of 4 GiB in a header, believed, is 4 GiB reserved.
    @Test func sizesThatCannotBeAreRefusedBeforeMemoryIsReserved() throws {
        let sound = try ForgedBatch(Self.logID, entries: Self.entries)
        let changes: [(String, @Sendable (inout BatchFields) -> Void)] = [
            ("4 GiB of content", { $0.contentBytes = Int(UInt32.max) }),
            ("negative content", { $0.contentBytes = Int(UInt32(bitPattern: -1 as Int32)) }),
            ("content beyond LZ4's ratio", { $0.contentBytes = 255 * $0.frameBytes + 65 }),
            ("4 GiB of frame", { $0.frameBytes = Int(UInt32.max) }),
            ("2 GiB of frame", { $0.frameBytes = Int(Int32.max) }),
            ("a frame of nothing", { $0.frameBytes = 0 }),
            ("4 G entries", { $0.count = Int(UInt32.max) }),
            ("no entries", { $0.count = 0 }),
            ("an end beyond the last position", { $0.first = .max - 3 }),
        ]
        for (what, change) in changes {
            var fields = sound.fields
            change(&fields)
            #expect(!fields.isPlausible, "\(what)")
            let storage = sound.log()
            let name = Format.segmentName(0)
            var bytes = try #require(storage[name])
            for copy in BatchFields.copyOffsets {
                bytes.replaceSubrange(4096 + copy..<4096 + copy + 200, with: fields.encoded())
            }
            storage[name] = bytes
            try isRefused(storage, what)
        }
    }

    @Test func countsAndLengthsThatDoNotMeetTheContentAreRefused() throws {
        let framed = Self.entries.flatMap { [UInt8($0.count >> 8), UInt8($0.count & 255)] + $0 }
        for (what, content, count, isShort) in [
            ("one entry more", framed, 21, true), ("one entry fewer", framed, 19, false),
            ("a byte behind the last entry", framed + [0], 20, false),
            ("half an entry behind the last", framed + [0, 9, 1, 2], 20, false),
            ("a length that leaves the content", framed + [255, 255], 21, true),
            ("a last entry cut short", framed.dropLast(3), 20, true),
        ] as [(String, [UInt8], Int, Bool)] {
            var batch = try ForgedBatch(Self.logID, entries: Self.entries, content: content)
            batch.fields.count = count
            try isRefused(batch.log(), what)
            // A reader takes as many entries as there should be; if there are fewer, it says so.
            let reader = try LogReader.open(in: batch.log())
            let result = code { try reader.forEach(in: 0..<Position(reader.size)) { _, _ in } }
            #expect(result == .damaged || !isShort, "\(what)")
        }
    }

    @Test func sealsThatCannotBeAreNoSeals() async throws {
        let sample = try await SealTests.sample()
        let name = Format.segmentName(12)
        let header = try #require(try SegmentSource(name, in: sample, logID: nil).header())
        let seal = try #require(header.seal)
        let changes: [(String, @Sendable (inout SealFields) -> Void)] = [
            ("4 G blocks", { $0.blocks = Int(UInt32.max) }), ("no blocks", { $0.blocks = 0 }),
            ("a frame of everything", { $0.frameBytes = .max }),
            ("a frame of half of everything", { $0.frameBytes = 1 << 63 }),
            ("content beyond LZ4's ratio", { $0.contentBytes = 255 * $0.frameBytes + 65 }),
            ("content of everything", { $0.contentBytes = .max }),
            ("a file of everything", { $0.fileBytes = .max }),
            ("a file shorter than its parts", { $0.fileBytes = 4096 }),
            ("an end before the beginning", { $0.end = 3 }),
            ("an end beyond the last position", { $0.end = .max }),
            ("a batch without a next one", { $0.lastBatch = .max }),
            ("a batch that ends nowhere", { $0.lastBatchEnd = .max }),
        ]
        for (what, change) in changes {
            var forged = header
            var fields = seal
            change(&fields)
            #expect(!fields.isPlausible, "\(what)")
            forged.seal = fields
            let storage = sample.copy()
            let bytes = try #require(storage[name])
            storage[name] = forged.encoded() + bytes[4096...]
            #expect(code { try LogWriter.open(in: storage).close() } == .damaged, "\(what)")
            #expect(try !Log.verify(storage).isSound, "\(what)")
            for (position, entry) in try readable(storage).entries {
                #expect(entry == texts(Int(position)..<Int(position) + 1)[0], "\(what)")
            }
        }
    }

    /// Story: a forged head stated 2⁶³ entries, and the damage could not be put in words.
    ///
    /// The length of its range is no `Int`, so the description trapped. The fuzzer found it. Such a
    /// slot is none now (`DoubtTests`).
    @Test(arguments: [1 << 62, (1 << 63) - 1] as [UInt64])
    func aHeadThatStatesMoreThanCanBeCountedIsDamage(size: UInt64) async throws {
        let storage = try await log(of: [Self.entries])
        var slot = try #require(try HeadState.read(from: storage).newest)
        slot.tree.size = size
        slot.sequence += 1
        var head = try #require(storage["head"])
        head.replaceSubrange(slot.index * 4096..<(slot.index + 1) * 4096, with: slot.encoded())
        storage["head"] = head
        let damage = try Log.verify(storage).damage
        #expect(damage.contains { $0.positions == 20..<Position(size) })
        #expect(damage.allSatisfy { !$0.description.isEmpty })
        do {
            _ = try LogWriter.open(in: storage)
            Issue.record("a writer opened it")
        } catch {
            #expect(error.code == .damaged && error.description.contains("\(size)"))
        }
        #expect(try LogReader.open(in: storage).entry(at: 7) == Self.entries[7])
    }

    /// Story: a forged head named the last segment that a number can name.
    ///
    /// The reader asked for the one behind it. The fuzzer found it.
    @Test(arguments: [1 << 63, .max - 1, .max] as [UInt64])
    func numbersWithoutANextOneAreDamage(number: UInt64) async throws {
        let storage = try await log(of: [Self.entries])
        let sound = try #require(try HeadState.read(from: storage).newest)
        let changes: [@Sendable (inout HeadSlot) -> Void] = [
            { $0.sequence = number }, { $0.segment = number }, { $0.end = number },
        ]
        for change in changes {
            var slot = sound
            slot.sequence += 1
            change(&slot)
            var head = try #require(storage["head"])
            head.replaceSubrange(slot.index * 4096..<(slot.index + 1) * 4096, with: slot.encoded())
            let copy = storage.copy()
            copy["head"] = head
            #expect(try HeadState.read(from: copy).slots[slot.index] == nil)
            // The other slot holds: the newest one, or the one before it.
            let size = slot.index == sound.index ? 0 : 20
            #expect(try contents(copy) == Array(Self.entries.prefix(size)))
            #expect(try Log.verify(copy).damage.contains { $0.file == "head" })
        }
        let name = Format.segmentName(0)
        let bytes = try #require(storage[name])
        let headers: [@Sendable (inout SegmentHeader) -> Void] = [
            { $0.number = number }, { $0.previousEnd = number },
        ]
        for change in headers {
            var header = try #require(try SegmentHeader.parse(bytes, file: name))
            change(&header)
            #expect(try SegmentHeader.parse(header.encoded(), file: name) == nil)
        }
        var fields = try ForgedBatch(Self.logID, entries: Self.entries).fields
        #expect(fields.isPlausible)
        fields.number = number
        #expect(!fields.isPlausible)
        fields.number = 0
        fields.segment = number
        #expect(!fields.isPlausible)
    }

    // MARK: - LZ4

    /// Decompresses a block to a place that holds old bytes.
    private func decompress(_ block: [UInt8], _ count: Int) -> (isSound: Bool, bytes: [UInt8]) {
        var target = [UInt8](repeating: 0x53, count: count)
        let isSound = block.withUnsafeBytes { block in
            target.withUnsafeMutableBytes {
                LZ4Frame.decompress(block: block, isStored: false, into: $0)
            }
        }
        return (isSound, target)
    }

    @Test func blocksThatAreWrittenWrongAreErrors() {
        let end = [0x70] + Array("1234567".utf8)
        let sound = [0x1F, 65, 1, 0, 10] + end
        let whole = decompress(sound, 37)
        #expect(whole.isSound)
        #expect(whole.bytes == [UInt8](repeating: 65, count: 30) + Array("1234567".utf8))
        for (what, block) in [
            ("a copy from before the beginning", [0x1F, 65, 2, 0, 10] + end),
            ("a copy from far before", [0x1F, 65, 0xFF, 0xFF, 10] + end),
            ("literals that run past the end", [0xF0, 255, 255, 3, 1, 2, 3]),
            ("a length of 255s without end", [0xF0] + [UInt8](repeating: 255, count: 900)),
            ("a copy's length of 255s", [0x1F, 65, 1, 0] + [UInt8](repeating: 255, count: 900)),
            ("a block cut short", Array(sound.dropLast(3))),
            ("bytes behind the end", sound + [0]), ("nothing", []), ("one byte", [0x10]),
            ("an offset cut short", [0x1F, 65, 1]),
        ] as [(String, [UInt8])] {
            #expect(!decompress(block, 37).isSound, "\(what)")
        }
    }

    /// Story: CVE-2025-66566, where a decompressor handed out what its buffer had held before.
    ///
    /// liblz4 takes a copy at distance 0 for zeros. Whatever it takes, old bytes are never shown.
    @Test func aCopyFromNowhereNeverShowsOldBytes() {
        let end = [0x70] + Array("1234567".utf8)
        for length in [0, 4, 10, 40, 200] as [UInt8] {
            let count = 1 + 15 + 4 + Int(length) + 7
            let (isSound, bytes) = decompress([0x1F, 65, 0, 0, length] + end, count)
            #expect(!isSound || !bytes.contains(0x53), "\(length)")
        }
    }

    @Test func framesOfAnotherKindAreRefused() throws {
        let content = [UInt8](repeating: 7, count: 700)
        let frame = try #require(LZ4Frame.compress(content))
        func opens(_ change: (inout [UInt8]) -> Void) -> Bool {
            var bytes = frame
            change(&bytes)
            var target = [UInt8](repeating: 0, count: content.count)
            return bytes.withUnsafeBytes { source in
                target.withUnsafeMutableBytes { LZ4Frame.decompress(source, into: $0) }
            }
        }
        #expect(opens { _ in })
        for flag in 0..<8 { #expect(!opens { $0[4] ^= 1 << UInt8(flag) }, "FLG bit \(flag)") }
        for code in [0x50, 0x60, 0x70, 0x41] as [UInt8] { #expect(!opens { $0[5] = code }) }
        #expect(!opens { $0[6] ^= 1 }, "content size")
        #expect(!opens { $0[15] = 0 }, "a block of no bytes")
        #expect(!opens { $0[18] = 0x80 }, "stored, and of another length")
        #expect(!opens { $0[$0.count - 8] = 1 }, "no end mark")
    }
}
