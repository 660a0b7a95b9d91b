import CaseLedger
import FiveOnes
import Testing

/// An account is shut at once: from this moment, not from tomorrow.
///
/// It is the fifteenth of June 2025 here.
@Suite struct ShutTests {
    private let keeper = AuthorityCheckTests.keeper
    private let rules = AuthorityRuleTests()

    private func office() throws -> Bureau {
        let office = try AuthorityCheckTests().office()
        try office.family()
        return office
    }

    private func end(
        _ actor: Actor, in office: Bureau, atOnce: Bool = true, delegator: String = ""
    ) async throws {
        try await office.ledger.synced()
        let ended = RoleEnded {
            $0.holder = actor.id
            $0.role = actor.role.rawValue
            $0.unit = actor.unit
            $0.delegator = delegator
            $0.reason = "the account was misused"
            $0.atOnce = atOnce ? office.ledger.now : nil
        }
        try await office.ledger.perform(Record(ended), by: keeper)
    }

    private func names(_ office: Bureau, by actor: Actor) throws -> String? {
        let name = try #require(try office.ledger.view(Registry.self).members["M-1"]?.name)
        return try office.ledger.disclose(to: actor, for: .care, view: "test") { open in
            try open(name).text
        }
    }

    @Test func whatIsEndedAtOnceHoldsNoMoreOnThatDay() async throws {
        for isAtOnce in [true, false] {
            let office = try office()
            let before = try await rules.rule(
                office, rules.visit("V-1"), on: nil, by: Bureau.officer)
            #expect(before == nil)
            try await end(Bureau.officer, in: office, atOnce: isAtOnce)
            for (index, day) in [nil, "2025-06-15", "2025-06-14", "2025-01-10"].enumerated() {
                let rule = try await rules.rule(
                    office, rules.visit(VisitID(rawValue: "W-\(index)")), on: day,
                    by: Bureau.officer)
                #expect(rule == (isAtOnce ? "I2" : nil), "\(day ?? "now")")
            }
            if isAtOnce {
                #expect(throws: LedgerError.self) { try names(office, by: Bureau.officer) }
            } else {
                #expect(try names(office, by: Bureau.officer) == "某遗属")
            }
            // What was recorded before it counts still.
            let findings = try await office.findings("X2", asOf: "2025-06-30")
            let own = findings.first { $0.subject == "actor:wang.li" }
            #expect(own?.outcome == .satisfied)
        }
    }

    /// By the import door something is recorded after all; supervision says so.
    @Test func whatIsRecordedAfterTheShutIsFound() async throws {
        let office = try office()
        try office.visit("F-1", .hardship, on: "2025-06-15", id: "V-1")
        try await end(Bureau.officer, in: office)
        try office.visit("F-1", .hardship, on: "2025-06-15", id: "V-2")
        let findings = try await office.findings("X2", asOf: "2025-06-30")
        let own = try #require(findings.first { $0.subject == "actor:wang.li" })
        #expect(own.outcome == .violated)
        #expect(own.reason.english.contains("of 2 acts: 1 act without holding the role"))
    }

    @Test func whoIsGrantedItAnewHoldsItAgainAtOnce() async throws {
        let office = try office()
        try await end(Bureau.officer, in: office)
        let granted = RoleGranted {
            $0.holder = Bureau.officer.id
            $0.role = Bureau.officer.role.rawValue
            $0.unit = Bureau.officer.unit
            $0.from = office.ledger.now.day
            $0.ground = "found again"
        }
        try await office.ledger.perform(Record(granted), by: keeper)
        #expect(
            try await rules.rule(office, rules.visit("V-1"), on: nil, by: Bureau.officer) == nil)
    }

    /// Whoever stands in for a shut account falls with it.
    @Test func whoStandsInForAShutAccountMayNoMore() async throws {
        let office = try office()
        let deputy = Actor("bai.he", role: Bureau.officer.role, unit: Bureau.officer.unit)
        try office.delegate(Bureau.officer, to: deputy.id)
        #expect(
            try await rules.rule(
                office, rules.visit("V-1"), on: nil, by: deputy, onBehalfOf: Bureau.officer.id)
                == nil)
        try await end(Bureau.officer, in: office)
        #expect(
            try await rules.rule(
                office, rules.visit("V-2"), on: nil, by: deputy, onBehalfOf: Bureau.officer.id)
                == "I2")
    }

    @Test func anEndAtOnceIsOfNoOtherTime() async throws {
        let office = try office()
        try await office.ledger.synced()
        let ended = RoleEnded {
            $0.holder = Bureau.officer.id
            $0.role = Bureau.officer.role.rawValue
            $0.unit = Bureau.officer.unit
            $0.reason = "misused"
            $0.atOnce = office.ledger.now
        }
        #expect(try await rules.rule(office, ended, on: "2025-06-01", by: keeper) == "X3")
        var later = ended
        later.atOnce = office.ledger.now.adding(seconds: 86_400)
        #expect(try await rules.rule(office, later, on: nil, by: keeper) == "X3")
    }

    @Test(arguments: [
        ("districtStaff", "district:nanshn", "", "district:nanshan"),
        ("districtStaff", "南山区", "", ""),
        ("distrctStaff", "district:nanshan", "", "districtStaff"),
        ("stationStaff", "station:S-nantuo", "", "station:S-nantou"),
        ("stationStaff", "city:ofice", "", ""),
        ("districtStaff", "district:nanshan", "area:nanshan/nantuo", "nanshan/nantou"),
    ])
    func whatNobodyKnowsIsNotGranted(
        _ role: String, _ unit: String, _ scope: String, _ nearest: String
    ) async throws {
        let office = try office()
        try await office.ledger.synced()
        let granted = RoleGranted {
            $0.holder = "wu.yi"
            $0.role = role
            $0.unit = unit
            $0.scope = scope
            $0.from = Day(2025, 6, 1) ?? .blank
            $0.ground = "letter"
        }
        let error = await #expect(throws: LedgerError.self) {
            try await office.ledger.perform(Record(granted), by: self.keeper)
        }
        #expect(error?.violation?.rule == "I4")
        #expect(nearest.isEmpty || error?.message.contains(nearest) ?? false, "\(error)")
    }
}
