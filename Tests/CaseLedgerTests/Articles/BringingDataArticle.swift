import CaseExchange
import CaseLedger
import CaseLedgerTesting
import Foundation
import Testing

/// The article on import and export, run as it stands there, on the line, the mapping and the table
/// that it shows.
@Suite struct BringingDataArticle {
    typealias BookAdded = FirstLedgerArticle.BookAdded
    typealias BookLent = FirstLedgerArticle.BookLent

    // swift-format-ignore
    @Test func theArticleDoesWhatItSays() async throws {
        let directory = temporaryPath()
        let (file, map, table) = (directory + ".jsonl", directory + ".json", directory + ".csv")
        defer {
            for path in [directory, directory + ".copy", file, map, table] {
                try? FileManager.default.removeItem(atPath: path)
            }
        }
        let console = Console()
        func print(_ items: Any...) { console.print(items) }
        let shown = ArticleTests.textBlocks(of: "BringingDataInAndOut")
        try #require(shown.count == 4)
        try Self.threeLines(shown[0]).write(toFile: file, atomically: true, encoding: .utf8)
        try shown[2].write(toFile: map, atomically: true, encoding: .utf8)
        try (shown[3] + "\n").write(toFile: table, atomically: true, encoding: .utf8)
        let ledger = try Ledger.open(
            at: directory, events: [BookAdded.self, BookLent.self], as: .foundingIfNew)

        // article: BringingDataInAndOut
        let importer = Importer(ledger)
        let source = try JSONLinesSource(path: file, catalog: ledger.catalog, importer: "wang.li")
        var refused = ""
        let summary = try await importer.run(source) { line in
            print("line \(line.number): \(line.reason)")
            refused += "\(line.json)\n"
        }
        print(summary.recorded, "recorded,", summary.known, "known,", summary.refused, "refused")
        // end article

        #expect(console.lines == shown[1].components(separatedBy: "\n"))
        let loan = try ledger.event(at: 1)
        #expect(loan.id == .named("loan 1187", in: "old-system"))
        #expect(loan.actor == Actor("zhao.min", role: "clerk", unit: "branch:south"))
        #expect(loan.envelope.onBehalfOf == "li.na" && loan.envelope.channel == "window")
        #expect(loan.envelope.causation == EventID.named("order 88", in: "old-system").bytes)
        #expect(loan.envelope.correlation == loan.envelope.causation)
        #expect(loan.envelope.evidence == [Evidence(digest: [], kind: "slip", kept: "cabinet 3")])
        #expect(loan.envelope.occurred == Moment("2024-11-05T09:30:00+08:00"))
        let attestation = Attestation(
            importer: "wang.li", source: "old-system",
            recorded: Instant("2024-11-05T09:31:12+08:00"))
        #expect(loan.envelope.attestation == attestation)

        // article: BringingDataInAndOut
        let corrected = refused.replacing("B-8", with: "B-7")
        let lines = LineReader(Array(corrected.utf8))
        let mended = JSONLinesSource(lines, catalog: ledger.catalog, importer: "wang.li")
        print(try await importer.run(mended) { print($0.reason) }.recorded)
        // end article

        // article: BringingDataInAndOut
        let size = ledger.size
        let same = try JSONLinesSource(path: file, catalog: ledger.catalog, importer: "wang.li")
        let again = try await importer.run(same) { line in print("line \(line.number): \(line.reason)") }
        print(again.recorded, "recorded,", again.known, "known,", ledger.size == size)
        // end article

        // article: BringingDataInAndOut
        let json = try Array(Data(contentsOf: URL(filePath: map)))
        let mapping = try Mapping(json, catalog: ledger.catalog)
        let rows = try MappingSource(
            csv: table, mapping: mapping, catalog: ledger.catalog, importer: "wang.li")
        print(try await importer.run(rows) { line in print(line.number, line.reason) }.recorded)
        // end article
        #expect(try ledger.event(at: 4).envelope.occurred == .day(2024, 11, 7))
        #expect(try ledger.event(at: 4).payload(BookLent.self).reader == "R-5")

        // article: BringingDataInAndOut
        var export = ""
        try ledger.history { event in
            let json = try CloudEvents.json(event, source: "library.example/loans")
            export += "\(json)\n"
        }
        // end article

        // article: BringingDataInAndOut
        var sheet = CSVWriter.row(EventTable.header)
        try ledger.history { event in sheet += try CSVWriter.row(EventTable.row(event, in: .english)) }
        var mining = ""
        let events = try ledger.writeOCEL(in: TimeFrame(asOf: .day(2024, 12, 31))) { mining += $0 }
        print(events, "events for process mining")
        // end article

        // article: BringingDataInAndOut
        let copy = try Ledger.open(
            at: directory + ".copy", events: ledger.catalog, as: .founding)
        let exported = JSONLinesSource(
            LineReader(Array(export.utf8)), catalog: copy.catalog, importer: "wang.li")
        let copied = try await Importer(copy).run(exported) { line in print(line.number, line.reason) }
        print(copied.recorded == Int(ledger.size), copied.refused)
        let (one, other) = (try ledger.event(at: 1).envelope, try copy.event(at: 1).envelope)
        print(one.id == other.id, one.payload == other.payload, one.occurred == other.occurred)
        // end article

        let third = try ledger.event(at: 2).id
        #expect(
            Array(console.lines.dropFirst(2)) == [
                "1",
                "line 3: event \(third) is on record at position 2 with other content; "
                    + "correct it there, or give this event an id of its own",
                "0 recorded, 2 known, true", "2", "5 events for process mining", "true 0",
                "true true true",
            ])
        #expect(sheet.components(separatedBy: "\r\n").count == 7)
        #expect(try JSONValue.parse(mining)["events"]?.arrayValue?.count == 5)
        let claim = try #require(copy.event(at: 1).envelope.attestation?.earlier.first)
        #expect(claim.importer == "wang.li" && claim.source == "old-system")
        try ledger.close()
        try copy.close()
    }

    /// A book, the loan that the article shows, and the loan of a book that nobody has added.
    private static func threeLines(_ shown: String) throws -> String {
        let added = try JSONValue.parse(
            """
            {"specversion":"1.0","type":"book.added","source":"old-system","id":"book 7",
            "time":"2024-11-01T00:00:00+08:00","occurredprecision":"day","actor":"zhao.min",
            "role":"clerk","unit":"branch:south","data":{"book":"B-7","title":"Emma"}}
            """)
        let loan = try JSONValue.parse(shown)
        let other = shown.replacing("1187", with: "1188").replacing("B-7", with: "B-8")
        return try [added, loan, JSONValue.parse(other)].map { "\($0)\n" }.joined()
    }

    /// What the table of attributes calls needed is; what it says is passed over or refused is.
    @Test func whatTheTableSaysIsSo() async throws {
        let shown = try #require(ArticleTests.textBlocks(of: "BringingDataInAndOut").first)
        let reader = CloudEvents(catalog: [BookAdded.self, BookLent.self], importer: "wang.li")
        guard case .object(let line) = try JSONValue.parse(shown) else {
            throw LedgerError(.malformed, "the line of the article is no object")
        }
        let needed: Set = [
            "specversion", "type", "source", "id", "time", "actor", "role", "unit", "data",
        ]
        for member in line {
            var less = line
            less[member.key] = JSONValue.null
            if needed.contains(member.key) {
                #expect(throws: LedgerError.self, "\(member.key)") {
                    try reader.draft(.object(less))
                }
            } else {
                _ = try reader.draft(.object(less))
            }
        }
        for name in ["subject", "tags", "position", "datacontenttype", "dataschema"] {
            var more = line
            more[name] = "else"
            #expect(try reader.draft(.object(more)).event.tags.all == [Tag("book", "B-7")])
        }
        var more = line
        more["colour"] = "red"
        #expect(throws: LedgerError.self) { try reader.draft(.object(more)) }
        more = line
        more["data"] = ["book": "B-7", "colour": "red"]
        #expect(throws: LedgerError.self) { try reader.draft(.object(more)) }
        more["data"] = ["book": "B-7"]
        #expect(try reader.draft(.object(more)).event.tags.all == [Tag("book", "B-7")])
    }
}
