import CaseLedger
import CaseLedgerTesting
import Foundation
import SegmentLog
import Testing
import ToolTesting

/// What somebody does who has read the README and the articles, and nothing else: allotment gardens
/// on a ledger of their own, a rule broken, an event proven to somebody who trusts nobody.
@Suite struct StrangerTests {
    // MARK: - The domain, as *Your first ledger* and *Personal data and erasure* teach

    struct PlotLaidOut: Payload {
        static let type: EventType = "plot.laid-out"
        var plot = ""
        var squareMetres: UInt64 = 0
        mutating func fields(_ visit: inout some FieldVisitor) throws(CodecError) {
            try visit.field(1, "plot", &plot)
            try visit.field(2, "squareMetres", &squareMetres)
        }
        func tag(_ tags: inout TagSet) { tags.found(Tag("plot", plot)) }
    }

    struct PlotLeased: Payload {
        static let type: EventType = "plot.leased"
        var plot = "", gardener = ""
        var name: Personal = ""
        var rent = Money.zero
        mutating func fields(_ visit: inout some FieldVisitor) throws(CodecError) {
            try visit.field(1, "plot", &plot)
            try visit.field(2, "gardener", &gardener)
            try visit.sealed(3, "name", &name, of: Tag("gardener", gardener))
            try visit.field(4, "rent", &rent)
        }
        func tag(_ tags: inout TagSet) {
            tags.about(Tag("plot", plot))
            tags.about(Tag("gardener", gardener))
        }
    }

    struct PlotGivenUp: Payload {
        static let type: EventType = "plot.given-up"
        var plot = "", gardener = ""
        mutating func fields(_ visit: inout some FieldVisitor) throws(CodecError) {
            try visit.field(1, "plot", &plot)
            try visit.field(2, "gardener", &gardener)
        }
        func tag(_ tags: inout TagSet) {
            tags.about(Tag("plot", plot))
            tags.about(Tag("gardener", gardener))
        }
    }

    static let events: EventCatalog = [PlotLaidOut.self, PlotLeased.self, PlotGivenUp.self]

    // MARK: - The rules, as *Projections* and *Decisions and conditions* teach

    struct Leases: Projection, Equatable {
        var gardener: [String: String] = [:]
        static func handle(_ on: inout Handlers<Leases>) {
            on(PlotLeased.self) { leases, _, event in leases.gardener[event.plot] = event.gardener }
            on(PlotGivenUp.self) { leases, _, event in leases.gardener[event.plot] = nil }
        }
    }

    /// A plot has one gardener, and a gardener one plot.
    struct LeasePlot: Decision {
        let plot, gardener: String
        let name: Personal
        static let roles: Set<Role> = ["warden"]
        var reads: Query { [Tag("plot", plot), Tag("gardener", gardener)] }
        func decide(_ leases: Leases, _: DecisionContext) throws(RuleViolation) -> [NewEvent] {
            guard leases.gardener[plot] == nil else {
                throw RuleViolation("G1", "The plot is taken.", advice: "Offer another one.")
            }
            guard !leases.gardener.values.contains(gardener) else {
                throw RuleViolation(
                    "G2", "The gardener has a plot.", advice: "One must be given up.")
            }
            return [
                NewEvent(
                    PlotLeased(
                        plot: plot, gardener: gardener, name: name, rent: Money(yuan: 120)))
            ]
        }
    }

    let warden = Actor("s.okafor", role: "warden", unit: "site:riverside")

    @Test func theRulesHoldInScenarios() async throws {
        let laidOut = Given(
            PlotLaidOut(plot: "P-1", squareMetres: 200), PlotLaidOut(plot: "P-2"), in: Self.events)
        let leased =
            try await laidOut
            .when(LeasePlot(plot: "P-1", gardener: "G-1", name: "Ada"), by: warden)
            .then(
                PlotLeased(plot: "P-1", gardener: "G-1", name: "Ada", rent: Money(yuan: 120)))
        try await leased.then(Leases(gardener: ["P-1": "G-1"]))
        try await leased.when(LeasePlot(plot: "P-1", gardener: "G-2", name: "Bo"), by: warden)
            .thenRefused(rule: "G1")
        try await leased.when(LeasePlot(plot: "P-2", gardener: "G-1", name: "Ada"), by: warden)
            .thenRefused(rule: "G2")
        try await leased.and(PlotGivenUp(plot: "P-1", gardener: "G-1"))
            .when(LeasePlot(plot: "P-2", gardener: "G-1", name: "Ada"), by: warden)
            .then(
                PlotLeased(plot: "P-2", gardener: "G-1", name: "Ada", rent: Money(yuan: 120)))
        try await laidOut.when(LeasePlot(plot: "P-9", gardener: "G-1", name: "Ada"), by: warden)
            .thenFails(.unknownReference)
    }

    // MARK: - The tour, as *Auditing a ledger without trusting it* teaches

    @Test func aStrangerKeepsBreaksAndProves() async throws {
        let office = URL(filePath: temporaryPath())
        let outside = URL(filePath: temporaryPath())
        for folder in [office.appending(path: "signing"), outside] {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        }
        defer {
            try? FileManager.default.removeItem(at: office)
            try? FileManager.default.removeItem(at: outside)
        }

        // Embed it.
        let keys = office.appending(path: "gardens.keys").path
        try FileKeyStore.create(at: keys)
        let ledger = try Ledger.open(
            at: office.appending(path: "gardens").path, events: Self.events, as: .foundingIfNew,
            LedgerOptions(keys: .directory(keys)))
        try await ledger.record(PlotLaidOut(plot: "P-1", squareMetres: 200), by: warden)
        let receipt = try await ledger.perform(
            LeasePlot(plot: "P-1", gardener: "G-1", name: "Ada Lovelace"), by: warden)
        #expect(receipt.positions == [1])

        // Break a rule, and catch the error.
        do {
            try await ledger.perform(
                LeasePlot(plot: "P-1", gardener: "G-2", name: "Bo"), by: warden)
            Issue.record("two gardeners have one plot")
        } catch {
            #expect(error.code == .refused)
            #expect(error.violation?.rule == "G1")
            #expect(error.message == "[G1] The plot is taken. Offer another one.")
        }
        #expect(ledger.size == 2)

        // Prove the lease to somebody who holds a file and a key, and nothing else.
        let signer = try LogSigner.create(
            "gardens.key", origin: "riverside.example/gardens",
            in: FileStorage(directory: office.appending(path: "signing").path))
        let proof = try ledger.proof(of: receipt.positions[0], signedBy: signer)
        let file = outside.appending(path: "lease.tlog-proof")
        try Data(proof.encoded).write(to: file)
        let vkey = "\(signer.key.verifier)"
        try ledger.close()
        try FileManager.default.removeItem(at: office)

        #expect(
            try Self.thirdParty(Array(Data(contentsOf: file)), vkey)
                == "s.okafor (warden, site:riverside) plot.leased/1 plot:P-1 gardener:G-1")
        let entry = try #require(proof.extra)
        #expect(entry.contains("G-1".utf8) && !entry.contains("Lovelace".utf8))
        let shell = try Shell(in: outside, ["VKEY": vkey])
        let verified = try await shell.run(
            "fiveones verify-proof lease.tlog-proof --verifier $VKEY")
        #expect(verified.exit == 0)
        #expect(
            verified.output.hasPrefix("proved  position 1 of riverside.example/gardens, size 2"))

        // A changed proof is refused, whichever byte it is; so is another office's key.
        let bytes = proof.encoded
        for index in bytes.indices {
            var forged = bytes
            forged[index] ^= 1
            #expect(throws: LogError.self, "byte \(index)") {
                try Self.thirdParty(forged, vkey)
            }
        }
        let other = "\(try SigningKey(name: "riverside.example/gardens").verifier)"
        let error = #expect(throws: LogError.self) { try Self.thirdParty(bytes, other) }
        #expect(error?.code == .unverified)
        var forged = bytes
        forged[bytes.count / 2] ^= 1
        try Data(forged).write(to: file)
        #expect(
            try await shell.run("fiveones verify-proof lease.tlog-proof --verifier $VKEY").exit
                == 65)
    }

    /// What an outsider makes of a proof; the event types are not known there.
    private static func thirdParty(_ file: [UInt8], _ vkey: String) throws -> String {
        let event = try RecordedEvent(provenBy: LogProof(file), of: VerifierKey(vkey))
        let subjects = event.tags.filter { !["actor", "unit"].contains($0.kind) }
        return "\(event.actor.id) (\(event.actor.role), \(event.actor.unit)) \(event.type) "
            + subjects.map(\.text).joined(separator: " ")
    }
}
