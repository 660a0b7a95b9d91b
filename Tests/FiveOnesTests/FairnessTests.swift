import CaseLedger
import FiveOnes
import Testing

/// The checks accuse nobody of what was lawful, and no exemption hides what it does not cover.
@Suite struct FairnessTests {
    func exempt(
        _ office: Bureau, _ rule: String, _ subject: String, _ from: Day?, _ through: Day?
    ) throws {
        try office.bring(
            ObligationExempted {
                $0.rule = rule
                $0.subject = subject
                $0.from = from ?? .blank
                $0.through = through ?? .blank
                $0.reason = "agreed"
            }, on: "2025-01-02")
    }

    func set(_ office: Bureau, _ key: String, _ value: Int64, from day: Day?) throws {
        try office.bring(
            PolicyChanged {
                $0.key = key
                $0.value = value
                $0.from = day ?? .blank
            }, on: "2025-01-02")
    }

    func reopen(_ office: Bureau, _ ticket: TicketID, at when: String) throws {
        try office.bring(
            TicketReopened {
                $0.ticket = ticket
                $0.reason = "not solved"
            }, on: when, by: Bureau.officer)
    }

    @Test func aReopenedTicketIsJudgedByWhatFollowed() async throws {
        let office = try Bureau()
        try office.family()
        try office.open("T-1", .complaint, at: "2025-06-02T09:00:00+08:00")
        try office.resolve("T-1", at: "2025-06-03T09:00:00+08:00")
        try office.feedBack("T-1", at: "2025-06-03T12:00:00+08:00")
        try office.close("T-1", at: "2025-06-03T13:00:00+08:00")
        try reopen(office, "T-1", at: "2025-08-04T09:00:00+08:00")
        let first = try await office.findings("C12.5", asOf: "2025-08-31")
        #expect(first.map(\.identifier) == ["C12.5/ticket:T-1"])
        #expect(first.map(\.outcome) == [.satisfied])
        let open = try await office.findings("C12.4", asOf: "2025-08-05")
        #expect(open.map(\.identifier) == ["C12.4/ticket:T-1", "C12.4/ticket:T-1/2"])
        #expect(open.map(\.outcome) == [.satisfied, .pending])
        try office.resolve("T-1", at: "2025-08-06T09:00:00+08:00")
        let settled = try await office.findings("C12.4", asOf: "2025-12-31")
        #expect(settled.map(\.outcome) == [.satisfied, .satisfied])
        let waiting = try await office.findings("C12.5", asOf: "2025-08-06")
        #expect(waiting.map(\.outcome) == [.satisfied, .pending])
    }

    @Test func anExemptionHidesOnlyTheGapThatItCovers() async throws {
        let office = try Bureau()
        try office.family(hasOfficer: false)
        try office.assign("F-1", "wang.li", on: "2025-02-01")
        try office.bring(
            AssignmentEnded {
                $0.family = "F-1"
                $0.officer = "wang.li"
            }, on: "2025-06-30")
        try office.assign("F-1", "li.na", on: "2025-07-03")
        try exempt(office, "C4.1", "family:F-1", Day(2025, 1, 1), Day(2025, 1, 31))
        let findings = try await office.findings("C4.1", asOf: "2025-12-31")
        #expect(findings.map(\.outcome) == [.violated])
        #expect(findings[0].reason.english == "2025-07-01…2025-07-02: no officer")
        try set(office, "officer.gap", 5, from: Day(2025, 6, 1))
        try set(office, "officer.gap", 0, from: Day(2025, 8, 1))
        let rest = try await office.findings("C4.1", asOf: "2025-12-31")
        #expect(rest.map(\.outcome) == [.exempt])
        #expect(rest[0].reason.english == "exempt: agreed")
    }

    @Test func anExemptionHidesOnlyTheOverdraftOfItsDays() async throws {
        let office = try Bureau()
        try office.family()
        try office.fund()
        try office.pay("P-1", nil, yuan: 100, on: "2025-02-20")
        try office.donate("N-1", yuan: 100, on: "2025-03-01")
        try office.pay("P-2", nil, yuan: 50, on: "2025-05-20")
        try exempt(office, "C6.2", "earmark:E-1", Day(2025, 12, 1), Day(2025, 12, 31))
        #expect(
            try await office.findings("C6.2", asOf: "2025-12-31").map(\.outcome) == [.violated])
        try exempt(office, "C6.2", "earmark:E-1", Day(2025, 2, 1), Day(2025, 2, 28))
        let left = try await office.findings("C6.2", asOf: "2025-12-31")
        #expect(left.map(\.outcome) == [.violated])
        #expect(left[0].reason.english == "the balance was -¥50.00 on 2025-05-20")
        try exempt(office, "C6.2", "earmark:E-1", Day(2025, 5, 20), Day(2025, 5, 20))
        #expect(try await office.findings("C6.2", asOf: "2025-12-31").map(\.outcome) == [.exempt])
    }

    @Test func whatCameInDuringADayCoversWhatWentOutOnIt() async throws {
        let office = try Bureau()
        try office.family()
        try office.fund()
        try office.pay("P-1", nil, yuan: 100, on: "2025-02-20")
        try office.donate("N-1", yuan: 100, on: "2025-02-20T15:00:00+08:00")
        #expect(
            try await office.findings("C6.2", asOf: "2025-12-31").map(\.outcome) == [.satisfied])
    }

    @Test func streetsCountForTheirDistrictAndTheFifthByDaySettles() async throws {
        let office = try Bureau()
        try office.fund()
        try office.bring(PlanAccepted { $0.unit = "nanshan" }, on: "2026-02-01")
        try office.bring(PlanAccepted { $0.unit = "nanshan" }, on: "2021-12-01")
        for index in 1...5 {
            try office.donate(
                DonationID(rawValue: "X-\(index)"), on: "2025-09-0\(6 - index)",
                code: creditCode(index), by: index == 2 ? "nanshan/nantou" : "nanshan")
        }
        let finding = try await office.findings("C7.1", asOf: "2025-12-31")
            .first { $0.anchor == "2025" && $0.subject == "area:nanshan" }
        #expect(finding?.outcome == .satisfied)
        #expect(finding?.settled == .day(try #require(Day(2025, 9, 5))))
    }

    @Test func aNamedVisitIsNotTakenByAnotherDate() async throws {
        let office = try Bureau()
        try office.family(members: [("M-1", "1950-03-10"), ("M-2", "1975-03-12")])
        // One visit says whose birthday it was for, the later one does not.
        try office.visit("F-1", .birthday, on: "2025-03-08", met: ["M-1", "M-2"], id: "V-1")
        try office.visit("F-1", .birthday, on: "2025-03-09", member: "M-1", id: "V-2")
        let findings = try await office.findings("C15.1", asOf: "2025-12-31")
            .filter { $0.anchor.hasPrefix("birthday") }
        #expect(findings.map(\.outcome) == [.satisfied, .satisfied])
    }

    @Test func theLawsVisitsAreCounted() async throws {
        let office = try Bureau()
        try office.family()
        try set(office, "visit.statutory", 2, from: Day(2025, 1, 1))
        try office.visit("F-1", .other, on: "2025-04-04")
        let one = try await office.findings("C15.7", asOf: "2025-12-31")
            .filter { $0.anchor == "2025" }
        #expect(one.map(\.outcome) == [.violated])
        #expect(one[0].reason.english == "1 of 2 visits on record in 2025")
        try office.visit("F-1", .other, on: "2025-10-04")
        let two = try await office.findings("C15.7", asOf: "2025-12-31")
            .filter { $0.anchor == "2025" }
        #expect(two.map(\.outcome) == [.satisfied])
        #expect(two[0].settled?.latest == Day(2025, 10, 4))
    }

    @Test func thePeriodOfVerificationIsTheOneInForceOnItsFirstDay() async throws {
        let office = try Bureau()
        try office.family()
        try set(office, "verification.period", 6, from: Day(2025, 6, 15))
        let findings = try await office.findings("C9.1", asOf: "2025-12-31")
        #expect(findings.map(\.anchor) == ["2025-07+6", "2025-Q1", "2025-Q2"])
    }

    @Test func theLawWantsAPensionersConfirmationEveryYear() async throws {
        let office = try Bureau()
        try office.family()
        try office.bring(
            MemberEnrolled {
                $0.member = "M-2"
                $0.family = "F-1"
                $0.receivesPension = true
            }, on: "2024-12-20")
        let quarters = try await office.findings("C9.1", asOf: "2026-06-30")
        #expect(!quarters.contains { $0.anchor == "2025" })
        try set(office, "verification.period", 24, from: Day(2025, 1, 1))
        try office.bring(
            MemberVerified(.home) {
                $0.member = "M-2"
                $0.family = "F-1"
                $0.living = "稳定"
                $0.health = "良好"
                $0.income = "退休金"
            }, on: "2025-05-05", by: Bureau.officer)
        let findings = try await office.findings("C9.1", asOf: "2026-12-31")
            .filter { $0.subject == "member:M-2" }
        #expect(findings.map(\.anchor) == ["2025", "2025-01+24", "2026"])
        #expect(findings.map(\.outcome) == [.satisfied, .satisfied, .violated])
    }
}
