import CaseLedger
import Foundation
import SegmentLog
import Testing

/// The article on personal data, run as it stands there.
@Suite struct PersonalDataArticle {
    // article: PersonalDataAndErasure
    struct PatientSeen: Payload {
        static let type: EventType = "patient.seen"
        var patient = ""
        var name: Personal = ""
        var fee = Money.zero
        mutating func fields(_ visit: inout some FieldVisitor) throws(CodecError) {
            try visit.field(1, "patient", &patient)
            try visit.sealed(2, "name", &name, of: Tag("patient", patient))
            try visit.field(3, "fee", &fee)
        }
        func tag(_ tags: inout TagSet) { tags.about(Tag("patient", patient)) }
    }
    // end article

    // swift-format-ignore
    @Test func theArticleDoesWhatItSays() async throws {
        let path = temporaryPath()
        defer {
            try? FileManager.default.removeItem(atPath: path)
            try? FileManager.default.removeItem(atPath: path + ".keys")
        }
        let console = Console()
        func print(_ items: Any...) { console.print(items) }
        let desk = Actor("li.na", role: "clerk", unit: "clinic:east")
        let doctor = Actor("dr.gao", role: "doctor", unit: "clinic:east")

        // article: PersonalDataAndErasure
        try FileKeyStore.create(at: path + ".keys")
        let ledger = try Ledger.open(
            at: path, events: [PatientSeen.self], as: .foundingIfNew,
            LedgerOptions(keys: .directory(path + ".keys")))
        try await ledger.record(PatientSeen(patient: "P-1", name: "Ada", fee: Money(yuan: 30)), by: desk)
        // end article

        // article: PersonalDataAndErasure
        let treatment = Purpose("treatment", "Treatment", ground: "contract of treatment", roles: ["doctor"])
        let name = try ledger.event(at: 0).payload(PatientSeen.self).name
        let shown = try ledger.disclose(to: doctor, for: treatment, view: "card") { open in
            try open(name).text ?? "erased"
        }
        print(shown)
        // end article

        // article: PersonalDataAndErasure
        let patient = Tag("patient", "P-1")
        try await ledger.record(HoldPlaced(patient, ground: "court order 17/2025"), by: desk)
        do { _ = try await ledger.erase([patient], ground: "PIPL article 47", by: desk) } catch {
            print(error.violation?.rule ?? "-", ledger.size)
        }
        try await ledger.record(HoldLifted(patient, reason: "case closed"), by: desk)
        // end article

        // article: PersonalDataAndErasure
        let erasure = try await ledger.erase(
            [Tag("patient", "P-1")], ground: "PIPL article 47", by: desk, kept: ["fees: tax law"])
        let certificate = try erasure.certificate(by: SigningKey(name: "clinic.example/erasures"))
        print(erasure.fields, "field in", erasure.entries, "entry")
        // end article

        #expect(console.lines == ["Ada", "P2 3", "1 field in 1 entry"])
        #expect(try ledger.hold(on: patient) == nil)
        #expect(certificate.text.contains("kept fees: tax law\n"))
        try ledger.close()
    }
}
