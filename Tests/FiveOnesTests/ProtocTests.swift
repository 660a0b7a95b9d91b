import CaseLedger
import CaseLedgerTesting
import FiveOnes
import Foundation
import SegmentLogTesting
import Testing
import ToolTesting

/// The protobuf compiler reads what the ledger wrote, with the exported schema and without.
@Suite(.enabled(if: Protoc.path != nil, "protoc (apt: protobuf-compiler) is not installed"))
struct ProtocTests {
    @Test func everyTypeIsReadWithTheSchemaAndWrittenTheSame() async throws {
        let protoc = try Protoc(.fiveOnes)
        defer { protoc.remove() }
        let ledger = try Ledger.open(
            in: MemoryStorage(), events: ExchangeTests.catalog, as: .founding,
            LedgerOptions(keys: .clear))
        var seed = Seed(11)
        var drafts: [Draft] = []
        for definition in ledger.catalog.definitions
        where !definition.type.name.hasPrefix("event.") {
            let payload: any Payload.Type = definition.payload
            drafts.append(try ExchangeTests.draft(payload, &seed))
        }
        _ = try ledger.admit(drafts)
        try await ledger.synced(through: UInt64(drafts.count))
        let target = try ledger.event(at: 0)
        try await ledger.record(
            EventRetracted(target.id, reason: "never happened"), by: target.actor)
        try await correct(FamilyClosed.self, in: ledger)
        var seen: Set<EventType> = []
        var events: [RecordedEvent] = []
        try ledger.history { events.append($0) }
        for event in events {
            seen.insert(event.type)
            let entry = try WireEncoder.encode(event.envelope)
            try await protoc.expectRead(entry, as: "Envelope")
            let message = ProtoSchema.messageName(of: event.type)
            try await protoc.expectRead(event.envelope.payload, as: message)
        }
        #expect(seen == Set(EventCatalog.fiveOnes.definitions.map(\.type)))
    }

    @Test func everyExampleIsReadWithTheSchemaAndWrittenTheSame() async throws {
        let protoc = try Protoc(.fiveOnes)
        defer { protoc.remove() }
        for definition in EventCatalog.fiveOnes.definitions {
            let bytes = try FieldFiller.exampleBytes(definition.payload, in: .fiveOnes)
            let text = try await protoc.expectRead(
                bytes, as: ProtoSchema.messageName(of: definition.type))
            for field in definition.fields {
                let name = field.name.reduce(into: "") {
                    $0 += $1.isUppercase ? "_\($1.lowercased())" : "\($1)"
                }
                #expect(
                    text.split(separator: "\n").contains {
                        $0.hasPrefix("\(name): ") || $0.hasPrefix("\(name) {")
                    }, "\(definition.type) without \(field.name):\n\(text)")
            }
        }
    }

    private func correct<P: Payload>(_ payload: P.Type, in ledger: Ledger) async throws {
        var found: RecordedEvent?
        try ledger.history(of: Query([Query.Item(types: [P.type])])) { found = $0 }
        let event = try #require(found)
        let correction = try EventCorrected(
            event.id, to: try event.payload(P.self), occurred: .year(2020), reason: "wrong year")
        try await ledger.record(correction, by: event.actor)
    }
}

/// The protobuf compiler with a catalog's schema.
struct Protoc {
    static let path: String? = [
        "/usr/bin/protoc", "/usr/local/bin/protoc", "/opt/homebrew/bin/protoc",
    ]
    .first { FileManager.default.isExecutableFile(atPath: $0) }

    let directory = FileManager.default.temporaryDirectory
        .appending(path: "protoc-\(UUID().uuidString)")

    init(_ catalog: EventCatalog) throws {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        try Data(ProtoSchema.text(catalog).utf8)
            .write(to: directory.appending(path: "events.proto"))
    }

    func remove() { try? FileManager.default.removeItem(at: directory) }

    /// Reads bytes raw, reads them with the schema, and writes what was read again.
    @discardableResult
    func expectRead(_ bytes: [UInt8], as message: String) async throws -> String {
        _ = try await run(["--decode_raw"], bytes)
        let text = try await run(["--decode=\(message)", "events.proto"], bytes)
        let read = String(decoding: text, as: UTF8.self)
        let unknown = read.split(separator: "\n").filter {
            $0.drop { $0 == " " }.first?.isNumber == true
        }
        #expect(unknown.isEmpty, "\(message) has fields that the schema does not know:\n\(read)")
        let again = try await run(["--encode=\(message)", "events.proto"], text)
        #expect(again == bytes, "\(message) is written otherwise:\n\(read)")
        return read
    }

    private func run(_ arguments: [String], _ input: [UInt8]) async throws -> [UInt8] {
        let protoc = Program(try #require(Self.path), arguments, in: directory.path)
        let outcome = try await protoc.run(input: input)
        #expect(
            outcome.exit == 0, "protoc \(arguments.joined(separator: " ")): \(outcome.errors)")
        return outcome.bytes
    }
}
