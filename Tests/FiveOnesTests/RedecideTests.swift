import CaseLedger
import FiveOnes
import Testing

/// Decisions of the plan taken again from the events that they recorded.
@Suite struct RedecideTests {
    static let keeper = Actor("he.min", role: .authorityKeeper, unit: "city:double-support")

    /// The differences at a position; `nil` if nothing was decided there.
    func differences(_ office: Bureau, _ position: UInt64) async throws -> [String]? {
        guard case .decided(let again) = try await office.ledger.redecide(position) else {
            return nil
        }
        return again.differences.map { "\($0.what): \($0.message.english)" }
    }

    func perform(_ office: Bureau, _ event: some Recordable, by actor: Actor, on day: String? = nil)
        async throws -> UInt64
    {
        try await office.ledger.perform(
            Record(event, occurred: day.flatMap { Moment($0) }), by: actor
        ).positions[0]
    }

    static func visit(_ id: VisitID) -> VisitMade {
        VisitMade(.home) {
            $0.visit = id
            $0.family = "F-1"
            $0.met = ["M-1"]
        }
    }

    @Test func everyDecisionOfALiveOfficeGivesTheSame() async throws {
        let office = try Bureau()
        try office.family()
        try await office.ledger.synced(through: office.count)
        let officer = Bureau.officer
        let first = try await perform(office, Self.visit("V-1"), by: officer, on: "2025-02-01")
        _ = try await perform(office, Self.visit("V-2"), by: officer)
        let id = try office.ledger.event(at: first).id
        let corrected = try EventCorrected(id, to: Self.visit("V-1"), reason: "typed wrongly")
        let correction = try await perform(office, corrected, by: officer)
        let retracted = EventRetracted(
            try office.ledger.event(at: correction).id, reason: "it was right before")
        _ = try await perform(office, retracted, by: officer)
        _ = try await perform(
            office, AuthorityFounded(founder: "he.min", unit: Self.keeper.unit, ground: "decree"),
            by: Self.keeper)
        let grant = RoleGranted {
            $0.holder = officer.id
            $0.role = officer.role.rawValue
            $0.unit = officer.unit
            $0.from = .day(2025, 1, 1)
            $0.ground = "letter"
        }
        _ = try await perform(office, grant, by: Self.keeper)
        _ = try await perform(office, Self.visit("V-3"), by: officer, on: "2025-03-01")
        #expect(office.ledger.size == office.count + 7)
        for position in 0..<office.ledger.size {
            let expected: [String]? = position < office.count ? nil : []
            #expect(try await differences(office, position) == expected, "at \(position)")
        }
        let policy = try office.ledger.event(at: first).envelope.policy
        #expect(policy == (try office.ledger.view(PolicyBook.self).policy.version))
    }

    /// Recorded as if it had been decided: by the ledger's own door, past every rule.
    @Test func whatTheRulesForbadeIsFoundOut() async throws {
        let office = try Bureau()
        try office.family()
        try await office.ledger.synced(through: office.count)
        _ = try await perform(office, Self.visit("V-1"), by: Bureau.officer, on: "2025-02-01")
        func forge(_ event: some Payload, by actor: Actor) async throws -> UInt64 {
            var draft = Draft(
                NewEvent(event, occurred: Moment.day(2025, 2, 2)), by: actor)
            draft.observed = office.ledger.size
            return try await office.ledger.append([draft]).positions[0]
        }
        let twice = try await forge(Self.visit("V-1"), by: Bureau.officer)
        #expect(try await differences(office, twice)?.first?.hasPrefix("rule: [I3]") == true)
        let stranger = Actor("he.yu", role: .responsibleOfficer, unit: "station:S-shatou")
        let elsewhere = try await forge(Self.visit("V-2"), by: stranger)
        #expect(try await differences(office, elsewhere)?.first?.hasPrefix("rule: [I2]") == true)
        let lawful = try await forge(Self.visit("V-4"), by: Bureau.officer)
        #expect(try await differences(office, lawful) == [], "nobody can tell it from a decision")
    }

    @Test func whatWasImportedWasNotDecidedHere() async throws {
        let office = try Bureau()
        try office.family()
        try await office.ledger.synced(through: office.count)
        guard case .imported(let event, let attestation) = try await office.ledger.redecide(1)
        else {
            Issue.record("it was imported")
            return
        }
        #expect(event.position == 1)
        #expect(attestation.importer == "test")
    }

    @Test func whatTheLedgerRecordsItselfIsNoDecision() async throws {
        let office = try Bureau()
        try office.family()
        try await office.ledger.synced(through: office.count)
        let held = HoldPlaced(.family("F-1"), ground: "a lawsuit")
        let position = try await office.ledger.record(held, by: Bureau.district).positions[0]
        guard case .recorded(let event) = try await office.ledger.redecide(position) else {
            Issue.record("no decision records a hold")
            return
        }
        #expect(event.type == HoldPlaced.type)
    }
}
