import FiveOnes
import Testing

@Suite struct RecordRequestTests {
    static let martyr: JSONValue = ["martyr": "MT-7", "name": "某烈士"]

    func request(
        _ data: JSONValue = martyr, _ type: EventType = "martyr.recorded",
        by actor: Actor = Bureau.district
    ) -> RecordRequest { RecordRequest(type, data, by: actor) }

    func error(
        _ request: RecordRequest, in bureau: Bureau
    ) async throws -> LedgerError? {
        let size = bureau.ledger.size
        do throws(LedgerError) { try await request.record(in: bureau.ledger) } catch {
            #expect(bureau.ledger.size == size, "nothing is recorded")
            return error
        }
        return nil
    }

    @Test func aGoodRequestIsRecorded() async throws {
        let bureau = try Bureau()
        var request = request()
        request.occurred = Moment("2025-03")
        request.channel = "window"
        let event = try #require(try await request.record(in: bureau.ledger).first)
        #expect(event.type == "martyr.recorded" && event.actor == Bureau.district)
        #expect(event.envelope.occurred == Moment("2025-03") && event.envelope.channel == "window")
    }

    @Test func theSameRequestAgainChangesNothing() async throws {
        let bureau = try Bureau()
        var request = request()
        request.id = EventID("00000000-0000-7000-8000-000000000001")
        let first = try await request.record(in: bureau.ledger).map(\.position)
        #expect(try await request.record(in: bureau.ledger).map(\.position) == first)
        #expect(bureau.ledger.size == 1)
        // The same identity with another content, actor, time or channel is another event.
        var others = Array(repeating: request, count: 4)
        others[0].data = ["martyr": "MT-7", "name": "另一人"]
        others[1].actor = Bureau.officer
        others[2].occurred = Moment("2020")
        others[3].channel = "phone"
        for other in others {
            #expect(try await error(other, in: bureau)?.code == .idTaken)
        }
    }

    @Test func aBadRequestIsRefused() async throws {
        let bureau = try Bureau()
        #expect(try await error(request(["martyr": 7]), in: bureau)?.code == .malformed)
        #expect(try await error(request(["no": "field"]), in: bureau)?.code == .malformed)
        let unknown = try await error(request([:], "visit.dreamed"), in: bureau)
        #expect(unknown?.code == .malformed && unknown?.message.contains("fiveones") == false)
        #expect(try await error(request([:], "subject.erased"), in: bureau)?.code == .malformed)
        let payer = try await error(request(by: Bureau.payer), in: bureau)
        #expect(payer?.code == .refused && payer?.violation != nil)
        var future = request()
        future.occurred = Moment("2999")
        #expect(try await error(future, in: bureau)?.violation?.rule == "I5")
    }
}
