import CaseLedger
import CaseLedgerTesting
import FiveOnes
import SegmentLogTesting
import Testing

/// Nothing is lost on the way out and in again, for random events of every type.
@Suite struct ExchangeTests {
    /// The plan's events in a ledger that asks no event for what it refers to.
    static let catalog = EventCatalog(
        EventCatalog.fiveOnes.definitions.dropLast(EventCatalog([]).definitions.count)
            .map { definition in
                let payload: any Payload.Type = definition.payload
                return EventDefinition(payload, founds: [])
            })

    /// A random draft of a type, with everything that a draft can say.
    static func draft<P: Payload>(_ payload: P.Type, _ seed: inout Seed) throws -> Draft {
        let occurred = [
            Moment.year(1950 + Int(seed.next() % 70)), .month(2025, 1 + Int(seed.next() % 12)),
            .day(Day(number: Int32(seed.next() % 20_000))),
            .instant(Instant(microseconds: Int64(seed.next() % (1 << 50)))),
        ][Int(seed.next() % 4)]
        var event = NewEvent(
            try FieldFiller.random(
                payload, in: catalog, using: &seed,
                texts: [
                    "unit": "nanshan", "key": PolicyKey.visitWindowBefore.id,
                    "scope": "shelf:1", "glass": "G-1",
                ]),
            occurred: occurred,
            id: .next(at: Instant(microseconds: Int64(seed.next() % (1 << 50))), using: &seed))
        if seed.next() % 2 == 0 { event.causation = EventID.named("cause", in: "\(seed.next())") }
        event.evidence = (0..<seed.next() % 3).map { _ in
            Evidence(
                digest: (0..<32).map { _ in UInt8(truncatingIfNeeded: seed.next()) },
                kind: "photo", kept: "archive/\(seed.next())")
        }
        var draft = Draft(event, by: Actor("a-\(seed.next() % 9)", role: "clerk", unit: "u:1"))
        if seed.next() % 2 == 0 { draft.correlation = EventID.named("first", in: "\(seed.next())") }
        if seed.next() % 2 == 0 { draft.onBehalfOf = "wu" }
        if seed.next() % 2 == 0 { draft.channel = "phone" }
        draft.isAdopted = true
        if seed.next() % 2 == 0 {
            draft.attestation = Attestation(
                importer: "elder", source: "archive", recorded: Instant(microseconds: 7),
                earlier: seed.next() % 2 == 0
                    ? [Attestation.Earlier(importer: "eldest", source: "paper")] : [])
        }
        return draft
    }

    @Test func cloudEventsLoseNothing() async throws {
        let first = try Ledger.open(
            in: MemoryStorage(), events: Self.catalog, as: .founding,
            LedgerOptions(keys: .clear, authority: .trusted))
        let second = try Ledger.open(
            in: MemoryStorage(), events: Self.catalog, as: .founding,
            LedgerOptions(keys: .clear))
        let reader = CloudEvents(catalog: Self.catalog, importer: "importer")
        var count: UInt64 = 0
        for round in 0..<20 {
            var seed = Seed(UInt64(round))
            for definition in Self.catalog.definitions
            where !definition.type.name.hasPrefix("event.") {
                let payload: any Payload.Type = definition.payload
                let draft = try Self.draft(payload, &seed)
                try Self.expectRecorded(
                    try first.admit([draft]), "\(definition.type), seed \(round)")
                count += 1
            }
        }
        try await first.synced(through: count)
        var lines: [[UInt8]] = []
        try first.history { event in
            lines.append(JSONWriter.compact(try CloudEvents.json(event, source: "first")))
        }
        #expect(lines.count == Int(count))
        let drafts = try lines.map { line in
            var draft = try reader.draft(line)
            draft.isAdopted = true
            return draft
        }
        try Self.expectRecorded(try second.admit(drafts), "again")
        try await second.synced(through: count)
        for position in 0..<count { try Self.compare(position, first, second) }
        let again = try second.admit(drafts)
        #expect(again.count { if case .known = $0 { true } else { false } } == lines.count)
    }

    private static func expectRecorded(_ outcomes: [Ledger.Admission], _ what: String) throws {
        for outcome in outcomes {
            guard case .recorded = outcome else {
                Issue.record("\(what): \(outcome)")
                continue
            }
        }
    }

    /// Everything but what recording adds is the same; who brought it in is not lost.
    private static func compare(_ position: UInt64, _ first: Ledger, _ second: Ledger) throws {
        let (before, after) = (try first.event(at: position), try second.event(at: position))
        var expected = before.envelope
        expected.recorded = after.envelope.recorded
        expected.attestation = Attestation(
            importer: "importer", source: "first", recorded: before.envelope.recorded,
            earlier: before.envelope.attestation.map { mark in
                [
                    Attestation.Earlier(
                        importer: mark.importer, source: mark.source, recorded: mark.recorded)
                ] + mark.earlier
            } ?? [])
        #expect(after.envelope == expected, "\(before.type) at \(position)")
    }

    @Test func aLineCannotPassForADecisionTakenHere() throws {
        let reader = CloudEvents(catalog: .fiveOnes, importer: "importer")
        var seed = Seed(1)
        var draft = try Self.draft(FamilyClosed.self, &seed)
        draft.attestation = nil
        var line = try #require(
            try CloudEvents.json(draft, source: "file", catalog: .fiveOnes).objectValue)
        #expect(try reader.draft(.object(line)).attestation?.importer == "importer")
        line["attestedby"] = "the mayor"
        let claimed = try reader.draft(.object(line)).attestation
        #expect(claimed?.importer == "importer")
        #expect(claimed?.earlier.map(\.importer) == ["the mayor"])
        line["attestations"] = #"[{"importer":"somebody else","source":""}]"#
        let error = #expect(throws: LedgerError.self) { try reader.draft(.object(line)) }
        #expect(error?.message == "attribute 'attestations': does not begin with 'attestedby'")
    }
}
