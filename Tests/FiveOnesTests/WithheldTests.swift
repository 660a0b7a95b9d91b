import CaseLedgerTesting
import FiveOnes
import Foundation
import SegmentLogTesting
import Testing

/// Nothing personal lies in a file of refused lines, nor in an identifier.
@Suite struct WithheldTests {
    private func bring(_ lines: [JSONValue]) async throws -> [RefusedLine] {
        let ledger = try Ledger.open(
            in: MemoryStorage(), events: .fiveOnes, as: .founding,
            LedgerOptions(keys: .inMemory()))
        let text = lines.map { $0.description + "\n" }.joined()
        let source = JSONLinesSource(
            LineReader(Array(text.utf8)), catalog: .fiveOnes, importer: "test")
        var refused: [RefusedLine] = []
        _ = try await Importer(ledger).run(source) { refused.append($0) }
        return refused
    }

    private func line(_ type: String, _ data: JSONObject, _ more: [String: JSONValue] = [:])
        -> JSONValue
    {
        var object = JSONObject()
        object["specversion"] = "1.0"
        object["type"] = .string(type)
        object["source"] = "test"
        object["id"] = .string("\(type)-\(data.count)")
        object["time"] = "2025-01-20T09:00:00+08:00"
        // No actor: each line is refused.
        object["data"] = .object(data)
        for (name, value) in more { object[name] = value }
        return .object(object)
    }

    @Test(arguments: EventCatalog.fiveOnes.definitions.map(\.type))
    func aRefusedLineKeepsWhatIsNotPersonal(_ type: EventType) async throws {
        let definition = try #require(EventCatalog.fiveOnes.definition(of: type))
        var data = JSONObject()
        for field in definition.fields { data[field.name] = .string("secret-\(field.name)") }
        data["misspelt"] = "secret-misspelt"
        let said = line("\(type)", data, ["surname": "secret-surname"])
        let refused = try #require(try await bring([said]).first)
        let kept = definition.fields.filter { !$0.mayHoldPersonal }.map(\.name)
        guard case .object(let rest)? = refused.json["event"]?["data"] else {
            Issue.record("it has no data")
            return
        }
        #expect(rest.map(\.key) == kept)
        for field in definition.fields where !kept.contains(field.name) {
            #expect(!refused.json.description.contains("secret-\(field.name)"))
        }
        #expect(!refused.json.description.contains("secret-misspelt"))
        #expect(!refused.json.description.contains("secret-surname"))
        #expect(refused.json["withheld"]?.arrayValue?.contains("data.misspelt") == true)
        // Nothing of it is recorded without what was left out.
        let again = try #require(try await bring([refused.json]).first)
        #expect(again.reason.contains("left out"))
        #expect(again.json["withheld"] == refused.json["withheld"])
    }

    @Test func whatIsNoEventOrOfNoTypeIsLeftOutWhole() async throws {
        var data = JSONObject()
        data["name"] = "secret"
        let unknown = try #require(try await bring([line("no.such/1", data)]).first)
        #expect(!unknown.json.description.contains("secret"))
        for text in [#"{"name":"secret""#, #"["secret"]"#, "secret", #"{"name":"secret"}"#] {
            let source = JSONLinesSource(
                LineReader(Array(text.utf8)), catalog: .fiveOnes, importer: "test")
            let ledger = try Ledger.open(in: MemoryStorage(), events: .fiveOnes, as: .founding)
            var refused: [RefusedLine] = []
            _ = try await Importer(ledger).run(source) { refused.append($0) }
            #expect(refused.count == 1)
            #expect(refused.allSatisfy { !$0.json.description.contains("secret") }, "\(text)")
        }
    }

    @Test(arguments: [
        ("F-0012", true), ("M-00031", true), ("南头街道-12", true), ("D-2025-07", true),
        ("110105194912310021", true), ("王测试", false), ("欧阳测试", false), ("张·三", false),
        ("11010519491231002X", false), ("M-11010519491231002x", false),
        ("member 11010519491231002X!", false),
    ])
    func anIdentifierIsNoNameAndNoNumberOfAPerson(_ text: String, isFine: Bool) throws {
        func problem(_ payload: some Payload) -> String? {
            do throws(PayloadProblem) { try payload.check() } catch { return "\(error)" }
            return nil
        }
        let problems = [
            problem(FamilyEnrolled { $0.family = FamilyID(rawValue: text) }),
            problem(MemberEnrolled { $0.member = MemberID(rawValue: text) }),
            problem(TicketOpened { $0.ticket = TicketID(rawValue: text) }),
            problem(AidApplied { $0.aid = AidID(rawValue: text) }),
            problem(DisbursementPaid { $0.disbursement = DisbursementID(rawValue: text) }),
            problem(BenefitClaimed { $0.grant = GrantID(rawValue: text) }),
            problem(
                VisitMade(.home) {
                    $0.visit = VisitID(rawValue: text)
                    $0.met = ["M-1"]
                }),
            problem(
                DonationReceived {
                    $0.donor = DonorID(rawValue: text)
                    $0.donorKind = .individual
                }),
        ]
        for problem in problems {
            #expect((problem == nil) == isFine, "\(text)")
            #expect(problem?.contains(text) != true, "it is not quoted")
        }
        // An enterprise has a public name.
        let firm = problem(DonationReceived { $0.donor = "测试集团" })
        #expect(firm == nil)
    }

    @Test func aDonorWhoIsAPersonIsSealedAndErased() async throws {
        let office = try Bureau()
        try office.fund()
        try office.donate("N-1", on: "2025-01-03", kind: .individual)
        func named(_ donor: DonorID) -> DonorNamed {
            DonorNamed {
                $0.donation = "N-1"
                $0.fund = "K-1"
                $0.donor = donor
                $0.name = "某捐赠人"
            }
        }
        try await office.ledger.synced()
        await #expect(throws: LedgerError.self) {
            try await office.ledger.perform(Record(named("D-2")), by: Bureau.foundation)
        }
        try await office.ledger.perform(Record(named("D-N-1")), by: Bureau.foundation)
        let donor = Tag.donor("D-N-1")
        #expect(try office.ledger.previewErasure(of: [donor]).parts[0].fields == 1)
        let erasure = try await office.ledger.erase(
            [donor], ground: "request",
            by: Actor("he.min", role: .cityStaff, unit: "city:double-support"))
        #expect(erasure.keysDestroyed == 1)
    }
}
