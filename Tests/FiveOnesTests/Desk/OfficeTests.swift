import FiveOnes
import Foundation
import Testing

/// An office on the disk: founded, recorded in, read, damaged, copied, proved.
@Suite struct OfficeTests {
    let directory = NSTemporaryDirectory() + "office-\(UUID().uuidString)"
    var office: Office { Office(at: directory + "/L") }
    static let officer = Actor("wang.li", role: .responsibleOfficer, unit: "station:S-nantou")

    init() throws {
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true)
    }

    func code(_ body: () async throws -> Void) async -> LedgerError.Code? {
        do { try await body() } catch { return (error as? LedgerError)?.code }
        return nil
    }

    func cause(_ body: () async throws -> Void) async -> LogError.Code? {
        do { try await body() } catch { return (error as? LedgerError)?.cause?.code }
        return nil
    }

    /// Founds the office and records some martyrs, whose names are sealed.
    func founded(martyrs: Int = 3) async throws -> Office {
        try await office.found()
        let ledger = try office.record()
        #expect(ledger.recovery?.isClean == true)
        for number in 0..<martyrs {
            try await record(MartyrID(rawValue: "MT-\(number)"), in: ledger)
        }
        try ledger.close()
        return office
    }

    func record(_ martyr: MartyrID, in ledger: Ledger) async throws {
        let event = MartyrRecorded {
            $0.martyr = martyr
            $0.name = "某烈士"
        }
        try await ledger.perform(
            Record(event), by: Actor("li.na", role: .districtStaff, unit: "district:nanshan"))
    }

    @Test func keysLieBesideTheLedgerUnlessTheyAreNamed() {
        #expect(Office(at: "/srv/L").keyPath == "/srv/L.keys")
        #expect(Office(at: "L//").keyPath == "L.keys")
        #expect(Office(at: "/srv/L", keys: "/k").keyPath == "/k")
    }

    @Test func whatIsFoundedIsRecordedInAndRead() async throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let office = try await founded()
        let reading = try office.read()
        #expect(reading.ledger.size == 3 && reading.unreadable.isEmpty && reading.mended.isEmpty)
        let name = try #require(reading.ledger.view(Registry.self).martyrs["MT-0"]?.name)
        #expect(name.text == nil, "without keys it stays sealed")
        let inspector = Actor("zhou.yan", role: .inspector, unit: "city:double-support")
        let shown = try office.read(disclosing: true).ledger.disclose(
            to: inspector, for: .audit, view: "test"
        ) { open in try open(name).text }
        #expect(shown == "某烈士")
        #expect(await cause { try await office.found() } == .alreadyExists)
    }

    @Test func aFounderKeepsTheAuthority() async throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let founding = AuthorityFounded(
            founder: "he.min", unit: "city:double-support", ground: "decree 1")
        try await office.found(by: founding)
        #expect(try office.read().ledger.view(Authority.self).founding?.holder == "he.min")
        let ledger = try office.record()
        #expect(await code { try await record("MT-1", in: ledger) } == .refused)
        try ledger.close()
    }

    @Test func whatIsNoLedgerIsNotOpened() async throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        #expect(await cause { _ = try office.read() } == .notALog)
        #expect(await cause { _ = try office.record() } == .notALog)
        #expect(await cause { _ = try office.verify() } == .notALog)
        try Data().write(to: URL(filePath: directory + "/file"))
        let file = Office(at: directory + "/file")
        #expect(await code { _ = try file.read() } == .notFound)
        #expect(await code { try await file.found() } == .notFound)
        #expect(await code { _ = try file.diagnose() } == .notFound)
        try await office.found()
        let keyless = Office(at: office.path, keys: directory + "/nowhere")
        #expect(await code { _ = try keyless.record() } == .keys)
    }

    @Test func damageIsFoundAndKeepsFromRecording() async throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let office = try await founded(martyrs: 40)
        #expect(try office.verify().isSound && office.diagnose().isSound)
        let segment = try #require(
            FileManager.default.contentsOfDirectory(atPath: office.path)
                .first { $0.hasSuffix(".lz4") })
        let url = URL(filePath: office.path + "/" + segment)
        var bytes = [UInt8](try Data(contentsOf: url))
        // Each batch begins a sector of its own.
        for sector in 1..<8 {
            for offset in 0..<400 { bytes[sector * 4096 + offset] ^= 0xFF }
        }
        try Data(bytes).write(to: url)
        #expect(try !office.verify().isSound && !office.diagnose().isSound)
        let reading = try office.read()
        #expect(!reading.unreadable.isEmpty || !reading.mended.isEmpty)
        #expect(await cause { _ = try office.record() } == .damaged)
    }

    @Test func aCopyIsSealedRestoredAnchoredAndProved() async throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let office = try await founded()
        #expect(try await office.seal(endingSegment: true).sealed.count == 1)
        let backup = directory + "/B"
        let head = try office.backUp(to: backup).head
        let copy = Office(at: directory + "/C", keys: office.keyPath)
        #expect(try copy.restore(from: backup).head == head)
        #expect(try copy.verify().root == head.root)
        // The same again has nothing left to do; over anything else it is refused.
        #expect(try copy.restore(from: backup).copied.isEmpty)
        try Data().write(to: URL(fileURLWithPath: copy.path + "/notes"))
        #expect(await cause { _ = try copy.restore(from: backup) } == .alreadyExists)
        try FileManager.default.removeItem(atPath: copy.path + "/notes")

        let signer = try LogSigner.create(
            "key", origin: "test/office", in: FileStorage(directory: directory))
        let ledger = try office.record()
        try await record("MT-9", in: ledger)
        try ledger.close()
        let prover = try office.prover()
        let signed = try signer.sign(prover)
        #expect(try office.anchoring(to: signed, office.verify()).state == .consistent)
        let behind = try copy.anchoring(to: signed, copy.verify())
        #expect(behind.state == .rolledBack && behind.window.isEmpty)
        let other = try copy.record()
        try await record("MT-X", in: other)
        try other.close()
        #expect(try copy.anchoring(to: signed, copy.verify()).state == .inconsistent)

        try prover.requireGrowth(from: signed.note)
        let proof = try prover.proof(of: 3, under: signed.note)
        let event = try RecordedEvent(
            provenBy: proof, of: signer.key.verifier, in: .fiveOnes)
        #expect(event.subject == .martyr("MT-9"))
        #expect(try prover.proof(of: 3, under: signed.note, withEntry: false).extra == nil)
    }
}
