import CaseLedger
import Foundation
import SegmentLogTesting
import Synchronization
import Testing

/// An erasure is two people's act, of which both see beforehand what it comes to.
@Suite struct ErasureProposalTests {
    private final class Clock: Sendable {
        private let time = Mutex(Instant("2025-03-10T09:00:00+08:00"))
        var now: Instant { time.withLock { $0 ?? Instant(microseconds: 0) } }
        func pass(days: Int64) {
            time.withLock {
                $0 = $0.map { Instant(microseconds: $0.microseconds + days * 86_400_000_000) }
            }
        }
    }

    private let clock = Clock()
    private let person = Tag("patient", "P-1")
    private let founder = Actor("he.min", role: .authorityKeeper, unit: "clinic")

    /// A clinic with two patients, whose authority was founded.
    private func clinic() async throws -> Ledger {
        let ledger = try Ledger.open(
            in: MemoryStorage(), events: .clinic, as: .founding,
            LedgerOptions(keys: .inMemory(), clock: { [clock] in clock.now }))
        try await admit(invented, to: ledger)
        let founding = AuthorityFounded(founder: "he.min", unit: "clinic", ground: "statute 1")
        try await ledger.perform(Authority.Record(founding), by: founder)
        for holder in ["dr.gao", "dr.lin", "dr.bai"] {
            let grant = RoleGranted {
                $0.holder = holder
                $0.role = "doctor"
                $0.unit = "clinic"
                $0.from = Day(2025, 1, 1) ?? .blank
                $0.ground = "letter"
            }
            try await ledger.perform(Authority.Record(grant), by: founder)
        }
        return ledger
    }

    private func physician(_ name: String) -> Actor { Actor(name, role: "doctor", unit: "clinic") }

    private func letStandIn(_ one: String, _ other: String, in ledger: Ledger) async throws {
        let delegation = RoleDelegated {
            $0.delegator = one
            $0.delegate = other
            $0.role = "doctor"
            $0.unit = "clinic"
            $0.from = Day(2025, 3, 1) ?? .blank
            $0.through = Day(2025, 3, 31) ?? .blank
            $0.ground = "holiday"
        }
        try await ledger.perform(Authority.Record(delegation), by: physician(one))
    }

    private func rule(_ body: () async throws -> Void) async -> String? {
        do { try await body() } catch { return (error as? LedgerError)?.violation?.rule ?? "?" }
        return nil
    }

    @Test func onePersonErasesNobody() async throws {
        let ledger = try await clinic()
        #expect(
            await rule {
                _ = try await ledger.erase([person], ground: "request", by: physician("dr.gao"))
            } == "P3")
        let position = try await ledger.proposeErasure(
            of: [person], ground: "request", by: physician("dr.gao"))
        try await letStandIn("dr.gao", "dr.bai", in: ledger)
        for name in ["dr.gao", "dr.bai"] {
            #expect(
                await rule {
                    _ = try await ledger.erase(approving: position, by: physician(name))
                } == "P3", "\(name)")
        }
        #expect(try ledger.previewErasure(of: [person]).parts[0].isErased == false)
        let erasure = try await ledger.erase(approving: position, by: physician("dr.lin"))
        #expect(erasure.keysDestroyed == 1 && erasure.ground == "request")
        #expect(erasure.proposal?.actor.id == "dr.gao" && erasure.actor.id == "dr.lin")
        #expect(erasure.text.contains("proposed \(position) by dr.gao doctor clinic\n"))
        #expect(try ledger.previewErasure(of: [person]).parts[0].isErased)
        let again = try await ledger.erase(approving: position, by: physician("dr.lin"))
        #expect(again.positions == erasure.positions && again.keysDestroyed == 0)
    }

    @Test func whoLetsTheProposerStandInIsNobodyElse() async throws {
        let ledger = try await clinic()
        try await letStandIn("dr.gao", "dr.bai", in: ledger)
        let position = try await ledger.proposeErasure(
            of: [person], ground: "request", by: physician("dr.bai"))
        #expect(
            await rule {
                _ = try await ledger.erase(approving: position, by: physician("dr.gao"))
            } == "P3")
    }

    @Test func aProposalLapsesAndAHoldStandsInTheWay() async throws {
        let ledger = try await clinic()
        let first = try await ledger.proposeErasure(
            of: [person], ground: "request", by: physician("dr.gao"))
        clock.pass(days: Int64(Erasure.proposalDays))
        try await ledger.record(HoldPlaced(person, ground: "case 7"), by: physician("dr.lin"))
        #expect(
            await rule {
                _ = try await ledger.erase(approving: first, by: physician("dr.lin"))
            } == "P2")
        #expect(
            await rule {
                _ = try await ledger.proposeErasure(
                    of: [person], ground: "request", by: physician("dr.gao"))
            } == "P2")
        #expect(try ledger.previewErasure(of: [person]).isFree == false)
        try await ledger.record(HoldLifted(person, reason: "settled"), by: physician("dr.lin"))
        clock.pass(days: 1)
        #expect(
            await rule {
                _ = try await ledger.erase(approving: first, by: physician("dr.lin"))
            } == "P3")
        let second = try await ledger.proposeErasure(
            of: [person], ground: "request", by: physician("dr.gao"))
        _ = try await ledger.erase(approving: second, by: physician("dr.lin"))
        for position in [0, second + 1, ledger.size + 7] {
            let error = #expect(throws: LedgerError.self) {
                try ledger.erasureProposal(at: position)
            }
            #expect(error?.code == .notFound)
        }
    }

    @Test func thePreviewIsWhatTheErasureComesTo() async throws {
        let clinic = try Clinic()
        let ledger = try clinic.open()
        try await admit(invented, to: ledger)
        let file = clinic.root + "/export.jsonl"
        try Data("x".utf8).write(to: URL(fileURLWithPath: file))
        var digest = ExportDigest()
        digest.add(Array("x".utf8))
        /// What an export is narrowed to, whether it shows the person, whether it is in reach.
        let exports: [(file: String, about: [Tag], shows: Bool)] = [
            ("", [], true), (file, [person], true),
            ("/nowhere/other", [Tag("patient", "P-2")], false),
            ("/nowhere/unit", [.unit("clinic:east")], true),
            ("/nowhere/both", [person, Tag("patient", "P-2")], false),
        ]
        for export in exports {
            try ledger.registerExport(
                file: export.file, digest: digest.bytes, for: .treatment, about: export.about,
                by: doctor)
        }
        try await ledger.synced()
        let size = ledger.size
        let preview = try ledger.previewErasure(of: [person])
        #expect(ledger.size == size && preview.isFree)
        #expect(preview.exports.map(\.file) == exports.filter(\.shows).map(\.file))
        #expect(preview.exports.filter(\.isInReach).map(\.file) == [file])
        // What is recorded of somebody after an export is not in it.
        try await admit(
            [PatientJoined("P-3", name: "Late", number: "")], to: ledger, source: "late")
        #expect(try ledger.previewErasure(of: [Tag("patient", "P-3")]).exports.isEmpty)
        let erasure = try await ledger.erase([person], ground: "request", by: doctor)
        #expect(erasure.fields == preview.parts[0].fields && erasure.fields == 3)
        #expect(erasure.entries == preview.parts[0].entries)
        #expect(Set(erasure.exports.map(\.file)) == Set(preview.exports.map(\.file)))
        #expect(!erasure.text.contains("/nowhere/other"))
        try ledger.close()
    }

    @Test func theTestOfANumberLeavesAReadingAndFindsNobodyWhoWasErased() async throws {
        let ledger = try Ledger.open(
            in: MemoryStorage(), events: .clinic, as: .founding,
            LedgerOptions(keys: .inMemory(), clock: { [clock] in clock.now }))
        try await admit(invented, to: ledger)
        func enrol(_ patient: String) async -> LedgerError? {
            do throws(LedgerError) {
                try await ledger.record(
                    PatientJoined(patient, name: "x", number: "11010519491231002X"), by: visitor)
            } catch { return error }
            return nil
        }
        let size = ledger.size
        let told = await enrol("P-8")
        #expect(told?.violation?.rule == "I3")
        #expect(ledger.size == size + 1)
        var readings: [PersonalAccessed.Reading] = []
        try ledger.accesses(to: person) { readings.append($0) }
        #expect(readings.map(\.reader) == [visitor])
        #expect(readings.first?.said.view == "identity-check")
        // One that is refused for another reason is told nothing, so it cannot test in silence.
        let large = await #expect(throws: LedgerError.self) {
            try await ledger.record(
                PatientJoined(
                    "P-8", name: Personal(String(repeating: "x", count: 70_000)),
                    number: "11010519491231002X"), by: visitor)
        }
        #expect(large?.code == .tooLarge)
        _ = try await ledger.erase([person], ground: "request", by: doctor)
        #expect(await enrol("P-8") == nil)
        #expect(await enrol("P-9")?.violation?.rule == "I3", "P-8 has it now")
    }
}
