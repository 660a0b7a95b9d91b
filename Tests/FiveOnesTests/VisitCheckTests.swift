import CaseLedger
import FiveOnes
import Testing

@Suite struct VisitCheckTests {
    /// A family of one martyr and three survivors, and every visit of 2025 in time.
    func visited(_ office: Bureau, except missed: String? = nil) throws {
        try office.family(
            members: [("M-1", "1950-03-10"), ("M-2", "1975-08-01"), ("M-3", "2001-11-11")])
        let met: [MemberID] = ["M-1", "M-2", "M-3"]
        for (occasion, day, member) in [
            (.springFestival, "2025-01-20", nil), (.birthday, "2025-03-10", "M-1"),
            (.sacrificeDay, "2025-05-18", nil), (.partyDay, "2025-07-01", nil),
            (.birthday, "2025-08-01", "M-2"), (.martyrsDay, "2025-09-28", nil),
            (.birthday, "2025-11-10", "M-3"),
        ] as [(VisitOccasion, String, MemberID?)] where day != missed {
            try office.visit("F-1", occasion, on: day, met: met, member: member)
        }
    }

    @Test func oneMartyrAndThreeSurvivorsMakeSevenVisitsAYear() async throws {
        let office = try Bureau()
        try visited(office)
        let findings = try await office.findings("C15.1", asOf: "2025-12-31")
        #expect(findings.count == 7)
        #expect(findings.allSatisfy { $0.outcome == .satisfied })
        #expect(
            findings.map(\.anchor) == [
                "birthday/2025/M-1", "birthday/2025/M-2", "birthday/2025/M-3", "martyrsDay/2025",
                "partyDay/2025", "sacrificeDay/2025/MT-F-1", "springFestival/2025",
            ])
        let nodes = try await office.findings("C15.2", asOf: "2025-12-31")
        #expect(nodes.map(\.outcome) == Array(repeating: .satisfied, count: 5))
        #expect(nodes.map(\.subject) == Array(repeating: "area:nanshan", count: 5))
    }

    @Test func theVisitThatDidNotHappenIsAFindingWithADateAndAPerson() async throws {
        let office = try Bureau()
        try visited(office, except: "2025-07-01")
        let missed = try await office.findings("C15.1", asOf: "2025-12-31")
            .filter { $0.outcome != .satisfied }
        #expect(missed.count == 1)
        #expect(missed[0].outcome == .violated)
        #expect(missed[0].anchor == "partyDay/2025")
        #expect(missed[0].due == .day(try #require(Day(2025, 7, 1))))
        #expect(missed[0].responsible == Responsible(unit: "district:nanshan", person: "wang.li"))
        #expect(
            missed[0].reason.english
                == "a visit for 1 July (2025-07-01) was expected in 2025-06-16…2025-07-16; "
                + "none is on record")
        let node = try await office.findings("C15.2", asOf: "2025-12-31")
            .filter { $0.outcome != .satisfied }
        #expect(node.map(\.anchor) == ["partyDay/2025"])
        #expect(node.map(\.outcome) == [.violated])
    }

    @Test func theWindowDecidesBetweenNotYetDuePendingLateAndViolated() async throws {
        let office = try Bureau()
        try visited(office, except: "2025-07-01")
        func outcome(asOf day: String) async throws -> Outcome? {
            try await office.findings("C15.1", asOf: day)
                .first { $0.anchor == "partyDay/2025" }?.outcome
        }
        #expect(try await outcome(asOf: "2025-06-15") == .notYetDue)
        #expect(try await outcome(asOf: "2025-06-16") == .pending)
        #expect(try await outcome(asOf: "2025-07-15") == .pending)
        #expect(try await outcome(asOf: "2025-07-16") == .violated)
        try office.visit("F-1", .partyDay, on: "2025-07-16")
        #expect(try await outcome(asOf: "2025-07-16") == .late)
        #expect(try await outcome(asOf: "2025-07-15") == .pending)
    }

    @Test func anUnknownDayOfSacrificeIsListedAndNotFailed() async throws {
        let office = try Bureau()
        try office.family(members: [], sacrificed: "1942-10")
        let findings = try await office.findings("C15.1", asOf: "2025-12-31")
        let sacrifice = findings.filter { $0.anchor.hasPrefix("sacrificeDay") }
        #expect(sacrifice.map(\.outcome) == [.notDeterminable])
        let nodes = try await office.findings("C15.2", asOf: "2025-12-31")
        let node = nodes.first { $0.anchor.hasPrefix("sacrificeDay") }
        #expect(node?.outcome == .notDeterminable)
    }

    @Test func obligationsEndWithDeathAndMoveWithTheFamily() async throws {
        let office = try Bureau()
        try office.family(members: [("M-1", "1950-03-10"), ("M-2", "1975-08-01")])
        try office.bring(
            MemberDied {
                $0.member = "M-2"
                $0.family = "F-1"
            }, on: "2025-07-20")
        try office.bring(
            FamilyMoved {
                $0.family = "F-1"
                $0.area = "futian/shatou"
            }, on: "2025-08-01")
        let findings = try await office.findings("C15.1", asOf: "2025-12-31")
        #expect(!findings.contains { $0.anchor == "birthday/2025/M-2" })
        let units = Dictionary(
            uniqueKeysWithValues: findings.map { ($0.anchor, $0.responsible.unit) })
        #expect(units["partyDay/2025"] == "district:nanshan")
        #expect(units["martyrsDay/2025"] == "district:futian")
    }

    @Test func oneVisitSettlesTwoDatesOnlyIfThePolicyAllows() async throws {
        let office = try Bureau()
        try office.family(members: [("M-1", "1950-07-01")])
        try office.visit("F-1", .partyDay, on: "2025-07-01")
        func settled() async throws -> [String] {
            try await office.findings("C15.1", asOf: "2025-12-31")
                .filter { $0.outcome == .satisfied }.map(\.anchor)
        }
        #expect(try await settled() == ["partyDay/2025"])
        try office.bring(
            PolicyChanged {
                $0.key = "visit.shared"
                $0.value = 1
                $0.from = Day(2025, 1, 1) ?? .blank
            }, on: "2025-07-02")
        #expect(try await settled() == ["birthday/2025/M-1", "partyDay/2025"])
    }

    @Test func anExemptionIsShownWithItsReason() async throws {
        let office = try Bureau()
        try office.family(members: [])
        try office.bring(
            ObligationExempted {
                $0.rule = "C15.1"
                $0.subject = "family:F-1"
                $0.from = Day(2025, 6, 1) ?? .blank
                $0.through = Day(2025, 8, 31) ?? .blank
                $0.reason = "abroad"
            }, on: "2025-06-01")
        let finding = try await office.findings("C15.1", asOf: "2025-12-31")
            .first { $0.anchor == "partyDay/2025" }
        #expect(finding?.outcome == .exempt)
        #expect(finding?.reason.english == "exempt: abroad")
    }

    @Test func everySurvivorIsOwedOneVisitAYearByLaw() async throws {
        let office = try Bureau()
        try office.family(members: [("M-1", nil), ("M-2", nil)])
        try office.visit("F-1", .other, on: "2025-04-04", met: ["M-1"])
        let all = try await office.findings("C15.7", asOf: "2025-12-31")
        // Enrolled in December: the law asks nothing of that year.
        #expect(
            all.filter { $0.anchor == "2024" }.map(\.outcome) == [.notApplicable, .notApplicable])
        let findings = all.filter { $0.anchor == "2025" }
        #expect(findings.map(\.subject) == ["member:M-1", "member:M-2"])
        #expect(findings.map(\.outcome) == [.satisfied, .violated])
        #expect(findings[1].reason.english == "no visit on record in 2025")
        let mid = try await office.findings("C15.7", asOf: "2025-06-30")
            .filter { $0.anchor == "2025" }
        #expect(mid.map(\.outcome) == [.satisfied, .pending])
    }

    @Test func everyQuarterNeedsAVerification() async throws {
        let office = try Bureau()
        try office.family()
        for day in ["2025-02-01", "2025-06-30", "2025-12-01"] {
            try office.bring(
                MemberVerified(.home) {
                    $0.member = "M-1"
                    $0.family = "F-1"
                    $0.living = "稳定"
                    $0.health = "良好"
                    $0.income = "退休金"
                }, on: day, by: Bureau.officer)
        }
        let findings = try await office.findings("C9.1", asOf: "2025-12-31")
        #expect(findings.map(\.anchor) == ["2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"])
        #expect(findings.map(\.outcome) == [.satisfied, .satisfied, .violated, .satisfied])
        #expect(findings[2].responsible.person == "wang.li")
        let mid = try await office.findings("C9.1", asOf: "2025-08-15")
        #expect(mid.map(\.outcome) == [.satisfied, .satisfied, .pending])
    }
}
