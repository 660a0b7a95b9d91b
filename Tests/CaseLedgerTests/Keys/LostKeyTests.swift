import CaseLedger
import Foundation
import SegmentLog
import SegmentLogTesting
import Testing

/// Parts of the keys are lost or damaged: no answer differs without a word, and no key is made in the
/// place of one that was there.
@Suite struct LostKeyTests {
    private let wrapping = LocalWrappingKey.random()
    private let people = (0..<60).map { Tag("patient", "P-\($0)") }

    private func store(_ storage: MemoryStorage, _ access: LedgerAccess = .recording) throws
        -> FileKeyStore
    { try FileKeyStore.open(in: storage, wrappedBy: wrapping, for: access) }

    /// A store with a key for each of the people, two of whom were erased.
    private func filled() throws -> MemoryStorage {
        let storage = MemoryStorage()
        try FileKeyStore.create(in: storage, wrappedBy: wrapping)
        let writer = try store(storage)
        for subject in people { _ = try writer.current(for: subject) }
        try writer.synchronize()
        for (number, subject) in people.suffix(2).enumerated() {
            _ = try writer.destroy(
                LedgerKeys.Tombstone(
                    subject: subject, event: .named("e\(number)", in: "t"),
                    at: Instant(microseconds: Int64(number))))
        }
        return storage.copy()
    }

    /// The same table as version 1 had it: slots that were never used are zero.
    private func version1(_ table: [UInt8]) -> [UInt8] {
        var table = table
        for start in stride(from: 4096, to: table.count, by: 128) where table[start] == 3 {
            table.replaceSubrange(start..<start + 128, with: [UInt8](repeating: 0, count: 128))
        }
        table[8] = 1
        var hash = ExportDigest()
        hash.add(Array(table[..<4064]))
        table.replaceSubrange(4064..<4096, with: hash.bytes)
        return table
    }

    @Test func everyBitOfTheHeaderIsNoticed() throws {
        let sound = try filled()
        let table = try #require(sound["keys"])
        for bit in 0..<4096 * 8 {
            let storage = MemoryStorage()
            var damaged = Array(table[..<4096])
            damaged[bit / 8] ^= 1 << UInt8(bit % 8)
            storage["keys"] = damaged
            let error = #expect(throws: LedgerError.self, "bit \(bit)") {
                try store(storage, .reading)
            }
            #expect(error?.code == .keysLost, "bit \(bit)")
        }
    }

    /// One of: a flipped bit, some, a sector of zeros, a sector of another place, an end of zeros.
    private func damage(_ bytes: [UInt8], _ seed: inout Seed) -> [UInt8] {
        var bytes = bytes
        let sector = 512 * Int.random(in: 0...(bytes.count - 1) / 512, using: &seed)
        let range = sector..<min(sector + 512, bytes.count)
        switch Int.random(in: 0..<5, using: &seed) {
        case 0: bytes[Int.random(in: bytes.indices, using: &seed)] ^= 1 << UInt8(seed.next() % 8)
        case 1:
            for _ in 0..<Int.random(in: 2...200, using: &seed) {
                bytes[Int.random(in: bytes.indices, using: &seed)] ^= 1 << UInt8(seed.next() % 8)
            }
        case 2: for place in range { bytes[place] = 0 }
        case 3: for place in sector..<bytes.count { bytes[place] = 0 }
        default:
            let other = 512 * Int.random(in: 0...(bytes.count - 1) / 512, using: &seed)
            let count = min(range.count, bytes.count - other)
            bytes.replaceSubrange(
                range.prefix(count), with: Array(bytes[other..<other + count]))
        }
        return bytes
    }

    @Test func noDamageMakesASlotFree() throws {
        let sound = try filled()
        let table = try #require(sound["keys"])
        let alive = people.dropLast(2)
        for number in 0..<10_000 as Range<UInt64> {
            var seed = Seed(number)
            let damaged = damage(table, &seed)
            guard damaged != table else { continue }
            let storage = MemoryStorage()
            storage["keys"] = damaged
            storage["erased"] = sound["erased"]
            let subject = alive[Int.random(in: alive.indices, using: &seed)]
            do {
                let reader = try store(storage, .reading)
                let missing = try reader.missing(for: subject)
                #expect(missing == nil, "seed \(number): a key would be made over \(subject)")
                _ = try #require(try reader.key(for: subject, epoch: 1), "seed \(number)")
            } catch let error as LedgerError {
                #expect(error.code == .keysLost, "seed \(number)")
            }
            guard number.isMultiple(of: 25) else { continue }
            let faults = try FileKeyStore.faults(in: storage, wrappedBy: wrapping)
            #expect(!faults.isEmpty, "seed \(number): nothing is said of it")
        }
    }

    @Test func noDamageErasesAnybodyElse() throws {
        let sound = try filled()
        let lines = try #require(sound["erased"])
        let said = try store(sound, .reading).tombstones()
        #expect(said.count == 2)
        for number in 0..<10_000 as Range<UInt64> {
            var seed = Seed(number)
            let storage = MemoryStorage()
            storage["keys"] = sound["keys"]
            storage["erased"] = damage(lines, &seed)
            do {
                for (subject, tombstone) in try store(storage, .reading).tombstones() {
                    #expect(said[subject] == tombstone, "seed \(number)")
                }
            } catch let error as LedgerError {
                #expect(error.code == .keysLost, "seed \(number)")
            }
        }
        let long = MemoryStorage()
        long["keys"] = sound["keys"]
        long["erased"] = [UInt8](repeating: 0x20, count: 3 << 20)
        #expect(throws: LedgerError.self) { try store(long, .reading) }
    }

    @Test func noDamageChangesAnAnswerWithoutAWord() async throws {
        let (log, keys) = (MemoryStorage(), MemoryStorage())
        try FileKeyStore.create(in: keys, wrappedBy: wrapping)
        func open(_ keys: MemoryStorage, _ access: LedgerAccess) throws -> (Ledger, FileKeyStore) {
            let store = try store(keys, access == .reading ? .reading : .recording)
            return (
                try Ledger.open(
                    in: log, events: .clinic, as: access, LedgerOptions(keys: .store(store))), store
            )
        }
        let (ledger, recording) = try open(keys, .founding)
        try await admit(invented, to: ledger)
        try await admit(
            (3..<30).map { PatientJoined("P-\($0)", name: "Name \($0)") }, to: ledger,
            source: "more")
        _ = try await ledger.erase([Tag("patient", "P-2")], ground: "g", by: doctor)
        try ledger.close()
        recording.close()
        func answer(_ keys: MemoryStorage) throws -> [Disclosure.Opened] {
            let ledger = try open(keys, .reading).0
            let view = try ledger.view(Patients.self)
            return try ledger.disclose(to: doctor, for: .treatment, view: "all") { open in
                try view.names.sorted { $0.key < $1.key }.map { try open($0.value) }
                    + view.notes.map { try open($0) }
            }
        }
        let sound = try answer(keys)
        #expect(sound.count == 31 && sound.contains(.erased))
        var unharmed = 0
        for number in 0..<1_000 as Range<UInt64> {
            var seed = Seed(number)
            let damaged = keys.copy()
            let name = ["keys", "erased"][Int(seed.next() % 2)]
            damaged[name] = damage(try #require(keys[name]), &seed)
            do {
                #expect(try answer(damaged) == sound, "seed \(number): \(name)")
                unharmed += 1
            } catch let error as LedgerError {
                #expect(error.code == .keysLost, "seed \(number): \(error)")
            }
        }
        #expect(0 < unharmed && unharmed < 900)
    }

    @Test func aDamagedTableIsNotWrittenAnew() throws {
        let storage = try filled()
        let place = try #require(
            stride(from: 4096, to: storage["keys"]?.count ?? 0, by: 128)
                .first { storage["keys"]?[$0] == 1 })
        storage.flip("keys", at: place + 40)
        let before = storage["keys"]
        let writer = try store(storage)
        #expect(throws: LedgerError.self) { try writer.rotateSubjectKeys() }
        #expect(storage["keys"] == before)
    }

    @Test func aTableOfVersion1IsReadAndWrittenAnew() throws {
        let storage = try filled()
        storage["keys"] = version1(try #require(storage["keys"]))
        let reader = try store(storage, .reading)
        #expect(try reader.key(for: people[7], epoch: 1) != nil)
        #expect(storage["keys"]?[8] == 1)
        let writer = try store(storage)
        for subject in people.dropLast(2) {
            #expect(try writer.missing(for: subject) == nil)
            #expect(try writer.key(for: subject, epoch: 1) != nil)
        }
        #expect(storage["keys"]?[8] == 2)
        #expect(try FileKeyStore.faults(in: storage, wrappedBy: wrapping).isEmpty)
    }

    /// The table as a version, an old copy of it, or one with a lost part.
    @Test(arguments: [1, 2]) func noKeyIsMadeForWhatIsSealedOnRecord(version: Int) async throws {
        let (log, keys) = (MemoryStorage(), MemoryStorage())
        try FileKeyStore.create(in: keys, wrappedBy: wrapping)
        func open(_ access: LedgerAccess = .recording) throws -> (Ledger, FileKeyStore) {
            let store = try store(keys, access == .reading ? .reading : .recording)
            return (
                try Ledger.open(
                    in: log, events: .clinic, as: access, LedgerOptions(keys: .store(store))), store
            )
        }
        let (first, firstStore) = try open(.founding)
        let early = try #require(keys["keys"])
        try await admit(invented, to: first)
        try first.close()
        firstStore.close()
        let good = try #require(keys["keys"])
        var zeroed = good
        for place in 4096..<zeroed.count { zeroed[place] = 0 }
        for lost in [early, zeroed] {
            keys["keys"] = version == 1 ? version1(lost) : lost
            let (ledger, store) = try open()
            let size = ledger.size
            let error = await #expect(throws: LedgerError.self) {
                try await ledger.record(
                    VisitPaid("P-1", note: "later", fee: Money(yuan: 1)), by: doctor)
            }
            #expect(error?.code == .keysLost && error?.message.contains("P-1") == false)
            // Lines that are known are neither known nor refused one by one.
            await #expect(throws: LedgerError.self) { try await admit(invented, to: ledger) }
            #expect(ledger.size == size)
            #expect(
                try !ledger.lostKeys().isEmpty
                    || !FileKeyStore.faults(in: keys, wrappedBy: wrapping).isEmpty)
            try ledger.close()
            store.close()
        }
        keys["keys"] = good
        let (again, _) = try open()
        #expect(try again.lostKeys().isEmpty)
        try await again.record(
            VisitPaid("P-1", note: "later", fee: Money(yuan: 1)), by: doctor)
        let notes = try again.disclose(to: doctor, for: .treatment, view: "notes") { open in
            try again.view(Patients.self).notes.map { try open($0).text }
        }
        #expect(notes == ["膝盖旧伤复发", "came about an invented cough", "later"])
        try again.close()
    }

    /// Of an earlier version, whose lines have no check.
    @Test func aFlippedTombstoneOfAnEarlierVersionDestroysNobody() async throws {
        let (log, keys) = (MemoryStorage(), MemoryStorage())
        try FileKeyStore.create(in: keys, wrappedBy: wrapping)
        func open() throws -> (Ledger, FileKeyStore) {
            let store = try store(keys)
            return (
                try Ledger.open(
                    in: log, events: .clinic, as: .foundingIfNew,
                    LedgerOptions(keys: .store(store))), store
            )
        }
        let (ledger, first) = try open()
        try await admit(invented, to: ledger)
        _ = try await ledger.erase([Tag("patient", "P-1")], ground: "g", by: doctor)
        try ledger.close()
        first.close()
        let checked = String(decoding: try #require(keys["erased"]), as: UTF8.self)
        let unchecked = checked.replacing(#/,"check":"[0-9a-f]+"/#, with: "")
        #expect(unchecked != checked)
        let table = keys["keys"]
        keys["erased"] = Array(unchecked.replacing("P-1", with: "P-2").utf8)
        #expect(throws: LedgerError.self) { try open() }
        #expect(keys["keys"] == table, "nothing was destroyed")
        keys["erased"] = Array(unchecked.utf8)
        let (again, second) = try open()
        try again.close()
        second.close()
        #expect(String(decoding: keys["erased"] ?? [], as: UTF8.self) == unchecked + checked)
    }
}
