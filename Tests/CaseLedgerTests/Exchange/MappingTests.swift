import CaseExchange
import CaseLedger
import Testing

@Suite struct MappingTests {
    @Test func aRowBecomesTheEventsOfItsPlaceInTheGroup() throws {
        let lines = try parcelLines(
            """
            P-1,2025-03-01,2025-03-01 09:30:00,,li.na,,柜台,1200,"1,234.5",2025-03-09,是,A;B,南头
            P-1,2025-03-01,2025-03-02 10:00:00,,zhao.yi,north,,,,,,,
            P-1,2025-03-01,2025-03-03 11:00:00,2025-03-04,wu.er,north,,,,,,,粤海
            P-2,2025-03-05,2025-03-05 08:00:00,,li.na,,,1,1,,,,蛇口

            """)
        let events = lines.flatMap(\.drafts)
        #expect(lines.allSatisfy { $0.problems.isEmpty })
        #expect(
            events.map(\.event.type.name) == [
                "parcel.sent", "parcel.seen", "parcel.seen", "parcel.arrived", "parcel.sent",
                "parcel.seen", "parcel.arrived",
            ])
        let sent = try #require(events.first)
        let definition = try #require(EventCatalog.parcels.definition(of: ParcelSent.type))
        #expect(
            try definition.json(sent.event.payload).description
                == #"{"parcel":"P-1","weight":1200,"price":123450,"due":"2025-03-09","#
                + #""fragile":true,"stops":["A","B"]}"#)
        #expect(sent.event.occurred?.description == "2025-03-01")
        #expect(sent.actor == Actor("li.na", role: "clerk", unit: "post"))
        #expect(sent.channel == "window")
        #expect(sent.attestation == Attestation(importer: "wang.li", source: "post"))
        #expect(events[1].event.occurred?.description == "2025-03-01T09:30:00+08:00")
        let seen = try #require(EventCatalog.parcels.definition(of: ParcelSeen.type))
        #expect(
            try seen.json(events[1].event.payload).description
                == #"{"parcel":"P-1","place":"{南头}"}"#)
        #expect(events[3].event.occurred?.description == "2025-03-04")
        #expect(events[6].event.occurred?.description == "2025-03-05T08:00:00+08:00")
    }

    @Test func identitiesDependOnTheTextAndNotOnThePlaceInTheFile() throws {
        let first = "P-1,2025-03-01,2025-03-01 09:30:00,,li.na,,,,1,,,,A\n"
        let second = "P-2,2025-03-01,2025-03-01 09:30:00,,li.na,,,,1,,,,A\n"
        func ids(_ rows: String) throws -> Set<EventID> {
            Set(try parcelLines(rows).flatMap(\.drafts).compactMap(\.event.id))
        }
        let once = try ids(first + second)
        #expect(once.count == 6)
        #expect(try ids(second + "\n" + first) == once)
    }

    @Test(arguments: [
        ("P-1,2025-02-30,2025-03-01 09:00:00,,li.na,,,1,1,,,,A", "sent", "column 'sent'"),
        ("P-1,2025-03-01,2025-03-01 09:00:00,,,,,1,1,,,,A", "sent seen arrived", "actor: is empty"),
        ("P-1,2025-03-01,2025-03-01 09:00:00,,li.na,,,1kg,1,,,,A", "sent", "field 'weight'"),
        ("P-1,2025-03-01,2025-03-01 09:00:00,,li.na,,,1,1.234,,,,A", "sent", "field 'price'"),
        ("P-1,2025-03-01,2025-03-01 09:00:00,,li.na,,,1,1,9 March,,,A", "sent", "field 'due'"),
        ("P-1,2025-03-01,2025-03-01 09:00:00,,li.na,,,1,1,,maybe,,A", "sent", "field 'fragile'"),
        ("P-1,2025-03-01,2025-03-01 09:00:00,,li.na,,传真,1,1,,,,A", "sent", "'values'"),
        ("P-1,2025-03-01,,,li.na,,,1,1,,,,A", "seen arrived", "id: a column"),
    ]) func aBadRowIsRefusedAndSaysWhatIsWrong(row: String, refused: String, reason: String) throws
    {
        let lines = try parcelLines(row + "\nP-2,2025-03-01,2025-03-01,,li.na,,,1,1,,,,A\n")
        let bad = try #require(lines.first { $0.number == 2 })
        #expect(
            bad.refusedTypes.map { $0.name.dropFirst("parcel.".count) }.joined(separator: " ")
                == refused)
        #expect(bad.problems.contains { $0.contains(reason) })
        #expect(lines.flatMap(\.problems).count == bad.problems.count)
        #expect(lines.filter { $0.number == 3 }.flatMap(\.drafts).count == 3)
    }

    @Test func reasonsNeverQuoteTheRow() throws {
        let lines = try parcelLines(
            "P-1,secret,secret,,secret,secret,secret,secret,secret,secret,,,A\n")
        let problems = lines.flatMap(\.problems)
        #expect(!problems.isEmpty)
        #expect(!problems.contains { $0.contains("secret") })
    }

    @Test func whatEndsAGroupWaitsForARowThatCannotBeRead() throws {
        let first = "P-1,2025-03-01,2025-03-01 09:00:00,,li.na,,,1,1,,,,A\n"
        let lines = try parcelLines(
            first + "P-1,too,short\n" + "P-2,2025-03-01,2025-03-02,,li.na,,,1,1,,,,A\n")
        #expect(lines.flatMap(\.drafts).count == 5)
        #expect(lines.contains { $0.number == 3 && $0.problems[0].contains("fields") })
        let held = try #require(lines.first { $0.refusedTypes == [ParcelArrived.type] })
        #expect(held.problems[0].contains("line 3"))
    }

    @Test func rowsThatStandApartFromTheirGroupAreRefused() throws {
        func row(_ parcel: String, _ day: Int) -> String {
            "\(parcel),2025-03-01,2025-03-0\(day) 09:00:00,,li.na,,,1,1,,,,A\n"
        }
        let lines = try parcelLines(row("P-1", 1) + row("P-2", 2) + row("P-1", 3))
        #expect(lines.flatMap(\.drafts).count == 6)
        #expect(lines.filter { !$0.problems.isEmpty }.map(\.number) == [4])
    }

    @Test func aMissingColumnIsNoticedBeforeTheFirstRow() throws {
        let error = #expect(throws: MappingError.self) {
            try parcelLines("P-1\n", header: "parcel\n")
        }
        #expect(error?.reason.contains("'clerk'") == true)
    }

    @Test(arguments: [
        (#"{"format":2}"#, "format"), (#"{"format":1,"source":"s","events":[]}"#, "events"),
        (#"{"format":1,"source":"s","colour":1,"events":[]}"#, "colour"),
        (#"{"format":1,"source":"s{","events":[{}]}"#, "source"),
        (#"{"format":1,"source":"s","offset":"8","events":[{}]}"#, "offset"),
        (#"{"format":1,"source":"s","events":[{"type":"x.y/1"}]}"#, "events[0].type"),
        (#"{"format":1,"source":"s","events":[{"type":"parcel.seen/1"}]}"#, "events[0].id"),
        (
            #"{"format":1,"source":"s","events":[{"type":"parcel.seen/1","id":"{a}","time":"t","#
                + #""actor":"a","role":"r","unit":"u","data":{"colour":"{a}"}}]}"#,
            "events[0].data.colour"
        ),
        (
            #"{"format":1,"source":"s","events":[{"type":"parcel.seen/1","id":"{a}","time":"t","#
                + #""actor":"a","role":"r","unit":"u","data":{"place":{"column":"p","parse":"x"}}}]}"#,
            "events[0].data.place.parse"
        ),
        (
            #"{"format":1,"source":"s","events":[{"type":"parcel.seen/1","on":"last","id":"{a}","#
                + #""time":"t","actor":"a","role":"r","unit":"u"}]}"#, "events[0].on"
        ),
    ]) func aMappingThatCannotBeMeantIsRefusedWithItsPath(text: String, path: String) {
        let error = #expect(throws: MappingError.self) {
            try Mapping(Array(text.utf8), catalog: .parcels)
        }
        #expect(error?.path == path)
    }

    @Test func aRefusedRowThatWasCorrectedGivesJustWhatWasRefused() throws {
        let mapping = try Mapping(Array(parcelMapping.utf8), catalog: .parcels)
        let row = parcelHeader.dropLast().split(separator: ",").map { name in
            "\"\(name)\":\"\(["parcel": "P-1", "at": "2025-03-01", "clerk": "li.na", "place": "A"]["\(name)"] ?? "")\""
        }
        let text = """
            {"line":9,"reason":"x","events":["parcel.seen/1"],"row":{\(row.joined(separator: ","))}}
            {"line":10,"reason":"x","events":["parcel.seen/1"],"row":{}}
            {"line":11,"reason":"x"}
            """
        let lines = try allLines(
            MappingSource(
                refused: LineReader(Array(text.utf8)), mapping: mapping, catalog: .parcels,
                importer: "wang.li"))
        #expect(lines.map { $0.drafts.map(\.event.type) } == [[ParcelSeen.type], [], []])
        #expect(lines.map(\.problems.isEmpty) == [true, false, false])
    }
}
