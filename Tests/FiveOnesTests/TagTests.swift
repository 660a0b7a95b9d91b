import CaseLedger
import CaseLedgerTesting
import FiveOnes
import Foundation
import SegmentLogTesting
import Testing

/// What every event type names and what it refuses, field by field, as `fixtures/tags.tsv` has it.
///
/// Tags are hashed with the entry, so that their order never changes. The columns are the type, the
/// field that is left out of the golden example (or `any`, for one at random), the kinds that the type founds, the tags that the
/// event founds, all its tags in order, how many blind terms it has, and what makes no sense.
///
/// To give a new type its lines, run the tests once with `FIVEONES_WRITE_GOLDEN=1`.
@Suite struct TagTests {
    static let path = URL(filePath: GoldenEventTests.directory).deletingLastPathComponent()
        .appending(path: "tags.tsv").path

    @Test func noEventTypeNamesOrRefusesOtherThanItDid() throws {
        let now = try EventCatalog.fiveOnes.definitions.flatMap { try Self.lines(of: $0) }
        let text = now.map { $0 + "\n" }.joined()
        if ProcessInfo.processInfo.environment["FIVEONES_WRITE_GOLDEN"] != nil {
            try Data(text.utf8).write(to: URL(filePath: Self.path))
        }
        let was = try String(contentsOfFile: Self.path, encoding: .utf8)
        let difference = text.split(separator: "\n")
            .difference(from: was.split(separator: "\n"))
        #expect(difference.isEmpty, "\(difference)")
    }

    private static func lines(of definition: EventDefinition) throws -> [String] {
        let full = try FieldFiller.exampleBytes(definition.payload, in: .fiveOnes)
        let numbers = definition.fields.map(\.number)
        let cases: [(String, Set<Int>)] =
            [("–", []), ("all", Set(numbers))]
            + definition.fields.map { ($0.name, [$0.number]) }
        return try cases.map { label, missing in
            try line(of: definition, label, fields(of: full, without: missing))
        }
            + (0..<6).map { number in
                try any(definition, number)
            }
    }

    private static func any(_ definition: EventDefinition, _ number: Int) throws -> String {
        let type = definition.payload
        return try line(of: definition, "any", random(type, number))
    }

    /// A payload without some of its fields: they are blank.
    private static func fields(of payload: [UInt8], without missing: Set<Int>) -> [UInt8] {
        var (kept, rest) = ([UInt8](), payload[...])
        func varint() -> Int {
            var (value, shift) = (0, 0)
            while let byte = rest.popFirst() {
                value |= Int(byte & 0x7F) << shift
                if byte < 0x80 { break }
                shift += 7
            }
            return value
        }
        while !rest.isEmpty {
            let field = rest
            let key = varint()
            let content = varint()
            if key & 7 == 2 { rest = rest.dropFirst(content) }
            if !missing.contains(key >> 3) { kept += field.prefix(field.count - rest.count) }
        }
        return kept
    }

    /// A payload at random, in which every subject that is written out is a tag.
    private static func random<P: Payload>(_ payload: P.Type, _ number: Int) throws -> [UInt8] {
        var seed = Seed(UInt64(number))
        var texts: [String: String] = [:]
        for field in try FieldDescription.list(of: payload) { texts[field.name] = field.name }
        for name in ["subject", "scope", "belonging"] { texts[name] = "family:\(name)" }
        return try WireEncoder.encode(
            try FieldFiller.random(payload, in: .fiveOnes, using: &seed, texts: texts))
    }

    private static func line(
        of definition: EventDefinition, _ label: String, _ payload: [UInt8]
    ) throws -> String {
        let tags = try definition.tags(of: payload)
        let problem = try definition.problem(in: payload)
        let columns: [String] = [
            definition.type.description, label,
            definition.founds.sorted().joined(separator: " "),
            tags.founded.map(\.text).joined(separator: " "),
            tags.all.map(\.text).joined(separator: " "), "\(tags.alike.count)",
            problem?.description ?? "",
        ]
        return columns.joined(separator: "\t")
    }
}
