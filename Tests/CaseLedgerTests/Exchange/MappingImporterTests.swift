import CaseExchange
import CaseLedger
import SegmentLogTesting
import Testing

@Suite struct MappingLineReaderTests {
    private func lines(_ text: String, chunk: Int, limit: Int = 1 << 20) throws -> [LineReader.Line]
    {
        var rest = Array(text.utf8)[...]
        var reader = LineReader(maximumLineBytes: limit) { () throws(ImportFileError) in
            defer { rest = rest.dropFirst(chunk) }
            return Array(rest.prefix(chunk))
        }
        var lines: [LineReader.Line] = []
        while let line = try reader.next() { lines.append(line) }
        #expect(reader.consumedBytes == text.utf8.count)
        return lines
    }

    @Test(arguments: [1, 2, 3, 7, 1000]) func chunksMakeNoDifference(chunk: Int) throws {
        let found = try lines("\u{FEFF}a\r\n\n  \r\nbc\n烈士\r\nlast", chunk: chunk)
        #expect(found.map(\.number) == [1, 4, 5, 6])
        #expect(
            found.map { String(decoding: $0.bytes, as: UTF8.self) } == ["a", "bc", "烈士", "last"])
    }

    @Test(arguments: [1, 5, 64, 10_000]) func aLineThatIsTooLongIsPassedOver(chunk: Int) throws {
        let long = String(repeating: "x", count: 3_000)
        let found = try lines("a\n\(long)\nb\n\(long)", chunk: chunk, limit: 2_000)
        #expect(found.map(\.isTooLong) == [false, true, false, true])
        #expect(found.map(\.number) == [1, 2, 3, 4])
        #expect(found[1].bytes.count <= LineReader.keptBytes)
    }

    @Test func aFileThatIsNotThereIsAnError() {
        #expect(throws: ImportFileError.self) { try LineReader(path: "/nowhere/x.jsonl") }
    }
}

@Suite struct MappingImporterTests {
    private func event(_ number: Int, _ change: String = "") -> String {
        #"{"specversion":"1.0","type":"parcel.sent/1","source":"post","id":"p\#(number)","#
            + #""time":"2025-03-01T09:00:00+08:00","actor":"li.na","role":"clerk","unit":"post","#
            + #""data":{"parcel":"P-\#(number)"}\#(change)}"#
    }

    private func bring(
        _ text: String, into ledger: Ledger
    ) async throws -> (ImportSummary, [RefusedLine]) {
        var refused: [RefusedLine] = []
        let source = JSONLinesSource(
            LineReader(Array(text.utf8)), catalog: .parcels, importer: "wang.li")
        let summary = try await Importer(ledger).run(source) { refused.append($0) }
        return (summary, refused)
    }

    @Test func everyLineIsRecordedOnceInTheOrderOfTheFile() async throws {
        let ledger = try Ledger.open(in: MemoryStorage(), events: .parcels, as: .founding)
        let count = 4_500
        let text = (0..<count).map { event($0) + "\n" }.joined()
        #expect(try await bring(text, into: ledger).0.recorded == count)
        let again = try await bring(text, into: ledger).0
        #expect(again.recorded == 0)
        #expect(again.known == count)
        var parcels: [String] = []
        try ledger.history { parcels.append(try $0.payload(ParcelSent.self).parcel) }
        #expect(parcels == (0..<count).map { "P-\($0)" })
    }

    @Test func refusedLinesCanBeCorrectedAndImportedAgain() async throws {
        let ledger = try Ledger.open(in: MemoryStorage(), events: .parcels, as: .founding)
        let text = [
            event(0), "not JSON", event(2, #","colour":"red""#), event(3), "[]",
            event(5).replacing("P-5", with: ""), event(6).replacing("\"li.na\"", with: "7"),
        ].joined(separator: "\r\n")
        let (summary, refused) = try await bring(text, into: ledger)
        #expect(summary.recorded == 2)
        #expect(refused.map(\.number) == [2, 3, 5, 6, 7])
        #expect(refused[0].json["withheld"] == ["text"])
        #expect(refused[1].json["withheld"] == ["colour"])
        #expect(refused[1].json["event"]?["colour"] == nil)
        #expect(refused.allSatisfy { $0.json["reason"]?.stringValue == $0.reason })
        let unchanged = refused.map { $0.json.description + "\n" }.joined()
        let second = try await bring(unchanged, into: ledger)
        #expect(second.1.map { $0.json["event"] } == refused.map { $0.json["event"] })
        #expect(second.1.map { $0.json["text"] } == refused.map { $0.json["text"] })
        let corrected = refused.map { line -> String in
            let number = line.number - 1
            guard line.json["withheld"] != ["text"] else {
                let text: JSONValue = .string(event(number))
                return #"{"line":1,"reason":"","withheld":["text"],"text":\#(text)}"#
            }
            return #"{"line":1,"reason":"","event":\#(event(number))}"#
        }
        let third = try await bring(corrected.joined(separator: "\n"), into: ledger)
        #expect(third.0.recorded == 5)
        #expect(third.1.isEmpty)
        #expect(try await bring(text, into: ledger).0.known == 2)
    }

    @Test func aReferenceToNothingIsRefusedByItsLine() async throws {
        let ledger = try Ledger.open(in: MemoryStorage(), events: .parcels, as: .founding)
        let mapping = try Mapping(Array(parcelMapping.utf8), catalog: .parcels)
        let rows = """
            P-1,2025-03-01,2025-03-01 09:00:00,,li.na,,,1kg,1,,,,A
            P-1,2025-03-01,2025-03-02 09:00:00,,li.na,,,1,1,,,,A
            P-2,2025-03-01,2025-03-02 09:00:00,,li.na,,,1,1,,,,A
            """
        func run(_ rows: String) async throws -> (ImportSummary, [RefusedLine]) {
            var refused: [RefusedLine] = []
            let source = try MappingSource(
                CSVReader(Array((parcelHeader + rows).utf8)), mapping: mapping, catalog: .parcels,
                importer: "wang.li")
            let summary = try await Importer(ledger).run(source) { refused.append($0) }
            return (summary, refused)
        }
        let (summary, refused) = try await run(rows)
        #expect(summary.recorded == 3)
        #expect(refused.map(\.number) == [2, 3])
        #expect(refused[0].json["events"]?.arrayValue == ["parcel.sent/1", "parcel.seen/1"])
        #expect(refused[0].json["row"]?["grams"] == "1kg")
        let mended = try await run(rows.replacing("1kg", with: "1"))
        #expect(mended.0.recorded == 4)
        #expect(mended.0.known == 3)
        #expect(mended.1.isEmpty)
    }
}
