import CaseLedger
import FiveOnes
import Foundation
import Testing

/// A real municipality's log through its mapping, against figures counted independently.
@Suite struct MunicipalReceiptTests {
    static let log = TranscriptTests.root.deletingLastPathComponent()
        .appendingPathComponent("shared/data/municipal-receipt-log.csv").path

    private struct Seen {
        var deadline: Instant
        var end: Instant?
        var lastActor: String?
    }

    @Test(
        .enabled(
            if: FileManager.default.fileExists(atPath: log),
            "../shared/data/municipal-receipt-log.csv is not beside the checkout"))
    func theMappingGivesWhatWasCountedIndependently() throws {
        let path = TranscriptTests.root
            .appendingPathComponent("fixtures/mappings/municipal-receipts.json").path
        let bytes = [UInt8](try #require(FileManager.default.contents(atPath: path)))
        let catalog = EventCatalog.fiveOnes
        let mapping = try Mapping(bytes, catalog: catalog)
        var source = try MappingSource(
            csv: Self.log, mapping: mapping, catalog: catalog, importer: "importer")
        var tickets: [String: Seen] = [:]
        var actors: Set<String> = []
        var ids: Set<EventID> = []
        var (steps, handOvers) = (0, 0)
        while let lines = try source.nextLines() {
            for line in lines {
                #expect(line.problems.isEmpty, "line \(line.number)")
                for draft in line.drafts {
                    let definition = try catalog.require(draft.event.type)
                    let data = try definition.json(draft.event.payload)
                    let ticket = try #require(data["ticket"]?.stringValue)
                    ids.insert(try #require(draft.event.id))
                    #expect(draft.attestation?.source == "municipal-receipt-log")
                    switch draft.event.type {
                    case TicketOpened.type:
                        let text = try #require(data["deadline"]?.stringValue)
                        tickets[ticket] = Seen(deadline: try #require(Instant(text)))
                    case TicketStepDone.type:
                        steps += 1
                        actors.insert(draft.actor.id)
                        let last = try #require(tickets[ticket], "opened before its first step")
                        if let actor = last.lastActor, actor != draft.actor.id { handOvers += 1 }
                        tickets[ticket]?.lastActor = draft.actor.id
                    default:
                        tickets[ticket]?.end = draft.event.occurred?.first
                    }
                }
            }
        }
        #expect(steps == 8_577)
        #expect(actors.count == 48)
        #expect(handOvers == 1_208)
        #expect(tickets.count == 1_434)
        #expect(tickets.values.allSatisfy { $0.end != nil })
        #expect(
            tickets.values.count { seen in seen.end.map { $0 > seen.deadline } ?? false } == 381)
        #expect(ids.count == 8_577 + 2 * 1_434)
    }
}
