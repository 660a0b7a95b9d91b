import CaseLedger
import Foundation
import SegmentLog
import SegmentLogTesting
import Testing

@Suite struct DisclosureTests {
    private func read(_ ledger: Ledger, by reader: Actor = doctor) throws -> [String?] {
        let view = try ledger.view(Patients.self)
        return try ledger.disclose(to: reader, for: .treatment, view: "list") { open in
            try view.names.sorted { $0.key < $1.key }.map { try open($0.value).text }
        }
    }

    private func accesses(_ ledger: Ledger, to subject: Tag? = nil) throws -> [PersonalAccessed
        .Reading]
    {
        var found: [PersonalAccessed.Reading] = []
        try ledger.accesses(to: subject) { found.append($0) }
        return found
    }

    @Test func aReaderWithoutTheRoleIsRefusedAndSeesNothing() async throws {
        let ledger = try Ledger.open(
            in: MemoryStorage(), events: .clinic, as: .founding,
            LedgerOptions(keys: .inMemory()))
        try await admit(invented, to: ledger)
        let error = #expect(throws: LedgerError.self) { try read(ledger, by: visitor) }
        #expect(error?.violation?.rule == "P1")
        try await ledger.synced()
        let access = try #require(try accesses(ledger).first)
        #expect(access.said.outcome == .refused && access.reader == visitor)
        #expect(
            access.said.subjects == [PersonalAccessed.Subject(subject: "patient:P-1", fields: 0)])
        #expect(ledger.size == 5)
    }

    @Test func everyReadingIsOnRecordAndTheSubjectsOwnHistoryUnchanged() async throws {
        let ledger = try Ledger.open(
            in: MemoryStorage(), events: .clinic, as: .founding,
            LedgerOptions(keys: .inMemory()))
        try await admit(invented, to: ledger)
        #expect(try read(ledger) == ["欧阳测试", "Sample Person"])
        try await ledger.synced()
        #expect(ledger.size == 5)
        let access = try #require(try accesses(ledger, to: Tag("patient", "P-1")).first)
        #expect(access.position == 4)
        #expect(access.reader == doctor)
        #expect(access.said.purpose == "treatment")
        #expect(access.said.ground == "contract of treatment")
        #expect(access.said.subjects.map(\.subject) == ["patient:P-1", "patient:P-2"])
        #expect(access.said.subjects.map(\.fields) == [1, 1])
        var own: [UInt64] = []
        try ledger.history(of: .tag(Tag("patient", "P-1"))) { own.append($0.position) }
        #expect(own == [0, 2])
    }

    @Test func whatWasOpenedBeforeAFailureIsOnRecordToo() async throws {
        struct Stop: Error {}
        let ledger = try Ledger.open(
            in: MemoryStorage(), events: .clinic, as: .founding,
            LedgerOptions(keys: .inMemory()))
        try await admit(invented, to: ledger)
        let view = try ledger.view(Patients.self)
        #expect(throws: Stop.self) {
            try ledger.disclose(to: doctor, for: .treatment, view: "list") { open in
                _ = try open(view.names["P-2"] ?? "")
                throw Stop()
            }
        }
        try await ledger.synced(through: 5)
        #expect(try accesses(ledger).map { $0.said.subjects.map(\.subject) } == [["patient:P-2"]])
        #expect(try accesses(ledger).map(\.said.outcome) == [.failed])
    }

    @Test func aProcessThatOnlyReadsLeavesItsAccessForTheNextThatRecords() async throws {
        let clinic = try Clinic()
        var ledger = try clinic.open()
        try await admit(invented, to: ledger)
        try ledger.close()
        let reader = try clinic.open(.reading)
        #expect(try read(reader).count == 2)
        #expect(try read(reader).count == 2)
        #expect(reader.size == 4)
        #expect(try accesses(reader).map(\.position) == [nil, nil])
        // It waits, is taken in once, and the files go when it is synced.
        ledger = try clinic.open()
        try await ledger.synced(through: 6)
        #expect(try accesses(ledger).count == 2)
        try ledger.close()
        let spool = clinic.directory + "/accesses"
        #expect(try FileManager.default.contentsOfDirectory(atPath: spool) == ["head"])
        ledger = try clinic.open()
        #expect(ledger.size == 6)
        #expect(try accesses(ledger).map(\.position) == [4, 5])
        try ledger.close()
    }

    @Test func anAccessTakenInTwiceIsRecordedOnce() async throws {
        let clinic = try Clinic()
        var ledger = try clinic.open()
        try await admit(invented, to: ledger)
        try ledger.close()
        _ = try read(try clinic.open(.reading))
        let spool = clinic.directory + "/accesses"
        let name = "00000000000000000001"
        let kept = try #require(FileManager.default.contents(atPath: "\(spool)/\(name)"))
        try clinic.open().close()
        try kept.write(to: URL(fileURLWithPath: "\(spool)/\(name)"))
        ledger = try clinic.open()
        #expect(ledger.size == 5)
        try ledger.close()
    }

    @Test func whereTheAccessCannotBeRecordedNothingIsDisclosed() async throws {
        let clinic = try Clinic()
        let ledger = try clinic.open()
        try await admit(invented, to: ledger)
        try ledger.close()
        let reader = try clinic.open(.reading)
        // A file stands where the folder of accesses would be made.
        try Data().write(to: URL(fileURLWithPath: clinic.directory + "/accesses"))
        let error = #expect(throws: LedgerError.self) { try read(reader) }
        #expect(error?.code == .refused)
    }

    @Test func noErrorHoldsPersonalData() async throws {
        let keys = MemoryKeyStore()
        let storage = MemoryStorage()
        let ledger = try Ledger.open(
            in: storage, events: .clinic, as: .founding,
            LedgerOptions(keys: .store(keys)))
        try await admit(invented, to: ledger)
        let id = EventID.named("0", in: "test")
        let secret = PatientJoined("P-1", name: "绝密姓名", number: "110-105 19491231002x")
        let bare = try Ledger.open(in: MemoryStorage(), events: .clinic, as: .founding)
        let view = try ledger.view(Patients.self)
        var errors: [String] = []
        func collect(_ body: () async throws -> Void) async {
            do {
                try await body()
                Issue.record("it was not refused")
            } catch { errors.append("\(error)") }
        }
        await collect { try await ledger.record(secret, by: doctor, id: id) }
        await collect { try await bare.record(secret, by: doctor) }
        await collect {
            try await ledger.record(
                PatientJoined("P-3", name: "绝密姓名", number: "11010519491231002X"), by: doctor)
        }
        await collect {
            try ledger.disclose(to: visitor, for: .treatment, view: "x") { open in
                _ = try open(view.names["P-1"] ?? "")
            }
        }
        _ = try await ledger.erase([Tag("patient", "P-1")], ground: "request", by: doctor)
        await collect {
            try await ledger.record(
                VisitPaid("P-1", note: "绝密病情", fee: Money(yuan: 1)), by: doctor)
        }
        for error in errors {
            for text in ["绝密", "欧阳", "110105", "110-105", "膝盖", "1949"] {
                #expect(!error.contains(text), "\(error)")
            }
        }
        #expect(errors.count == 5)
    }
}

@Suite struct BlindIndexTests {
    @Test func theSamePersonTwiceIsRefusedLiveWithoutAnybodyReadingIt() async throws {
        let keys = MemoryKeyStore()
        let ledger = try Ledger.open(
            in: MemoryStorage(), events: .clinic, as: .founding,
            LedgerOptions(keys: .store(keys)))
        try await admit(invented, to: ledger)
        keys.rotateBlindSecret()
        for number in ["11010519491231002X", "11010519491231002x", "１１０１０５ 19491231 002Ｘ"] {
            let error = await #expect(throws: LedgerError.self) {
                try await ledger.record(
                    PatientJoined("P-7", name: "又一人", number: "\(number)"), by: doctor)
            }
            #expect(error?.violation?.rule == "I3")
            #expect(error?.message.contains("patient:P-1") == true)
        }
        try await ledger.record(
            PatientJoined("P-7", name: "又一人", number: "110105194912310038"), by: doctor)
        // And the readings that the three refusals were.
        #expect(ledger.size == 8)
    }

    @Test func anImportIsRecordedAllTheSameAndFoundByItsTag() async throws {
        let ledger = try Ledger.open(
            in: MemoryStorage(), events: .clinic, as: .founding,
            LedgerOptions(keys: .inMemory()))
        try await admit(invented, to: ledger)
        try await admit(
            [PatientJoined("P-7", name: "又一人", number: "11010519491231002X")], to: ledger,
            source: "another")
        try await ledger.synced(through: 5)
        func blind(_ position: UInt64) throws -> [Tag] {
            try ledger.event(at: position).tags.filter { $0.kind == "blind" }
        }
        #expect(try blind(0) == blind(4))
        #expect(try blind(0) != blind(1))
        #expect(try blind(0).count == 1)
    }

    @Test func theTagsOfTwoLedgersCannotBeLinked() async throws {
        var tags: [[Tag]] = []
        for _ in 0..<2 {
            let ledger = try Ledger.open(
                in: MemoryStorage(), events: .clinic, as: .founding,
                LedgerOptions(keys: .inMemory()))
            try await admit(invented, to: ledger)
            tags.append(try ledger.event(at: 0).tags.filter { $0.kind == "blind" })
        }
        #expect(tags[0] != tags[1])
    }
}
