import CaseLedger
import Foundation
import SegmentLog
import SegmentLogTesting
import Testing

@Suite struct KeyStoreTests {
    private let wrapping = LocalWrappingKey.random()

    private func store(_ storage: MemoryStorage, _ access: LedgerAccess = .recording) throws
        -> FileKeyStore
    { try FileKeyStore.open(in: storage, wrappedBy: wrapping, for: access) }

    @Test func keysAreFoundAgainAtAnyNumber() throws {
        let storage = MemoryStorage()
        try FileKeyStore.create(in: storage, wrappedBy: wrapping)
        let subjects = (0..<3_000).map { Tag("patient", "P-\($0)") }
        var writer: FileKeyStore? = try store(storage)
        for subject in subjects { _ = try writer?.current(for: subject) }
        try writer?.synchronize()
        writer = nil
        let reader = try store(storage, .reading)
        for subject in subjects {
            #expect(try reader.key(for: subject, epoch: 1)?.epoch == 1, "\(subject)")
        }
        #expect(try reader.key(for: Tag("patient", "P-9999"), epoch: 1) == nil)
    }

    @Test func aWrongWrappingKeyIsSaidSo() throws {
        let storage = MemoryStorage()
        try FileKeyStore.create(in: storage, wrappedBy: wrapping)
        let error = #expect(throws: LedgerError.self) {
            try FileKeyStore.open(in: storage, wrappedBy: LocalWrappingKey.random(), for: .reading)
        }
        #expect(error?.code == .keys)
        #expect(error?.message.contains("wrapped by another key") == true)
        let nothing = #expect(throws: LedgerError.self) {
            try FileKeyStore.open(in: MemoryStorage(), wrappedBy: wrapping, for: .reading)
        }
        #expect(nothing?.message.contains("there are no keys here") == true)
    }

    @Test func rotationOfTheWrappingKeyKeepsEveryKeyAndShutsTheOldOneOut() async throws {
        let (log, keys) = (MemoryStorage(), MemoryStorage())
        try FileKeyStore.create(in: keys, wrappedBy: wrapping)
        let writer = try store(keys)
        let ledger = try Ledger.open(
            in: log, events: .clinic, as: .founding,
            LedgerOptions(keys: .store(writer)))
        try await admit(invented, to: ledger)
        let next = LocalWrappingKey.random()
        try writer.rotateWrapping(to: next)
        try writer.rotateSubjectKeys()
        try await ledger.record(
            VisitPaid("P-1", note: "after the rotation", fee: Money(yuan: 1)), by: doctor)
        try ledger.close()
        #expect(throws: LedgerError.self) { try store(keys, .reading) }
        let reader = try Ledger.open(
            in: log, events: .clinic, as: .reading,
            LedgerOptions(
                keys: .store(try FileKeyStore.open(in: keys, wrappedBy: next, for: .reading))))
        let view = try reader.view(Patients.self)
        let notes = try reader.disclose(to: doctor, for: .treatment, view: "notes") { open in
            try view.notes.map { try open($0).text }
        }
        #expect(notes == ["膝盖旧伤复发", "came about an invented cough", "after the rotation"])
    }

    @Test func aCrashAtAnyTimeLosesNoKeyThatWasSynced() throws {
        for seed in 0..<200 as Range<UInt64> {
            let storage = MemoryStorage()
            try FileKeyStore.create(in: storage, wrappedBy: wrapping)
            let writer = try store(storage)
            var keys: [Tag: LedgerKeys.SubjectKey] = [:]
            for number in 0..<20 {
                let subject = Tag("patient", "P-\(number)")
                keys[subject] = try writer.current(for: subject)
            }
            try writer.synchronize()
            _ = try writer.current(for: Tag("patient", "late"))
            let after = storage.crashed(seed: seed)
            let reader = try store(after, .reading)
            for subject in keys.keys {
                #expect(try reader.key(for: subject, epoch: 1) != nil, "seed \(seed)")
            }
        }
    }

    @Test func aTornTombstoneIsNoTombstoneAndAWholeOneIsForGood() throws {
        let storage = MemoryStorage()
        try FileKeyStore.create(in: storage, wrappedBy: wrapping)
        let subject = Tag("patient", "P-1")
        var writer: FileKeyStore? = try store(storage)
        _ = try writer?.current(for: subject)
        let tombstone = LedgerKeys.Tombstone(
            subject: subject, event: .named("e", in: "t"), at: Instant(microseconds: 1))
        #expect(try writer?.destroy(tombstone) == 1)
        #expect(try writer?.destroy(tombstone) == 0)
        writer = nil
        let again = try store(storage)
        #expect(try again.key(for: subject, epoch: 1) == nil)
        let error = #expect(throws: LedgerError.self) { try again.current(for: subject) }
        #expect(error?.code == .erased)
        #expect(error?.message.contains("P-1") == false)
        let file = try storage.open("erased", .readWrite)
        try file.write(Array("{\"subject\":\"pat".utf8), at: try file.size())
        #expect(try store(storage, .reading).tombstones().count == 1)
    }
}
