import CaseLedger
import FiveOnes
import Testing
import ToolTesting

@testable import FiveOnesCLI

/// The tool beside a process that records; here, this one.
@Suite struct BesideWriterTests {
    private static let clerk = Actor("chen.jie", role: .districtStaff, unit: "district:nanshan")

    @Test func othersReadWhileOneRecordsAndAreToldToWait() async throws {
        let scratch = try Scratch()
        let path = scratch.path("L")
        let ledger = try Ledger.open(at: path, events: .fiveOnes, as: .founding)
        try FileKeyStore.create(at: path + ".keys")
        try await ledger.append([
            Draft(
                NewEvent(
                    FamilyEnrolled {
                        $0.family = "F-1"
                        $0.area = "nanshan/nantou"
                    }), by: Self.clerk)
        ])
        let family = try await Tool.run("family", path, "F-1")
        #expect(family.exit == 0, "\(family.errors)")
        #expect(try await Tool.run("verify", path).exit == 0)

        let record = try await Tool.run(
            "record", path, "family.moved", "--data", #"{"family":"F-1","area":"futian/shatou"}"#,
            "--actor", "chen.jie", "--role", "districtStaff", "--unit", "district:nanshan")
        #expect(record.exit == 74)
        #expect(record.errors.contains("Wait until that has ended; reading needs no waiting."))
        try scratch.write(lines: Lines.family(2, visits: 1), to: "lines.jsonl")
        #expect(try await Tool.run("import", path, scratch.path("lines.jsonl")).exit == 74)
        #expect(ledger.size == 1)

        try ledger.close()
        #expect(try await Tool.run("import", path, scratch.path("lines.jsonl")).exit == 0)
    }
}
