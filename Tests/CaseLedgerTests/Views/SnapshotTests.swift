import CaseLedger
import CaseLedgerTesting
import Foundation
import SegmentLog
import SegmentLogTesting
import Synchronization
import Testing

/// Snapshots may be there or not, sound or not: the view is the same.
@Suite(.serialized) struct SnapshotTests {
    /// Counts how often its handler runs, over all of the process.
    struct Counted: SnapshotProjection {
        static let folded = Mutex(0)
        static var name: String { "counted" }
        var books: Set<String> = []
        static func handle(_ on: inout Handlers<Counted>) {
            on(BookLent.self) { state, _, lent in
                folded.withLock { $0 += 1 }
                state.books.insert(lent.book)
            }
        }
        static func during<T>(_ body: () throws -> T) rethrows -> (T, Int) {
            let before = folded.withLock { $0 }
            let result = try body()
            return (result, folded.withLock { $0 } - before)
        }
    }

    /// The file of the one snapshot that is kept.
    private func kept(in storage: MemoryStorage) throws -> String {
        let names = storage.paths.filter { $0.hasPrefix("cache/view-") }
        return try #require(names.count == 1 ? names.first : nil)
    }

    private func ledger(_ loans: Int, in storage: MemoryStorage = MemoryStorage())
        async throws -> Ledger
    {
        let clock = SteppingClock()
        let ledger = try Ledger.open(
            in: storage, events: .library, as: .founding,
            LedgerOptions(clock: { clock.next() }))
        try await ledger.record(BookAdded("B-1"), by: clerk)
        try await lend(loans, in: ledger)
        return ledger
    }

    private func lend(_ loans: Int, in ledger: Ledger) async throws {
        for _ in 0..<loans {
            try await ledger.record(BookLent("B-1", to: "R", fee: Money(fen: 50)), by: clerk)
        }
    }

    /// The file is of use: were it not, this would fold every loan.
    ///
    /// So the tests of damage below do not pass because nothing is ever read.
    @Test func onlyWhatCameSinceIsFolded() async throws {
        let storage = MemoryStorage()
        let ledger = try await ledger(6, in: storage)
        #expect(try Counted.during { try ledger.keepSnapshot(of: Counted.self) }.1 == 6)
        #expect(try Counted.during { try ledger.latest(Counted.self) }.1 == 0)
        try await lend(2, in: ledger)
        #expect(try Counted.during { try ledger.latest(Counted.self) }.1 == 2)
        let reader = try Ledger.open(in: storage, events: .library, as: .reading)
        #expect(try Counted.during { try reader.latest(Counted.self) }.1 == 2)
        #expect(try Counted.during { try ledger.keepSnapshot(of: Counted.self) } == (9, 2))
        let id = try ledger.event(at: 8).id
        try await ledger.record(EventRetracted(id, reason: "never"), by: clerk)
        #expect(try Counted.during { try ledger.latest(Counted.self) }.1 == 7, "folded anew")
        #expect(try Counted.during { try reader.latest(Counted.self) }.1 == 7)
        try ledger.keepSnapshot(of: Counted.self)
        try await lend(1, in: ledger)
        let last = try ledger.event(at: 10).id
        try await ledger.record(EventRetracted(last, reason: "never"), by: clerk)
        #expect(try Counted.during { try ledger.latest(Counted.self) }.1 == 0, "nothing stands")
        #expect(try Counted.during { try reader.latest(Counted.self) }.1 == 0)
    }

    @Test func everyFlippedBitAndEveryCutIsTold() async throws {
        let storage = MemoryStorage()
        let ledger = try await ledger(3, in: storage)
        try ledger.keepSnapshot(of: Loans.self)
        try await lend(1, in: ledger)
        let expected = try ledger.view(Loans.self)
        let name = try kept(in: storage)
        let sound = try #require(storage[name])
        for place in sound.indices {
            var bytes = sound
            bytes[place] ^= UInt8(1) << UInt8(place % 8)
            storage[name] = bytes
            #expect(try ledger.latest(Loans.self) == expected, "byte \(place)")
        }
        for length in 0..<sound.count {
            storage[name] = Array(sound.prefix(length))
            #expect(try ledger.latest(Loans.self) == expected, "cut to \(length)")
        }
        storage[name] = sound + [0]
        #expect(try ledger.latest(Loans.self) == expected)
        // Whoever writes the file anew sets all of that right.
        try ledger.keepSnapshot(of: Loans.self)
        #expect(try storage[kept(in: storage)] != sound)
    }

    /// A log that was set back to a copy and went on otherwise has the same identity, and is longer
    /// than the snapshot; only the root tells.
    @Test func aSnapshotOfAnotherHistoryIsNotBelieved() async throws {
        let storage = MemoryStorage()
        let first = try await ledger(2, in: storage)
        try first.close()
        let copy = MemoryStorage()
        for path in storage.paths where path != "lock" {
            copy[path] = storage[path]
        }
        var options = LedgerOptions()
        options.isClockConfirmed = true
        let lost = try Ledger.open(in: storage, events: .library, options)
        try await lend(3, in: lost)
        try lost.keepSnapshot(of: Counted.self)
        let name = try kept(in: storage)
        let bytes = try #require(storage[name])
        let sums = try #require(storage[".cache-sums"])
        (copy[name], copy[".cache-sums"]) = (bytes, sums)
        let ledger = try Ledger.open(in: copy, events: .library, options)
        #expect(try Counted.during { try ledger.latest(Counted.self) }.1 == 2, "ahead of the log")
        try await lend(1, in: ledger)
        for _ in 0..<4 { try await ledger.record(BookReturned("B-1"), by: clerk) }
        #expect(try Counted.during { try ledger.latest(Counted.self) }.1 == 3, "another root")
        #expect(try ledger.latest(Loans.self) == ledger.view(Loans.self))
        let foreign = MemoryStorage()
        _ = try await self.ledger(9, in: foreign)
        (foreign[name], foreign[".cache-sums"]) = (bytes, sums)
        let other = try Ledger.open(in: foreign, events: .library, as: .reading)
        #expect(try Counted.during { try other.latest(Counted.self) }.1 == 9, "another log")
    }

    @Test func anotherVersionAndOtherFieldsAreNotBelieved() async throws {
        struct First: SnapshotProjection {
            static let name = "same"
            var count = 0
            static func handle(_ on: inout Handlers<First>) {
                on(BookLent.self) { state, _, _ in state.count += 1 }
            }
        }
        struct Second: SnapshotProjection {
            static let name = "same"
            static let version = 2
            var count = 0
            static func handle(_ on: inout Handlers<Second>) {
                on(BookLent.self) { state, _, _ in state.count += 10 }
            }
        }
        struct Third: SnapshotProjection {
            static let name = "same"
            var total = 0
            static func handle(_ on: inout Handlers<Third>) {
                on(BookLent.self) { state, _, _ in state.total += 1 }
            }
        }
        let ledger = try await ledger(4)
        try ledger.keepSnapshot(of: First.self)
        #expect(try ledger.latest(Second.self).count == 40)
        #expect(
            try ledger.latest(Third.self).total == 4, "a field that was kept under another name")
        try ledger.keepSnapshot(of: Second.self)
        #expect(try ledger.latest(First.self).count == 4)
        #expect(try ledger.removeSnapshots() == 1)
        #expect(try ledger.removeSnapshots() == 0)
    }

    @Test func aLedgerOpenedForReadingKeepsNone() async throws {
        let storage = MemoryStorage()
        let ledger = try await ledger(1, in: storage)
        let reader = try Ledger.open(in: storage, events: .library, as: .reading)
        let error = #expect(throws: LedgerError.self) { try reader.keepSnapshot(of: Loans.self) }
        #expect(error?.code == .readOnly)
        #expect(!storage.paths.contains { $0.hasPrefix("cache/view-") })
        try ledger.close()
    }

    @Test func aSnapshotHoldsSealedTextAndAnErasureDeletesIt() async throws {
        let clinic = try Clinic()
        let ledger = try clinic.open()
        try await admit(invented, to: ledger)
        try await ledger.synced(through: 4)
        try ledger.keepSnapshot(of: Patients.self)
        let cache = clinic.directory + "/cache"
        func kept() throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: cache)
                .filter { $0.hasPrefix("view-") }
        }
        #expect(try kept().count == 1)
        #expect(try clinic.places(of: "欧阳测试", in: clinic.root) == [])
        let before = try ledger.latest(Patients.self)
        #expect(try ledger.view(Patients.self) == before)
        let name = try ledger.disclose(to: doctor, for: .treatment, view: "list") { open in
            try open(before.names["P-1"] ?? "")
        }
        #expect(name.text == "欧阳测试", "what comes from a snapshot opens like what is folded")
        // A file that an interrupted writing left behind goes as well.
        try Data([1]).write(to: URL(fileURLWithPath: cache + "/view-0-1.tmp"))
        let erasure = try await ledger.erase(
            [Tag("patient", "P-1")], ground: "PIPL article 47", by: doctor)
        #expect(try kept() == [])
        #expect(erasure.purged.map(\.name) == ["snapshots"])
        #expect(erasure.purged.map(\.count) == [2])
        #expect(try ledger.latest(Patients.self) == before, "counts and balances are unchanged")
        try ledger.close()
    }

    /// What stands in the clear in a log without keys is never copied to a ledger that seals.
    @Test func whatIsNotSealedIsNotKeptWhereTheLedgerSeals() async throws {
        let storage = MemoryStorage()
        let clear = try Ledger.open(
            in: storage, events: .clinic, as: .founding, LedgerOptions(keys: .clear))
        try await admit(invented, to: clear)
        try await clear.synced(through: 4)
        try clear.keepSnapshot(of: Patients.self)
        #expect(try clear.latest(Patients.self) == clear.view(Patients.self))
        try clear.removeSnapshots()
        try clear.close()
        let sealing = try Ledger.open(
            in: storage, events: .clinic, LedgerOptions(keys: .inMemory()))
        let error = #expect(throws: LedgerError.self) {
            try sealing.keepSnapshot(of: Patients.self)
        }
        #expect(error?.code == .malformed)
        #expect(!storage.paths.contains { $0.hasPrefix("cache/view-") })
    }
}
