import CaseLedger
import CaseLedgerTesting
import FiveOnes
import Foundation
import Testing

/// What every event type of the plan was when it was first recorded.
///
/// To give a new type its file, run the tests once with `FIVEONES_WRITE_GOLDEN=1`; files that are
/// there are never written again.
@Suite struct GoldenEventTests {
    static let directory = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "fixtures/events").path

    @Test func noEventTypeDrifts() throws {
        let golden = GoldenEvents(.fiveOnes, in: Self.directory)
        if ProcessInfo.processInfo.environment["FIVEONES_WRITE_GOLDEN"] != nil {
            print("written:", try golden.writeMissing())
        }
        let problems = try golden.problems()
        #expect(problems.isEmpty, "\(problems.joined(separator: "\n"))")
    }

    /// What surrounds every payload; a field may be added at the end, and none may change.
    @Test func theEntryItselfDoesNotDrift() throws {
        let schema = try ProtoSchema.text(.fiveOnes)
        let start = try #require(schema.range(of: "message Envelope {\n"))
        let end = try #require(schema[start.upperBound...].range(of: "\n}\n"))
        let entry = schema[start.upperBound..<end.lowerBound].split(separator: "\n").map { line in
            line.prefix { $0 != ";" && $0 != "{" }.split(separator: " ").joined(separator: " ")
        }.filter { $0 != "}" }
        #expect(entry.starts(with: Self.entry), "\(entry.joined(separator: "\n"))")
    }

    private static let entry = [
        "uint64 position = 1", "bytes id = 2", "string type = 3", "uint64 version = 4",
        "sint64 recorded = 5", "Moment occurred = 6", "string actor = 7", "string role = 8",
        "string unit = 9", "string on_behalf_of = 10", "string channel = 11", "message Tags",
        "string tag = 1", "uint64 back = 2", "repeated Tags tags = 12", "bytes causation = 13",
        "bytes correlation = 14", "optional uint64 observed = 15", "string policy = 16",
        "message Evidence", "bytes digest = 1", "string kind = 2", "string kept = 3",
        "repeated Evidence evidence = 17", "bytes payload = 18", "message Attestation",
        "string importer = 1", "string source = 2", "optional sint64 recorded = 3",
        "message Earlier", "string importer = 1", "string source = 2",
        "optional sint64 recorded = 3", "repeated Earlier earlier = 4",
        "optional Attestation attestation = 19",
    ]
}
