import CaseLedger
import FiveOnes
import Testing

/// Authority is asked for two days: that of acting, and that of recording.
///
/// It is the fifteenth of June 2025 here.
@Suite struct TwoDaysTests {
    private let keeper = AuthorityCheckTests.keeper
    private let district = Actor("xu.ping", role: .authorityKeeper, unit: "district:nanshan")
    private let sock = Actor("wu.yi", role: .authorityKeeper, unit: "city:double-support")

    /// An office with a keeper for the district, whose role ended in March.
    private func office() throws -> Bureau {
        let office = try AuthorityCheckTests().office()
        try AuthorityCheckTests().grant(district, in: office, on: "2024-12-01")
        try end(district, in: office)
        try office.family()
        return office
    }

    private func end(_ actor: Actor, in office: Bureau) throws {
        try office.bring(
            RoleEnded {
                $0.holder = actor.id
                $0.role = actor.role.rawValue
                $0.unit = actor.unit
                $0.reason = "dismissed"
            }, on: "2025-03-01", by: keeper)
    }

    private func grant(
        _ holder: String, _ role: Role = .districtStaff, from: String = "2025-01-01"
    ) -> RoleGranted {
        RoleGranted {
            $0.holder = holder
            $0.role = role.rawValue
            $0.unit = "district:nanshan"
            $0.from = Day(from) ?? .blank
            $0.ground = "letter"
        }
    }

    private func delegation(
        from delegator: String, to delegate: String, mayPassOn: Bool = false
    ) -> RoleDelegated {
        RoleDelegated {
            $0.delegator = delegator
            $0.delegate = delegate
            $0.role = Role.authorityKeeper.rawValue
            $0.unit = "city:double-support"
            $0.from = Day(2025, 6, 1) ?? .blank
            $0.through = Day(2025, 6, 30) ?? .blank
            $0.mayPassOn = mayPassOn
            $0.ground = "leave"
        }
    }

    private func visit(_ id: VisitID) -> VisitMade {
        VisitMade {
            $0.visit = id
            $0.family = "F-1"
            $0.met = ["M-1"]
        }
    }

    private func rule(
        _ office: Bureau, _ event: some Recordable, on day: String?, by actor: Actor,
        for delegator: String = ""
    ) async throws -> String? {
        try await AuthorityRuleTests().rule(
            office, event, on: day, by: actor, onBehalfOf: delegator)
    }

    /// A keeper whose role had ended in March granted roles in November, "as of February".
    @Test func whoseRoleHasEndedRecordsNothingWhateverDayTheySay() async throws {
        let office = try office()
        for day in ["2025-02-01", "2025-03-01", "2025-03-02", "2025-06-15"] {
            #expect(try await rule(office, grant("crony"), on: day, by: district) == "I2", "\(day)")
        }
        try end(Bureau.officer, in: office)
        #expect(try await rule(office, visit("V-1"), on: "2025-02-01", by: Bureau.officer) == "I2")
        // Whoever still holds the role may say afterwards what was done.
        #expect(try await rule(office, visit("V-1"), on: "2025-02-01", by: Bureau.district) == nil)
    }

    @Test func whoHasLeftAStationRecordsNothingOfBeforeEither() async throws {
        let office = try Bureau()
        try office.family()
        #expect(try await rule(office, visit("V-1"), on: "2025-05-20", by: Bureau.officer) == nil)
        try office.bring(
            StaffLeft {
                $0.staff = "wang.li"
                $0.station = "S-nantou"
            }, on: "2025-05-31")
        #expect(try await rule(office, visit("V-2"), on: "2025-05-20", by: Bureau.officer) == "I2")
    }

    /// A keeper let somebody stand in, who granted the keeper a role on the keeper's own behalf.
    @Test func nobodyGrantsToThemselvesThroughWhomTheyLetStandIn() async throws {
        let office = try office()
        #expect(
            try await rule(
                office, delegation(from: "he.min", to: "wu.yi", mayPassOn: true), on: nil,
                by: keeper) == nil)
        let own = grant("he.min", .payer)
        #expect(try await rule(office, own, on: nil, by: sock, for: "he.min") == "I9")
        let other = grant("sun.tao", .inspector)
        #expect(try await rule(office, other, on: nil, by: sock, for: "he.min") == nil)
        // Nor through somebody to whom that is passed on.
        #expect(
            try await rule(
                office, delegation(from: "wu.yi", to: "hu.bo"), on: nil, by: sock, for: "he.min")
                == nil)
        let second = Actor("hu.bo", role: .authorityKeeper, unit: "city:double-support")
        #expect(try await rule(office, own, on: nil, by: second, for: "wu.yi") == "I9")
        let third = grant("zhou.qi", .inspector)
        #expect(try await rule(office, third, on: nil, by: second, for: "wu.yi") == nil)
    }

    @Test func supervisionJudgesWhatWasDecidedHereByBothDays() async throws {
        let office = try office()
        try end(Bureau.officer, in: office)
        try office.visit("F-1", .hardship, on: "2025-02-01")
        let lawful = try await AuthorityCheckTests().found(office, "wang.li")
        #expect(lawful.map(\.outcome) == [.satisfied], "it was imported")
        try office.bring(
            Draft(NewEvent(visit("V-2"), occurred: Moment("2025-02-02")), by: Bureau.officer))
        let finding = try #require(
            try await AuthorityCheckTests().found(office, "wang.li").first)
        #expect(finding.outcome == .violated)
        #expect(
            finding.reason.english.contains(
                "of 2 acts: 1 act recorded when the role was held no longer (first on 2025-02-02)"))
    }

    @Test func supervisionFindsAGrantToWhomItsGiverStoodInFor() async throws {
        let office = try office()
        try office.bring(
            delegation(from: "he.min", to: "wu.yi"), on: "2025-06-01", by: keeper)
        var draft = Draft(
            NewEvent(grant("he.min", .payer), occurred: Moment("2025-06-02")), by: sock,
            attestation: Attestation(importer: "test", source: "test"))
        draft.onBehalfOf = "he.min"
        draft.isAdopted = true
        try office.bring(draft)
        let finding = try #require(try await AuthorityCheckTests().found(office, "wu.yi").first)
        #expect(finding.reason.english.contains("granting a role to themselves"))
    }
}
