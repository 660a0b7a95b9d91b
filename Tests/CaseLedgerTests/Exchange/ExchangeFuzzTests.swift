import CaseExchange
import CaseLedger
import Foundation
import SegmentLogTesting
import Testing

/// What comes from outside, almost right: JSON, CloudEvents lines, CSV, mappings, mapped rows.
///
/// Nothing traps or hangs, nothing is thrown but the reader's own error, and what is accepted is
/// written and read again as it was. FIVEONES_FUZZ_STEPS makes it longer; a failure names its seed.
@Suite struct ExchangeFuzzTests {
    static let steps = environmentNumber("FIVEONES_FUZZ_STEPS") ?? 1_500

    private static let event = """
        {"specversion":"1.0","id":"0198c0de-0000-7000-8000-000000000001","source":"lib/1",\
        "type":"book.lent/1","time":"2025-03-01T09:30:00+08:00","datacontenttype":"application/json",\
        "actor":"li.na","role":"clerk","unit":"branch:north","channel":"window",\
        "recordedtime":"2025-03-01T09:31:00.5Z","occurredprecision":"day","tags":"[\\"book:B-1\\"]",\
        "evidence":"[]","data":{"book":"B-1","reader":"R-1","fee":50}}
        """

    private static let tokens = [
        "{", "}", "[", "]", ":", ",", "\"", "\\", "\\u0000", "\\ud800", "\\ud83d\\ude00", "null",
        "true",
        "1e999", "-0", "9223372036854775808", "0.1e-400", "\u{FEFF}", "\r\n", "\n", "\"\"", "{{",
        "}}",
        "[[[[[[[[[[[[[[[[[[[[[[[[", "\"id\":", "\"data\":{", "2025-02-30", "book.lent/0",
        "book.lent/99",
        "2025-03-01T24:00:00Z", "\"column\":", "\"parse\":\"fen\"", "粤海", "\u{202E}", "，", ";",
        "1,234.5",
    ]

    private func mutator(_ seed: UInt64) -> ByteMutator {
        ByteMutator(seed: seed, tokens: Self.tokens)
    }

    @Test(arguments: [1, 2] as [UInt64]) func jsonThatIsAlmostRight(seed: UInt64) throws {
        var mutator = mutator(seed)
        var accepted = 0
        for step in 0..<Self.steps {
            let bytes = mutator.mutate(Array((step % 2 == 0 ? Self.event : parcelMapping).utf8))
            do throws(JSONError) {
                let value = try JSONValue.parse(bytes)
                let again = try JSONValue.parse(value.description)
                #expect(again == value, "seed \(seed), step \(step)")
                #expect(again.description == value.description, "seed \(seed), step \(step)")
                accepted += 1
            } catch {
                #expect(error.offset >= 0 && error.offset <= bytes.count)
            }
        }
        #expect(accepted > 0)
    }

    @Test(arguments: [3, 4] as [UInt64]) func cloudEventsThatAreAlmostRight(
        seed: UInt64
    ) async throws {
        var mutator = mutator(seed)
        let reader = CloudEvents(catalog: .library, importer: "wang.li")
        let ledger = try Ledger.open(in: MemoryStorage(), events: .library, as: .founding)
        try await ledger.record(BookAdded("B-1"), by: clerk)
        var accepted = 0
        for step in 0..<Self.steps {
            let bytes = mutator.mutate(Array(Self.event.utf8))
            do throws(LedgerError) {
                let draft = try reader.draft(bytes)
                #expect(draft.attestation?.importer == "wang.li", "seed \(seed), step \(step)")
                accepted += 1
                // Whatever the reader takes, the ledger takes, or refuses with a reason.
                _ = try await ledger.append([draft])
            } catch {
                #expect(!error.message.isEmpty)
            }
        }
        #expect(accepted > 0 && ledger.size > 1 && ledger.size <= UInt64(accepted) + 1)
        try ledger.close()
    }

    /// The file as a whole: as many lines as there are, however it is cut into chunks.
    @Test(arguments: [5, 6] as [UInt64]) func linesInAnyChunks(seed: UInt64) throws {
        var mutator = mutator(seed)
        let file = Array(String(repeating: Self.event + "\n", count: 4).utf8)
        for step in 0..<Self.steps / 4 {
            let bytes = mutator.mutate(file)
            func lines(_ reader: LineReader) throws -> [[UInt8]] {
                var reader = reader
                var found: [[UInt8]] = []
                while let line = try reader.next() { found.append(Array(line.bytes)) }
                return found
            }
            let whole = try lines(LineReader(bytes, maximumLineBytes: 2_000))
            #expect(whole.count <= bytes.count { $0 == 10 } + 1)
            var rest = bytes[...]
            let size = Int.random(in: 1...40, using: &mutator.random)
            let chunked = LineReader(maximumLineBytes: 2_000) {
                defer { rest = rest.dropFirst(size) }
                return rest.isEmpty ? nil : Array(rest.prefix(size))
            }
            #expect(try lines(chunked) == whole, "seed \(seed), step \(step)")
            let source = JSONLinesSource(
                LineReader(bytes), catalog: .library, importer: "wang.li")
            for line in try allLines(source) {
                #expect(line.drafts.isEmpty != line.problems.isEmpty, "seed \(seed), step \(step)")
                let original = JSONValue.object(line.original([])).description
                _ = try JSONValue.parse(original)
            }
        }
    }

    private static let table = """
        P-1,2025-03-01,2025-03-01 09:30:00,,li.na,,柜台,1200,"1,234.5",2025-03-09,是,A;B,"南""头"
        P-1,2025-03-01,2025-03-02 10:00:00,,zhao.yi,north,,,,,,,
        P-2,2025-03-05,2025-03-05 08:00:00,,li.na,,,1,1,,,,"蛇
        口"

        """

    @Test(arguments: [7, 8] as [UInt64]) func tablesThatAreAlmostRight(seed: UInt64) throws {
        var mutator = mutator(seed)
        let mapping = try Mapping(Array(parcelMapping.utf8), catalog: .parcels)
        let sound = Array((parcelHeader + Self.table).utf8)
        var drafts = 0
        for step in 0..<Self.steps / 2 {
            let bytes = mutator.mutate(sound)
            var reader = CSVReader(bytes, maximumRecordBytes: 4_000)
            var calls = 0
            records: while calls <= bytes.count + 2 {
                calls += 1
                do throws(CSVError) {
                    if try reader.next() == nil { break records }
                } catch {
                    continue
                }
            }
            #expect(calls <= bytes.count + 2, "seed \(seed), step \(step): it does not end")
            let source = try? MappingSource(
                CSVReader(bytes), mapping: mapping, catalog: .parcels, importer: "wang.li")
            guard let source else { continue }
            for line in try allLines(source) {
                drafts += line.drafts.count
                _ = try JSONValue.parse(JSONValue.object(line.original([])).description)
            }
        }
        #expect(drafts > 0)
    }

    @Test(arguments: [9, 10] as [UInt64]) func mappingsThatAreAlmostRight(seed: UInt64) throws {
        var mutator = mutator(seed)
        var accepted = 0
        for step in 0..<Self.steps {
            let bytes = mutator.mutate(Array(parcelMapping.utf8))
            do throws(MappingError) {
                let mapping = try Mapping(bytes, catalog: .parcels)
                accepted += 1
                let source = try? MappingSource(
                    CSVReader(Array((parcelHeader + Self.table).utf8)), mapping: mapping,
                    catalog: .parcels, importer: "wang.li")
                if let source {
                    #expect((try? allLines(source)) != nil, "seed \(seed), step \(step)")
                }
            } catch {
                #expect(!"\(error)".isEmpty)
            }
        }
        #expect(accepted > 0)
    }
}

/// A number in the environment.
private func environmentNumber(_ name: String) -> Int? {
    ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
}
