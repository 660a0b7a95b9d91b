import CaseLedger
import CaseLedgerTesting
import Foundation
import SegmentLog
import SegmentLogTesting
import Testing

@Suite struct SealingTests {
    private func ledger(_ keys: LedgerKeys = .inMemory(), in storage: MemoryStorage = .init())
        async throws -> Ledger
    {
        let ledger = try Ledger.open(
            in: storage, events: .clinic, as: .founding, LedgerOptions(keys: keys))
        try await admit(invented, to: ledger)
        return ledger
    }

    @Test func whatIsSealedStaysSealedAndOpensForAPurpose() async throws {
        let storage = MemoryStorage()
        let ledger = try await ledger(in: storage)
        let view = try ledger.view(Patients.self)
        #expect(view.names["P-1"]?.text == nil)
        #expect(view.names["P-1"]?.isBlank == false)
        #expect(view.fees == Money(yuan: 50))
        let names = try ledger.disclose(to: doctor, for: .treatment, view: "list") { open in
            try ["P-1", "P-2"].map { try open(view.names[$0] ?? "").text }
        }
        #expect(names == ["欧阳测试", "Sample Person"])
        let event = try ledger.event(at: 0)
        #expect(event.sentence(in: .english).hasSuffix("P-1 ••• joined"))
        #expect("\(try event.data())".contains("sealed"))
        #expect(!"\(try event.data())".contains("欧阳"))
        try ledger.close()
        let entries = try LogReader.open(in: storage)
        try entries.forEach(in: Position(0)..<Position(entries.size)) { _, entry in
            let text = String(decoding: entry, as: UTF8.self)
            for secret in ["欧阳", "Sample", "110105", "膝盖", "cough"] {
                #expect(!text.contains(secret))
            }
        }
    }

    @Test func withoutKeysTheRestIsRecordedAndPersonalDataRefused() async throws {
        let ledger = try Ledger.open(in: MemoryStorage(), events: .clinic, as: .founding)
        let error = await #expect(throws: LedgerError.self) {
            try await ledger.record(invented[0] as! PatientJoined, by: doctor)
        }
        #expect(error?.code == .keys)
        try await ledger.record(PatientJoined("P-3", name: ""), by: doctor)
        #expect(ledger.size == 1)
    }

    @Test func withoutKeysEverythingButPersonalDataIsRead() async throws {
        let storage = MemoryStorage()
        let first = try await ledger(in: storage)
        try first.close()
        let bare = try Ledger.open(in: storage, events: .clinic, as: .reading)
        let view = try bare.view(Patients.self)
        #expect(view.fees == Money(yuan: 50))
        let error = #expect(throws: LedgerError.self) {
            try bare.disclose(to: doctor, for: .treatment, view: "list") { open in
                try open(view.names["P-1"] ?? "")
            }
        }
        #expect(error?.code == .keys)
        #expect(error?.message.contains("without keys") == true)
    }

    @Test func theSameEventAgainChangesNothingAndOtherTextIsAnotherEvent() async throws {
        let keys = MemoryKeyStore()
        let storage = MemoryStorage()
        let ledger = try await ledger(.store(keys), in: storage)
        try await admit(invented, to: ledger)
        #expect(ledger.size == 4)
        keys.rotateSubjectKeys()
        try await admit(invented, to: ledger)
        #expect(ledger.size == 4)
        try ledger.close()
        let again = try Ledger.open(
            in: storage, events: .clinic, LedgerOptions(keys: .store(keys)))
        try await admit(invented, to: again)
        #expect(again.size == 4)
        let other = [PatientJoined("P-1", name: "别人", number: "11010519491231002X")]
        let error = await #expect(throws: LedgerError.self) { try await admit(other, to: again) }
        #expect(error?.code == .idTaken)
        #expect(error?.position == 0)
    }

    @Test func theSameTextOfTheSameFieldIsTheSameBytesAndOfAnotherEventIsNot() async throws {
        let keys = MemoryKeyStore()
        let (a, b) = (MemoryStorage(), MemoryStorage())
        let first = try await ledger(.store(keys), in: a)
        let note = PatientJoined("P-9", name: "同名")
        try await first.append([Draft(NewEvent(note, id: .named("x", in: "1")), by: doctor)])
        try await first.append([
            Draft(NewEvent(PatientJoined("P-8", name: "同名"), id: .named("y", in: "1")), by: doctor)
        ])
        let payloads = try (4...5).map { try first.event(at: $0).envelope.payload }
        #expect(payloads[0].suffix(20) != payloads[1].suffix(20))
        _ = b
    }

    @Test func keysOfAnotherLedgerAreRefused() async throws {
        let keys = MemoryKeyStore()
        _ = try await ledger(.store(keys))
        let error = #expect(throws: LedgerError.self) {
            try Ledger.open(
                in: MemoryStorage(), events: .clinic, as: .founding,
                LedgerOptions(keys: .store(keys)))
        }
        #expect(error?.code == .keys)
    }

    @Test func aCorrectionIsSealedTooAndItsTextOpens() async throws {
        let ledger = try await ledger()
        let target = try ledger.event(at: 0).id
        let correction = try EventCorrected(
            target, to: PatientJoined("P-1", name: "欧阳改名", number: "11010519491231002X"),
            reason: "name")
        try await ledger.record(correction, by: doctor)
        #expect(
            !String(decoding: try ledger.event(at: 4).envelope.payload, as: UTF8.self)
                .contains("改名"))
        let view = try ledger.view(Patients.self)
        let name = try ledger.disclose(to: doctor, for: .treatment, view: "list") { open in
            try open(view.names["P-1"] ?? "").text
        }
        #expect(name == "欧阳改名")
        let data = try ledger.disclose(to: doctor, for: .treatment, view: "event") { open in
            try ledger.event(at: 4).data(opening: open)
        }
        #expect(data["replacement"]?["name"] == "欧阳改名")
    }
}

/// What somebody who can write into the log may try.
@Suite struct TamperingTests {
    /// Appends a copy of entry 0 with another payload, past every check, and opens its name.
    private func opening(_ id: EventID?, _ change: (inout Envelope) throws -> Void) async throws
        -> LedgerError?
    {
        let (storage, keys) = (MemoryStorage(), MemoryKeyStore())
        let ledger = try Ledger.open(
            in: storage, events: .clinic, as: .founding,
            LedgerOptions(keys: .store(keys)))
        try await admit(invented, to: ledger)
        var envelope = try ledger.event(at: 0).envelope
        envelope.position = 4
        if let id { envelope.id = id.bytes }
        try change(&envelope)
        try ledger.close()
        let writer = try LogWriter.open(in: storage)
        _ = try writer.submit([try WireEncoder.encode(envelope)], at: Position(4))
        _ = try await writer.durable(through: Position(5))
        try writer.close()
        let reader = try Ledger.open(
            in: storage, events: .clinic, as: .reading,
            LedgerOptions(keys: .store(keys)))
        let event = try reader.event(at: 4)
        do {
            _ = try reader.disclose(to: doctor, for: .treatment, view: "event") { open in
                try event.data(opening: open)
            }
            return nil
        } catch let error as LedgerError { return error }
    }

    @Test func anUntouchedCopyOpens() async throws {
        #expect(try await opening(nil) { _ in } == nil)
    }

    @Test func anAlteredCiphertextIsNamedByPositionAndField() async throws {
        let error = try await opening(nil) { $0.payload[$0.payload.count - 1] ^= 1 }
        #expect(error?.code == .damaged)
        #expect(error?.message.contains("field 'number'") == true)
        #expect(error?.position != nil)
    }

    @Test func aCiphertextMovedToAnotherEventIsRefused() async throws {
        let error = try await opening(.named("other", in: "event")) { _ in }
        #expect(error?.code == .damaged)
        #expect(error?.message.contains("entry 4, field 'name'") == true)
    }

    @Test func aCiphertextMovedToAnotherFieldIsRefused() async throws {
        let error = try await opening(nil) { envelope in
            var payload = try WireDecoder.decode(PatientJoined.self, from: envelope.payload)
            payload.name = payload.number
            envelope.payload = try WireEncoder.encode(payload)
        }
        #expect(error?.code == .damaged)
        #expect(error?.message.contains("field 'name'") == true)
    }

    @Test func aCiphertextMovedToAnotherSubjectIsRefused() async throws {
        let error = try await opening(nil) { envelope in
            var payload = try WireDecoder.decode(PatientJoined.self, from: envelope.payload)
            payload.patient = "P-2"
            envelope.payload = try WireEncoder.encode(payload)
        }
        #expect(error?.code == .damaged)
    }
}
