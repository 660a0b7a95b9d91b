import CaseExchange
import CaseLedger
import Crypto
import Foundation
import SegmentLog
import SegmentLogTesting
import Testing

/// What another ledger decided does nothing to the keys, holds and files of this one.
///
/// Older versions took such events in by import, so that they may be on record; adoption stands for
/// that here.
@Suite struct ElsewhereTests {
    private let person = Tag("patient", "P-1")

    private func adopt(_ payload: some Payload, into ledger: Ledger) async throws {
        var draft = Draft(
            NewEvent(payload), by: doctor,
            attestation: Attestation(importer: "importer", source: "the other clinic"))
        draft.isAdopted = true
        guard case .recorded = try ledger.admit([draft])[0] else { throw LedgerError(.log, "") }
        try await ledger.synced()
    }

    private func erasure(_ ground: String) -> SubjectErased {
        SubjectErased {
            $0.subject = person.text
            $0.ground = ground
        }
    }

    private func names(_ ledger: Ledger) throws -> [Disclosure.Opened] {
        let view = try ledger.view(Patients.self)
        return try ledger.disclose(to: doctor, for: .treatment, view: "list") { open in
            try ["P-1", "P-2"].map { try open(view.names[$0] ?? "") }
        }
    }

    /// An imported erasure destroyed the keys at the next opening, legal hold or not.
    @Test func anErasureElsewhereDestroysNoKey() async throws {
        let clinic = try Clinic()
        var ledger = try clinic.open()
        try await admit(invented, to: ledger)
        try await adopt(erasure("in the other clinic"), into: ledger)
        try ledger.close()
        ledger = try clinic.open()
        #expect(try names(ledger) == [.text("欧阳测试"), .text("Sample Person")])
        // An erasure here is still to be recorded.
        let before = ledger.size
        let erasure = try await ledger.erase([person], ground: "request", by: doctor)
        #expect(erasure.keysDestroyed == 1)
        #expect(erasure.positions.allSatisfy { $0 >= before })
        #expect(try names(ledger) == [.erased, .text("Sample Person")])
        try ledger.close()
    }

    @Test func anEndOfAHoldElsewhereEndsNoneHere() async throws {
        let clinic = try Clinic()
        let ledger = try clinic.open()
        try await admit(invented, to: ledger)
        try await ledger.record(HoldPlaced(person, ground: "court 17"), by: doctor)
        try await adopt(HoldLifted(person, reason: "the other court"), into: ledger)
        let error = await #expect(throws: LedgerError.self) {
            try await ledger.erase([person], ground: "request", by: doctor)
        }
        #expect(error?.violation?.rule == "P2")
        try await ledger.record(HoldLifted(person, reason: "case closed"), by: doctor)
        _ = try await ledger.erase([person], ground: "request", by: doctor)
        try ledger.close()
    }

    /// A registered file that was no export made every erasure fail after it had destroyed the keys.
    @Test func anErasureRewritesOnlyWhatThisLedgerWrote() async throws {
        let clinic = try Clinic()
        let ledger = try clinic.open()
        try await admit(invented, to: ledger)
        var lines: [UInt8] = []
        try ledger.disclose(to: doctor, for: .treatment, view: "export") { open in
            try ledger.history { event in
                let json = try CloudEvents.json(event, source: "clinic", opening: open)
                lines += JSONWriter.compact(json) + [0x0A]
            }
        }
        let foreign = String(decoding: lines, as: UTF8.self).replacing(
            EventID.named("0", in: "test").description, with: EventID.next().description)
        let files = [
            ("ours", lines), ("elsewhere", lines), ("foreign", Array(foreign.utf8)),
            ("note", Array("a note\n".utf8)),
        ].map { (clinic.root + "/" + $0.0, $0.1) }
        for (path, bytes) in files {
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            let digest = Array(SHA256.hash(data: bytes))
            if path.hasSuffix("elsewhere") {
                var made = ExportMade()
                made.file = path
                made.digest = digest
                try await adopt(made, into: ledger)
            } else {
                try ledger.registerExport(
                    file: path, digest: digest, for: .treatment, about: [], by: doctor)
            }
        }
        try await ledger.synced()
        let erasure = try await ledger.erase([person], ground: "request", by: doctor)
        for (path, bytes) in files.dropFirst() {
            #expect(FileManager.default.contents(atPath: path) == Data(bytes), "\(path)")
            #expect(
                erasure.text.split(separator: "\n").contains {
                    $0.contains(" not rewritten: ") && $0.hasSuffix(": \(path)")
                }, "\(path)")
        }
        let ours = try #require(FileManager.default.contents(atPath: files[0].0))
        #expect(Array(ours).firstRange(of: Array("欧阳测试".utf8)) == nil)
        // Doing it again changes nothing and fails no more.
        _ = try await ledger.erase([person], ground: "request", by: doctor)
        try ledger.close()
    }

    /// A role and an erasure lay in the folder of readings, and were taken in as decided here.
    @Test func nothingButReadingsIsTakenInFromTheirFolder() async throws {
        let clinic = try Clinic()
        var ledger = try clinic.open()
        try await admit(invented, to: ledger)
        try ledger.close()
        let reader = try clinic.open(.reading)
        #expect(try names(reader).count == 2)
        let spool = clinic.directory + "/accesses"
        let own = "00000000000000000001"
        var envelope = try WireDecoder.decode(
            Envelope.self,
            from: [UInt8](try #require(FileManager.default.contents(atPath: "\(spool)/\(own)"))))
        envelope.evidence = []
        func leave(_ id: EventID, _ payload: some Payload) throws {
            envelope.id = id.bytes
            envelope.type = type(of: payload).type.name
            envelope.payload = try WireEncoder.encode(payload)
            try Data(try WireEncoder.encode(envelope)).write(
                to: URL(fileURLWithPath: "\(spool)/\(id)"))
        }
        let ids = [EventID.next(), .next(), .named("1", in: "test"), .next()]
        try leave(ids[0], erasure("spool"))
        try leave(ids[1], PatientJoined("P-3", name: "somebody"))
        // An event of this name is on record, and says something else.
        try leave(ids[2], PersonalAccessed())
        // It would take more than an entry holds.
        try leave(ids[3], PersonalAccessed { $0.view = String(repeating: "x", count: 70_000) })
        try Data("junk".utf8).write(to: URL(fileURLWithPath: "\(spool)/\(EventID.next())"))
        try Data("junk".utf8).write(to: URL(fileURLWithPath: "\(spool)/junk"))
        try FileManager.default.createDirectory(
            atPath: "\(spool)/folder", withIntermediateDirectories: true)
        let strays = try reader.strayAccesses()
        #expect(strays.count == 7)
        #expect(ids.allSatisfy { strays.contains("accesses/\($0)") })
        ledger = try clinic.open()
        try await ledger.synced()
        #expect(ledger.size == 5)
        #expect(try names(ledger) == [.text("欧阳测试"), .text("Sample Person")])
        _ = try await ledger.erase([Tag("patient", "P-2")], ground: "request", by: doctor)
        try ledger.close()
        #expect(try clinic.open(.reading).strayAccesses() == strays)
    }
}
