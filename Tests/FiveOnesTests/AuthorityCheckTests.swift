import CaseLedger
import FiveOnes
import Testing

/// X2 and X7: what supervision says about who acted, and about emergency access.
@Suite struct AuthorityCheckTests {
    static let keeper = Actor("he.min", role: .authorityKeeper, unit: "city:double-support")

    /// An office whose people were granted their roles on the first of December 2024.
    func office(except missing: Set<String> = []) throws -> Bureau {
        let office = try Bureau()
        try office.bring(
            AuthorityFounded(founder: "he.min", unit: "city:double-support", ground: "decree 1"),
            on: "2024-11-30", by: Self.keeper)
        let city = Actor("ma.ke", role: .cityStaff, unit: "city:double-support")
        for actor in [
            Bureau.officer, Bureau.district, Bureau.foundation, Bureau.payer, Bureau.approver, city,
        ] where !missing.contains(actor.id) {
            try grant(actor, in: office, on: "2024-12-01")
        }
        return office
    }

    func grant(
        _ actor: Actor, in office: Bureau, on day: String, from: String? = nil,
        by keeper: Actor = AuthorityCheckTests.keeper
    ) throws {
        try office.bring(
            RoleGranted {
                $0.holder = actor.id
                $0.role = actor.role.rawValue
                $0.unit = actor.unit
                $0.from = Day(from ?? day) ?? .blank
                $0.ground = "letter"
            }, on: day, by: keeper)
    }

    func found(_ office: Bureau, _ actor: String) async throws -> [Finding] {
        try await office.findings("X2", asOf: "2025-06-30").filter {
            $0.subject == "actor:\(actor)"
        }
    }

    @Test func whoeverHoldsTheRoleThatDayIsFoundLawful() async throws {
        let office = try office()
        try office.family()
        try office.visit("F-1", .hardship, on: "2025-03-01")
        let findings = try await found(office, "wang.li")
        #expect(findings.map(\.outcome) == [.satisfied])
        #expect(findings[0].responsible == Responsible(unit: "district:nanshan", person: "wang.li"))
        #expect(findings[0].evidence == [1], "the grant it rests on")
    }

    @Test func actsWithoutTheRoleOfTheDayAreFoundImportedOrNot() async throws {
        let office = try office(except: ["wang.li"])
        try office.family()
        let early = try office.visit("F-1", .hardship, on: "2025-02-01")
        try grant(Bureau.officer, in: office, on: "2025-03-01")
        try office.visit("F-1", .hardship, on: "2025-03-01")
        let finding = try #require(try await found(office, "wang.li").first)
        #expect(finding.outcome == .violated)
        #expect(finding.evidence.contains(early))
        #expect(finding.anchor == "responsibleOfficer/station:S-nantou")
        #expect(finding.reason.english.contains("of 2 acts: 1 act without holding the role"))
        #expect(finding.reason.english.contains("first on 2025-02-01"))
        #expect(finding.reason.chinese.contains("1 件当日未任该角色"))
    }

    @Test func aRoleGivenOnlyAfterwardsIsShownAsLate() async throws {
        let office = try office(except: ["wang.li"])
        try office.family()
        try office.visit("F-1", .hardship, on: "2025-02-01")
        try grant(Bureau.officer, in: office, on: "2025-03-01", from: "2025-01-01")
        #expect(try await found(office, "wang.li").map(\.outcome) == [.late])
        let before = try await office.findings(
            "X2", asOf: "2025-06-30", knownAt: Instant(microseconds: 1))
        #expect(before.isEmpty, "nothing was known then")
    }

    @Test func actsOutOfReachOfTheWrongRoleOrAfterLeavingAreFound() async throws {
        let office = try office()
        try office.family()
        let stranger = Actor("he.yu", role: .districtStaff, unit: "district:futian")
        try grant(stranger, in: office, on: "2024-12-01")
        try office.bring(FamilyClosed { $0.family = "F-1" }, on: "2025-05-01", by: stranger)
        let out = try #require(try await found(office, "he.yu").first)
        #expect(out.outcome == .violated && out.reason.english.contains("outside the reach"))
        #expect(out.responsible.unit == "district:futian")
        try office.bring(
            PolicyChanged {
                $0.key = "officer.gap"
                $0.value = 1
                $0.from = Day(2025, 5, 1) ?? .blank
            }, on: "2025-05-01", by: Bureau.payer)
        let wrong = try #require(try await found(office, "sun.tao").first)
        #expect(wrong.reason.english.contains("that the role may not do"))
        try office.bring(
            StaffLeft {
                $0.staff = "wang.li"
                $0.station = "S-nantou"
            }, on: "2025-04-01")
        try office.visit("F-1", .hardship, on: "2025-04-01")
        let after = try office.visit("F-1", .hardship, on: "2025-04-02")
        let left = try #require(try await found(office, "wang.li").first)
        #expect(left.reason.english.contains("1 act after leaving the station"))
        #expect(left.evidence.contains(after))
    }

    @Test func nobodyGrantsToThemselvesOrWithoutBeingAKeeper() async throws {
        let office = try office()
        try grant(Bureau.payer, in: office, on: "2025-01-02", by: Bureau.district)
        let other = Actor("he.min", role: .cityStaff, unit: "city:double-support")
        try grant(other, in: office, on: "2025-01-02")
        #expect(try await found(office, "chen.jie").map(\.outcome) == [.violated])
        let own = try #require(try await found(office, "he.min").first)
        #expect(own.reason.english.contains("granting a role to themselves"))
    }

    @Test func standingInRestsOnTheDelegation() async throws {
        let office = try office()
        try office.family()
        let deputy = Actor("wu.yi", role: .districtStaff, unit: "district:nanshan")
        let delegation = try office.bring(
            RoleDelegated {
                $0.delegator = "chen.jie"
                $0.delegate = "wu.yi"
                $0.role = "districtStaff"
                $0.unit = "district:nanshan"
                $0.from = Day(2025, 4, 1) ?? .blank
                $0.through = Day(2025, 4, 14) ?? .blank
                $0.ground = "holiday"
            }, on: "2025-03-30")
        for (day, id) in [("2025-04-14", "V-1"), ("2025-04-15", "V-2")] {
            var draft = Draft(
                NewEvent(
                    VisitMade(.home) {
                        $0.visit = VisitID(rawValue: id)
                        $0.family = "F-1"
                        $0.met = ["M-1"]
                    }, occurred: Moment(day)), by: deputy,
                attestation: Attestation(importer: "test", source: "test"))
            draft.onBehalfOf = "chen.jie"
            try office.bring(draft)
        }
        let finding = try #require(try await found(office, "wu.yi").first)
        #expect(finding.reason.english.contains("of 2 acts: 1 act without holding"))
        #expect(finding.evidence.contains(delegation))
        #expect(finding.anchor.hasSuffix("/for chen.jie"))
    }

    @Test func withoutAFoundingNobodyCanSay() async throws {
        let office = try Bureau()
        try office.family()
        let findings = try await office.findings("X2", asOf: "2025-06-30")
        let unfounded = try #require(findings.first { $0.subject == "ledger:authority" })
        #expect(unfounded.outcome == .notDeterminable)
        // What the caller says of himself may be wrong by itself.
        let policy = try #require(findings.first { $0.subject == "actor:chen.jie" })
        #expect(policy.outcome == .violated, "a district set the city's policy")
    }

    func breakGlass(_ office: Bureau, hours: Int64 = 2, on day: String = "2025-05-01") throws
        -> UInt64
    {
        let opened = try #require(Instant("\(day)T21:00:00+08:00"))
        return try office.bring(
            GlassBroken {
                $0.glass = "GB-1"
                $0.holder = "wang.li"
                $0.scope = "family:F-1"
                $0.reason = "an emergency"
                $0.until = opened.adding(seconds: hours * 3600)
            }, on: opened.description, by: Bureau.officer)
    }

    func review(
        _ office: Bureau, on day: String, _ verdict: GlassUseReviewed.Verdict = .justified,
        by actor: Actor = AuthorityCheckTests.keeper
    ) throws {
        try office.bring(
            GlassUseReviewed(verdict) {
                $0.glass = "GB-1"
                $0.note = "asked"
            }, on: day, by: actor)
    }

    @Test func emergencyAccessIsReviewedByAnotherWithinAWeek() async throws {
        func outcome(_ asOf: String, _ fill: (Bureau) throws -> Void) async throws -> Outcome? {
            let office = try office()
            try office.family()
            let position = try breakGlass(office)
            try fill(office)
            let finding = try #require(try await office.findings("X7", asOf: asOf).first)
            #expect(finding.subject == "glass:GB-1" && finding.evidence.contains(position))
            #expect(finding.responsible.unit == "district:nanshan")
            return finding.outcome
        }
        #expect(try await outcome("2025-05-07") { _ in } == .pending)
        #expect(try await outcome("2025-05-08") { _ in } == .violated)
        #expect(try await outcome("2025-05-09") { try review($0, on: "2025-05-08") } == .satisfied)
        #expect(try await outcome("2025-05-10") { try review($0, on: "2025-05-09") } == .late)
        #expect(
            try await outcome("2025-05-09") {
                try review($0, on: "2025-05-02", .unjustified)
            } == .violated)
        let own = Actor("wang.li", role: .inspector, unit: "station:S-nantou")
        #expect(
            try await outcome("2025-05-09") { try review($0, on: "2025-05-02", by: own) }
                == .violated)
    }

    @Test func emergencyAccessForLongerThanThePolicySaysIsFound() async throws {
        let office = try office()
        try office.family()
        _ = try breakGlass(office, hours: 4)
        try review(office, on: "2025-05-02")
        let finding = try #require(try await office.findings("X7", asOf: "2025-05-09").first)
        #expect(
            finding.outcome == .violated && finding.reason.english.contains("more than 3 hours"))
    }
}
