import CaseLedger
import FiveOnes
import Testing

@Suite struct ServiceCheckTests {
    @Test func abuttingOfficersLeaveNoGap() async throws {
        let office = try Bureau()
        try office.family()
        try office.bring(
            AssignmentEnded {
                $0.family = "F-1"
                $0.officer = "wang.li"
            }, on: "2025-03-31")
        try office.assign("F-1", "li.na", on: "2025-04-01")
        let findings = try await office.findings("C4.1", asOf: "2025-12-31")
        #expect(findings.map(\.outcome) == [.satisfied])
        #expect(findings[0].subject == "family:F-1")
        #expect(findings[0].responsible == Responsible(unit: "district:nanshan", person: "li.na"))
    }

    @Test func daysWithoutAnOfficerAreNamed() async throws {
        let office = try Bureau()
        try office.family()
        try office.bring(
            AssignmentEnded {
                $0.family = "F-1"
                $0.officer = "wang.li"
            }, on: "2025-03-31")
        try office.assign("F-1", "li.na", on: "2025-04-11")
        let findings = try await office.findings("C4.1", asOf: "2025-12-31")
        #expect(findings.map(\.outcome) == [.violated])
        #expect(findings[0].reason.english == "2025-04-01…2025-04-10: no officer")
        let before = try await office.findings("C4.1", asOf: "2025-03-31")
        #expect(before.map(\.outcome) == [.satisfied])
    }

    @Test func twoOfficersAtOnceAreNamed() async throws {
        let office = try Bureau()
        try office.family()
        try office.assign("F-1", "li.na", on: "2025-06-01")
        try office.bring(
            AssignmentEnded {
                $0.family = "F-1"
                $0.officer = "wang.li"
            }, on: "2025-06-03")
        let findings = try await office.findings("C4.1", asOf: "2025-12-31")
        #expect(findings.map(\.outcome) == [.violated])
        #expect(
            findings[0].reason.english
                == "2025-06-01…2025-06-03: more than one officer (wang.li, li.na)")
    }

    @Test func anOfficerWhoLeftAnswersForNobody() async throws {
        let office = try Bureau()
        try office.family()
        try office.bring(
            StaffLeft {
                $0.staff = "wang.li"
                $0.station = "S-nantou"
            }, on: "2025-12-29")
        let findings = try await office.findings("C4.1", asOf: "2025-12-31")
        #expect(findings[0].reason.english == "2025-12-30…2025-12-31: no officer")
        #expect(findings[0].responsible.person == nil)
    }

    @Test func aTicketResolvedWithinItsWorkingDaysIsInTime() async throws {
        let office = try Bureau()
        try office.family()
        // 1 to 8 October 2025 were holidays and Saturday the 11th a make-up working day.
        try office.open("T-1", at: "2025-09-30T09:00:00+08:00")
        try office.resolve("T-1", at: "2025-10-11T17:00:00+08:00")
        let findings = try await office.findings("C12.4", asOf: "2025-12-31")
        #expect(findings.map(\.outcome) == [.satisfied])
        #expect(findings[0].due?.latest == Day(2025, 10, 11))
    }

    @Test func aTicketResolvedLateOrNeverSaysWhenItWasDue() async throws {
        let office = try Bureau()
        try office.family()
        try office.open("T-1", at: "2025-06-02T09:00:00+08:00")
        try office.resolve("T-1", at: "2025-06-09T17:00:00+08:00")
        try office.open("T-2", .complaint, at: "2025-06-03T09:00:00+08:00")
        let findings = try await office.findings("C12.4", asOf: "2025-06-30")
        #expect(findings.map(\.outcome) == [.late, .violated])
        #expect(findings[1].reason.english.hasSuffix("and is not resolved"))
        #expect(findings[1].responsible.unit == "district:nanshan")
        let early = try await office.findings("C12.4", asOf: "2025-06-04")
        #expect(early.map(\.outcome) == [.pending, .pending])
    }

    @Test func beyondTheHolidayTableALimitIsNotGuessed() async throws {
        let office = try Bureau()
        try office.family()
        try office.open("T-1", at: "2026-12-31T09:00:00+08:00")
        let findings = try await office.findings("C12.4", asOf: "2027-02-01")
        #expect(findings.map(\.outcome) == [.notDeterminable])
    }

    @Test func anExtensionCountsOnlyIfGivenBeforeExpiry() async throws {
        let office = try Bureau()
        try office.family()
        for (ticket, given) in [("T-1", "2025-06-04"), ("T-2", "2025-06-09")] {
            try office.open(TicketID(rawValue: ticket), at: "2025-06-02T09:00:00+08:00")
            try office.bring(
                TicketDeadlineExtended {
                    $0.ticket = TicketID(rawValue: ticket)
                    $0.deadline = Instant("2025-06-20T18:00:00+08:00") ?? .blank
                    $0.reason = "waiting for the hospital"
                }, on: "\(given)T10:00:00+08:00", by: Bureau.officer)
            try office.resolve(TicketID(rawValue: ticket), at: "2025-06-18T10:00:00+08:00")
        }
        let findings = try await office.findings("C12.4", asOf: "2025-12-31")
        #expect(findings.map(\.outcome) == [.satisfied, .late])
    }

    @Test func aReopenedTicketIsSettledByItsLastResolution() async throws {
        let office = try Bureau()
        try office.family()
        try office.open("T-1", at: "2025-06-02T09:00:00+08:00")
        try office.resolve("T-1", at: "2025-06-03T09:00:00+08:00")
        try office.bring(
            TicketReopened {
                $0.ticket = "T-1"
                $0.reason = "not solved"
            }, on: "2025-06-03T15:00:00+08:00", by: Bureau.officer)
        try office.resolve("T-1", at: "2025-06-30T09:00:00+08:00")
        let findings = try await office.findings("C12.4", asOf: "2025-12-31")
        #expect(findings.map(\.outcome) == [.satisfied, .late])
    }

    @Test func feedbackByTheNextWorkingDayIsInTime() async throws {
        let office = try Bureau()
        try office.family()
        // Friday; the next working day is Monday.
        try office.open("T-1", at: "2025-06-13T09:00:00+08:00")
        try office.resolve("T-1", at: "2025-06-13T16:00:00+08:00")
        try office.feedBack("T-1", at: "2025-06-16T16:00:00+08:00")
        try office.close("T-1", at: "2025-06-16T17:00:00+08:00")
        let findings = try await office.findings("C12.5", asOf: "2025-12-31")
        #expect(findings.map(\.outcome) == [.satisfied])
    }

    @Test func closingWithoutFeedbackIsFoundAndLateFeedbackIsLate() async throws {
        let office = try Bureau()
        try office.family()
        for ticket in ["T-1", "T-2", "T-3"] as [TicketID] {
            try office.open(ticket, at: "2025-06-12T09:00:00+08:00")
            try office.resolve(ticket, at: "2025-06-12T16:00:00+08:00")
        }
        try office.close("T-1", at: "2025-06-12T17:00:00+08:00")
        try office.feedBack("T-2", at: "2025-06-20T16:00:00+08:00")
        let findings = try await office.findings("C12.5", asOf: "2025-06-30")
        #expect(findings.map(\.outcome) == [.violated, .late, .violated])
        #expect(findings[0].reason.english.hasPrefix("closed without feedback"))
        let early = try await office.findings("C12.5", asOf: "2025-06-12")
        #expect(early.map(\.outcome) == [.violated, .pending, .pending])
    }
}
