import CaseExchange
import CaseLedger
import Foundation
import Testing
import ToolTesting

@Suite struct CSVTests {
    /// Everything a reader yields, in order, errors included.
    private enum Outcome: Equatable {
        case record(Int, [String])
        case error(Int, CSVError.Code)

        var fields: [String] {
            if case .record(_, let fields) = self { fields } else { [] }
        }
    }

    private func outcomes(_ reader: CSVReader) -> [Outcome] {
        var reader = reader
        var result: [Outcome] = []
        while true {
            do {
                guard let record = try reader.next() else { return result }
                result.append(.record(record.line, record.fields))
            } catch {
                result.append(.error(error.line, error.code))
            }
        }
    }

    private func read(_ text: String, hasHeader: Bool = false) -> [Outcome] {
        outcomes(CSVReader(Array(text.utf8), hasHeader: hasHeader))
    }

    /// A source that hands out a few bytes at a time.
    private func chunks(_ bytes: [UInt8], size: Int) -> () throws(CSVError) -> [UInt8]? {
        var rest = bytes[...]
        return { () throws(CSVError) in
            defer { rest = rest.dropFirst(size) }
            return rest.isEmpty ? nil : Array(rest.prefix(size))
        }
    }

    // MARK: Well-formed files

    @Test func readsWhatRFC4180Describes() {
        #expect(
            read("aaa,bbb\r\n\"b,1\",\"b\r\n2\"\r\n\"say \"\"yes\"\"\",\r\n,\n\"\",\"\"\"\"")
                == [
                    .record(1, ["aaa", "bbb"]), .record(2, ["b,1", "b\r\n2"]),
                    .record(4, ["say \"yes\"", ""]), .record(5, ["", ""]), .record(6, ["", "\""]),
                ])
    }

    @Test func blankLinesAndTheByteOrderMarkArePassedOver() {
        #expect(read("\u{FEFF}a\n\n\r\nb\n") == [.record(1, ["a"]), .record(4, ["b"])])
        #expect(read("\u{FEFF}\"a\"") == [.record(1, ["a"])])
        #expect(read("") == [])
        #expect(read("\u{FEFF}") == [])
        #expect(read("\n\n") == [])
    }

    @Test func columnsAreFoundByName() throws {
        var reader = CSVReader(Array("家庭,区,次数\r\nF-0012,南山区,3\r\n".utf8))
        #expect(try reader.columns() == ["家庭", "区", "次数"])
        let record = try #require(try reader.next())
        #expect(record["区"] == "南山区" && record[2] == "3" && record.line == 2)
        #expect(record["街道"] == nil && record[3] == nil && record[-1] == nil)
        #expect(try reader.next() == nil)
        #expect(try reader.next() == nil)
    }

    @Test func otherSeparatorsAreAccepted() throws {
        var reader = CSVReader(
            Array("a\tb,c\n".utf8), separator: UInt8(ascii: "\t"), hasHeader: false)
        #expect(try reader.next()?.fields == ["a", "b,c"])
    }

    // MARK: Malformed files

    @Test func aBadRecordIsReportedAndTheNextOneIsRead() {
        #expect(
            read("h,i\n1,2,3\nok,1\nx\"y,2\nok,2\n\"a\"b,2\nok,3\r4,5\nok,4\n", hasHeader: true)
                == [
                    .error(2, .wrongFieldCount), .record(3, ["ok", "1"]), .error(4, .strayQuote),
                    .record(5, ["ok", "2"]), .error(6, .strayQuote),
                    .error(7, .strayCarriageReturn),
                    .record(8, ["ok", "4"]),
                ])
    }

    @Test func anUnclosedQuoteCostsOneLineNotTheFile() {
        #expect(
            read("h,i\n\"open,1\nok,2\nok,3\n", hasHeader: true)
                == [
                    .error(2, .unterminatedQuote), .record(3, ["ok", "2"]),
                    .record(4, ["ok", "3"]),
                ])
        #expect(read("a,\"") == [.error(1, .unterminatedQuote)])
    }

    @Test func aWrongFieldCountSkipsTheWholeRecord() {
        #expect(
            read("a,b\n\"x\n1,2\n\"\nok,2\n") == [
                .record(1, ["a", "b"]), .error(2, .wrongFieldCount), .record(5, ["ok", "2"]),
            ])
    }

    @Test func bytesThatAreNotUTF8AreReportedByFieldWithoutTheirContent() {
        // 张三 in GB 18030.
        var reader = CSVReader(
            Array("a,b\nx,".utf8) + [0xD5, 0xC5, 0xC8, 0xFD] + Array("\nok,\"q\"\"\"\n".utf8))
        let error = #expect(throws: CSVError.self) { try reader.next() }
        #expect(error?.code == .invalidUTF8 && error?.line == 2 && error?.field == 2)
        #expect(error?.isRecoverable == true)
        #expect(
            error?.description
                == "CSV, line 2, field 2: not UTF-8; save the file as \"CSV UTF-8\" first")
        #expect(outcomes(reader) == [.record(3, ["ok", "q\""])])
    }

    @Test func aBrokenHeaderEndsTheReader() {
        for (text, code) in [
            ("a,b,a\n1,2,3\n", CSVError.Code.duplicateColumn), ("a,\"b\n1,2\n", .unterminatedQuote),
        ] {
            var reader = CSVReader(Array(text.utf8))
            let error = #expect(throws: CSVError.self) { try reader.columns() }
            #expect(error?.code == code && error?.isRecoverable == false)
            #expect(outcomes(reader) == [])
        }
    }

    @Test func aRecordBeyondTheLimitIsRefused() {
        let text = "a,b\n123456,8\n1234567,9\n\"1\n3\n5\n7\n\",2\nok,2\n"
        let expected: [Outcome] = [
            .record(1, ["a", "b"]), .record(2, ["123456", "8"]), .error(3, .recordTooLong),
            .error(4, .recordTooLong),
        ]
        let whole = CSVReader(Array(text.utf8), hasHeader: false, maximumRecordBytes: 8)
        #expect(Array(outcomes(whole).prefix(4)) == expected)
        #expect(outcomes(whole).last == .record(9, ["ok", "2"]))
        for size in [1, 3, 100] {
            let reader = CSVReader(
                hasHeader: false, maximumRecordBytes: 8,
                chunks: chunks(Array(text.utf8), size: size))
            #expect(outcomes(reader) == outcomes(whole))
        }
    }

    @Test func aSourceThatFailsIsNotTakenForTheEnd() throws {
        var calls = 0
        var reader = CSVReader(hasHeader: false) { () throws(CSVError) in
            calls += 1
            if calls == 1 { return Array("1,2\n\"3".utf8) }
            // Only a reader of a path makes this error, so make one that cannot be read.
            _ = try CSVReader(path: "/nonexistent/visits.csv")
            return nil
        }
        #expect(try reader.next()?.fields == ["1", "2"])
        let error = #expect(throws: CSVError.self) { try reader.next() }
        #expect(error?.code == .unreadable && error?.isRecoverable == false)
        #expect(error?.description == "CSV: the file cannot be read (/nonexistent/visits.csv)")
        #expect(try reader.next() == nil)
    }

    @Test func aDirectoryIsNotReadable() {
        #expect(throws: CSVError.self) {
            var reader = try CSVReader(path: NSTemporaryDirectory())
            _ = try reader.next()
        }
    }

    // MARK: Chunks and round trips

    @Test func theSizeOfTheChunksChangesNothing() {
        let text =
            "\u{FEFF}a,b\r\n\"x\"\"y\",\"1\r\n2\"\r\n\r\nbad\"q,1\r\n南头,\"\"\r\n1\r2,3\n\"open,2\nlast,3"
        let whole = read(text)
        #expect(whole.count == 7)
        for size in 1...40 {
            let reader = CSVReader(hasHeader: false, chunks: chunks(Array(text.utf8), size: size))
            #expect(outcomes(reader) == whole, "chunks of \(size)")
        }
    }

    @Test func rowsAreQuotedOnlyWhenTheyMustBe() {
        #expect(CSVWriter.row(["F-0012", "南头", ""]) == "F-0012,南头,\r\n")
        #expect(
            CSVWriter.row(["a,b", "say \"yes\"", "1\n2", "1\r\n2", " x "], lineEnding: "\n")
                == "\"a,b\",\"say \"\"yes\"\"\",\"1\n2\",\"1\r\n2\", x \n")
        #expect(CSVWriter.row([""]) == "\"\"\r\n")
        #expect(
            CSVWriter.row(["a,b", "c\td"], separator: UInt8(ascii: "\t")) == "a,b\t\"c\td\"\r\n")
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func whatIsWrittenIsReadBack(seed: UInt64) {
        let records = randomRecords(seed: seed)
        let text = records.map { CSVWriter.row($0) }.joined()
        let read = read(text).map(\.fields)
        #expect(read == records)
    }

    // MARK: Against Python

    @Test(.enabled(if: Program.isInstalled("python3"), "python3 is not installed"))
    func pythonReadsWhatWeWriteAndWeReadWhatPythonWrites() async throws {
        let records = randomRecords(seed: 7)
        let directory = FileManager.default.temporaryDirectory
            .appendingPathComponent("csv-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }

        try records.map { CSVWriter.row($0) }.joined()
            .write(
                to: directory.appendingPathComponent("ours.csv"), atomically: false, encoding: .utf8
            )
        let python = try await Program(
            "python3", "-c",
            """
            import csv, json, sys
            d = sys.argv[1]
            rows = list(csv.reader(open(d + "/ours.csv", newline="", encoding="utf-8"), strict=True))
            json.dump(rows, open(d + "/ours.json", "w"))
            for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_ALL):
                for name, end in (("crlf", "\\r\\n"), ("lf", "\\n")):
                    f = open(f"{d}/{name}{quoting}.csv", "w", newline="", encoding="utf-8-sig")
                    csv.writer(f, quoting=quoting, lineterminator=end).writerows(rows)
            """, directory.path
        ).run()
        try #require(python.exit == 0, "\(python.errors)")

        let json = try JSONValue.parse(
            [UInt8](Data(contentsOf: directory.appendingPathComponent("ours.json"))))
        let read = json.arrayValue?.map { row in row.arrayValue?.compactMap(\.stringValue) ?? [] }
        #expect(read == records)
        // Not lf0: before Python 3.12 a minimal writer that ends lines with LF leaves CR unquoted.
        for name in ["crlf0", "crlf1", "lf1"] {
            let path = directory.appendingPathComponent("\(name).csv").path
            let fields = outcomes(try CSVReader(path: path, hasHeader: false)).map(\.fields)
            #expect(fields == records, "\(name)")
        }
    }

    private func randomRecords(seed: UInt64) -> [[String]] {
        print("seed", seed)
        var state = seed
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let pieces = [
            "a", "1", " ", ",", ";", "\"", "\n", "\r\n", "\r", "\t", "烈士", "😀", "'", "\\", "é",
        ]
        let columns = 1 + random(6)
        return (0..<400).map { _ in
            (0..<columns).map { _ in
                (0..<random(8)).map { _ in pieces[random(pieces.count)] }.joined()
            }
        }
    }
}
