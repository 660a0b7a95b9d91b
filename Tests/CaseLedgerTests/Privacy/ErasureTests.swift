import CaseExchange
import CaseLedger
import Crypto
import Foundation
import SegmentLog
import SegmentLogTesting
import Synchronization
import Testing

@Suite struct ErasureTests {
    private static let secrets = ["欧阳测试", "11010519491231002X", "膝盖旧伤复发"]
    private let person = Tag("patient", "P-1")

    private func names(_ ledger: Ledger) throws -> [Disclosure.Opened] {
        let view = try ledger.view(Patients.self)
        return try ledger.disclose(to: doctor, for: .treatment, view: "list") { open in
            try ["P-1", "P-2"].map { try open(view.names[$0] ?? "") }
        }
    }

    /// A ledger with a snapshot, an export in the clear, a backup, and an older copy of the keys.
    private func erased() async throws -> (clinic: Clinic, before: Patients, erasure: Erasure) {
        let clinic = try Clinic()
        let ledger = try clinic.open()
        try await admit(invented, to: ledger)
        var lines: [UInt8] = []
        try ledger.disclose(to: doctor, for: .treatment, view: "export") { open in
            try ledger.history(
                of: Query([Query.Item(types: Query.Types(named: ["patient.joined", "visit.paid"]))])
            ) {
                event in
                let json = try CloudEvents.json(event, source: "clinic", opening: open)
                lines += JSONWriter.compact(json) + [0x0A]
            }
        }
        let export = clinic.root + "/export.jsonl"
        try Data(lines).write(to: URL(fileURLWithPath: export))
        try ledger.registerExport(
            file: export, digest: sha256(lines), for: .treatment, about: [], by: doctor)
        try ledger.registerExport(
            file: "", digest: sha256([1]), for: .treatment, about: [], by: doctor)
        try await ledger.synced(through: 7)
        #expect(try ledger.keepSnapshot(of: Patients.self) >= 7)
        try ledger.close()
        let files = FileManager.default
        try files.copyItem(atPath: clinic.directory, toPath: clinic.root + "/backup")
        try files.copyItem(atPath: clinic.keys, toPath: clinic.root + "/older.keys")
        for secret in Self.secrets {
            // The search finds what there is to find: the export, and nothing else.
            #expect(try clinic.places(of: secret, in: clinic.root) == ["export.jsonl"])
        }
        let again = try clinic.open()
        let before = try again.view(Patients.self)
        let erasure = try await again.erase(
            [person], ground: "PIPL article 47", by: doctor, kept: ["fees: tax law"])
        try again.close()
        return (clinic, before, erasure)
    }

    private func sha256(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)) }

    @Test func nothingOfAPersonIsLeftInAnyFileAndEverythingElseIs() async throws {
        let (clinic, before, erasure) = try await erased()
        for secret in Self.secrets {
            #expect(try clinic.places(of: secret, in: clinic.root) == [], "\(secret)")
        }
        #expect(try clinic.places(of: "Sample Person", in: clinic.root) == ["export.jsonl"])
        #expect(erasure.keysDestroyed == 1)
        #expect((erasure.fields, erasure.entries) == (3, 2))
        #expect(erasure.exports.count == 2)
        #expect(erasure.purged.map(\.name) == ["snapshots"])

        let report = try Log.verify(FileStorage(directory: clinic.directory))
        #expect(report.damage.isEmpty)
        #expect(report.root.base64 == erasure.root)
        let ledger = try clinic.open()
        let after = try ledger.view(Patients.self)
        #expect(after == before)
        #expect(try names(ledger) == [.erased, .text("Sample Person")])
        // The tree of before is a prefix of the tree of now, and every entry is in it.
        try ledger.close()
        let storage = FileStorage(directory: clinic.directory)
        let old = try Log.verify(FileStorage(directory: clinic.root + "/backup"))
        #expect(try LogReader.open(in: storage).size > old.size)
    }

    @Test func theCertificateSaysWhatIsGoneWhatIsKeptAndWhatStaysProvable() async throws {
        let (clinic, _, erasure) = try await erased()
        let key = try SigningKey(name: "clinic.example/erasures")
        let note = try erasure.certificate(by: key)
        let read = try SignedNote(note.encoded)
        #expect(try read.verified(by: [key.verifier]).count == 1)
        let lines = read.text.split(separator: "\n")
        #expect(lines.first == "fiveones/erasure/v1")
        #expect(lines.contains("subject patient:P-1"))
        #expect(lines.contains("ground PIPL article 47"))
        #expect(
            lines.contains(
                "destroyed 1 keys; 3 sealed fields in 2 entries can never be opened again"))
        #expect(lines.contains("kept fees: tax law"))
        #expect(lines.last == "tree \(erasure.size) \(erasure.root)")
        #expect(lines.count { $0.hasPrefix("export ") && $0.contains(" rewritten ") } == 1)
        #expect(lines.count { $0.hasPrefix("export ") && $0.contains(" out-of-reach ") } == 1)
        for secret in Self.secrets { #expect(!read.text.contains(secret)) }
        withExtendedLifetime(clinic) {}
    }

    @Test func aRestoredBackupDoesNotKnowThePerson() async throws {
        let (clinic, before, _) = try await erased()
        let backup = clinic.root + "/backup"
        let reader = try clinic.open(.reading, at: backup)
        #expect(try names(reader) == [.erased, .text("Sample Person")])
        // Recording in it records the erasure again.
        let writer = try clinic.open(at: backup)
        #expect(try writer.view(Patients.self) == before)
        try await writer.synced(through: 8)
        var erasures: [String] = []
        try writer.history(of: Query([Query.Item(types: [SubjectErased.type])])) {
            erasures.append(try $0.payload(SubjectErased.self).subject)
        }
        #expect(erasures == ["patient:P-1"])
        try await admit(invented, to: writer)
        #expect(try names(writer) == [.erased, .text("Sample Person")])
        try writer.close()
        #expect(try clinic.places(of: Self.secrets[0], in: clinic.root) == [])
    }

    @Test func anOlderCopyOfTheKeysDoesNotBringThePersonBack() async throws {
        let (clinic, _, _) = try await erased()
        let older = clinic.root + "/older.keys"
        func open(_ access: LedgerAccess) throws -> Ledger {
            try Ledger.open(
                at: clinic.directory, events: .clinic, as: access,
                LedgerOptions(keys: .directory(older)))
        }
        #expect(try names(open(.reading))[0] == .erased)
        try open(.recording).close()
        let store = try FileKeyStore.open(at: older, for: .reading)
        #expect(try store.key(for: person, epoch: 1) == nil)
        #expect(try store.tombstones().keys.contains(person))
    }

    @Test func whatIsImportedAgainIsKnownAndNewTextOfTheErasedIsDropped() async throws {
        let (clinic, before, _) = try await erased()
        let ledger = try clinic.open()
        let size = ledger.size
        try await admit(invented, to: ledger)
        #expect(ledger.size == size)
        let more = [VisitPaid("P-1", note: "膝盖又疼了", fee: Money(yuan: 5))]
        try await admit(more, to: ledger, source: "later")
        try await ledger.synced(through: size + 1)
        let after = try ledger.view(Patients.self)
        #expect(after.fees == before.fees + Money(yuan: 5))
        #expect(after.stated == before.stated + 1)
        #expect(after.notes.last?.isErased == true)
        let live = await #expect(throws: LedgerError.self) {
            try await ledger.record(more[0], by: doctor)
        }
        #expect(live?.code == .erased)
        try ledger.close()
        #expect(try clinic.places(of: "膝盖又疼了", in: clinic.root) == [])
    }

    @Test func aRedactedExportIsKnownHereAndRefusedElsewhere() async throws {
        let (clinic, _, _) = try await erased()
        let ledger = try clinic.open()
        let reader = CloudEvents(catalog: .clinic, importer: "importer")
        var drafts: [Draft] = []
        try ledger.history(of: Query([Query.Item(types: Query.Types(named: ["patient.joined"]))])) {
            event in
            let json = try CloudEvents.json(event, source: "clinic")
            #expect("\(json)".contains(#""sealed""#))
            drafts.append(try reader.draft(json))
        }
        let size = ledger.size
        for outcome in try ledger.admit(drafts) {
            guard case .known = outcome else {
                Issue.record("\(outcome)")
                continue
            }
        }
        #expect(ledger.size == size)
        let other = try Ledger.open(
            in: MemoryStorage(), events: .clinic, as: .founding,
            LedgerOptions(keys: .inMemory()))
        for outcome in try other.admit(drafts) {
            guard case .refused(let error) = outcome else {
                Issue.record("\(outcome)")
                continue
            }
            #expect(error.message.contains("field 'name': is sealed or erased"))
        }
        try ledger.close()
    }

    @Test func aLegalHoldPreventsErasureUntilItIsLifted() async throws {
        let clinic = try Clinic()
        let ledger = try clinic.open()
        try await admit(invented, to: ledger)
        try await ledger.record(HoldPlaced(person, ground: "lawsuit 7"), by: doctor)
        let error = await #expect(throws: LedgerError.self) {
            try await ledger.erase([person], ground: "request", by: doctor)
        }
        #expect(error?.violation?.rule == "P2")
        #expect(try names(ledger)[0] == .text("欧阳测试"))
        try await ledger.record(HoldLifted(person, reason: "settled"), by: doctor)
        _ = try await ledger.erase([person], ground: "request", by: doctor)
        #expect(try names(ledger)[0] == .erased)
        try ledger.close()
    }

    @Test func anErasureThatWasInterruptedIsEndedByTheNextOpening() async throws {
        let (storage, keys) = (MemoryStorage(), MemoryKeyStore())
        let broken = BrokenStore(keys)
        let ledger = try Ledger.open(
            in: storage, events: .clinic, as: .founding,
            LedgerOptions(keys: .store(broken)))
        try await admit(invented, to: ledger)
        await #expect(throws: LedgerError.self) {
            try await ledger.erase([person], ground: "request", by: doctor)
        }
        #expect(try keys.key(for: person, epoch: 1) != nil)
        // The record outranks the key that is still there.
        #expect(try names(ledger)[0] == .erased)
        try ledger.close()
        let again = try Ledger.open(
            in: storage, events: .clinic, LedgerOptions(keys: .store(keys)))
        #expect(try keys.key(for: person, epoch: 1) == nil)
        #expect(try names(again)[0] == .erased)
        try again.close()
    }

    @Test func whatElseHoldsTheirDataIsToldToPurgeIt() async throws {
        struct Cache: Erasure.Target {
            let name = "search index"
            func purge(_ subject: Tag) throws -> Int { subject.id == "P-1" ? 3 : 0 }
        }
        let ledger = try Ledger.open(
            in: MemoryStorage(), events: .clinic, as: .founding,
            LedgerOptions(keys: .inMemory()))
        try await admit(invented, to: ledger)
        let erasure = try await ledger.erase(
            [person], ground: "request", by: doctor, purging: [Cache()])
        #expect(erasure.text.contains("purged search index: 3\n"))
    }

    @Test func whoeverIsInNoEventCannotBeErased() async throws {
        let ledger = try Ledger.open(
            in: MemoryStorage(), events: .clinic, as: .founding,
            LedgerOptions(keys: .inMemory()))
        let error = await #expect(throws: LedgerError.self) {
            try await ledger.erase([person], ground: "request", by: doctor)
        }
        #expect(error?.code == .notFound)
    }
}

/// A key store whose disk fails when it is to destroy something.
private struct BrokenStore: KeyStore {
    let keys: MemoryKeyStore
    init(_ keys: MemoryKeyStore) { self.keys = keys }
    func bind(to log: LogID) throws(LedgerError) { try keys.bind(to: log) }
    func current(for subject: Tag) throws(LedgerError) -> LedgerKeys.SubjectKey {
        try keys.current(for: subject)
    }
    func key(for subject: Tag, epoch: UInt32) throws(LedgerError) -> LedgerKeys.SubjectKey? {
        try keys.key(for: subject, epoch: epoch)
    }
    func synchronize() throws(LedgerError) {}
    func destroy(_ tombstone: LedgerKeys.Tombstone) throws(LedgerError) -> Int {
        throw LedgerError(.log, "the disk failed")
    }
    func tombstones() throws(LedgerError) -> [Tag: LedgerKeys.Tombstone] { try keys.tombstones() }
    func blindSecrets() throws(LedgerError) -> [[UInt8]] { try keys.blindSecrets() }
}
