import CaseLedger
import FiveOnes
import Testing

@Suite struct FundCheckTests {
    func funded() throws -> Bureau {
        let office = try Bureau()
        try office.family()
        try office.fund()
        try office.donate("N-1", yuan: 1000, on: "2025-01-10")
        return office
    }

    @Test func aPaymentAsTheRulesWantItPassesAllThree() async throws {
        let office = try funded()
        try office.aid("A-1", yuan: 600, approved: "2025-02-10")
        try office.pay("P-1", "A-1", yuan: 600, on: "2025-02-20")
        for check in ["C6.1", "C6.2", "C6.3"] {
            #expect(
                try await office.findings(check, asOf: "2025-12-31").map(\.outcome) == [.satisfied])
        }
    }

    @Test func onlyTheCustodianOfTheDayMayPropose() async throws {
        let office = try funded()
        try office.bring(
            CustodianAppointed {
                $0.fund = "K-1"
                $0.custodian = "wu.fei"
            }, on: "2025-03-01", by: Bureau.foundation)
        for (id, day) in [("1", "2025-03-01"), ("2", "2025-03-02")] {
            try office.aid(AidID(rawValue: "A-" + id), yuan: 100, approved: "2025-02-10")
            try office.pay(
                DisbursementID(rawValue: "P-" + id), AidID(rawValue: "A-" + id), yuan: 100, on: day)
        }
        let findings = try await office.findings("C6.1", asOf: "2025-12-31")
        #expect(findings.map(\.outcome) == [.satisfied, .violated])
        #expect(
            findings[1].reason.english
                == "proposed by zhou.ping; the custodian then was wu.fei")
    }

    @Test func anEarmarkOverdrawnAtAnyInstantIsFound() async throws {
        let office = try funded()
        try office.aid("A-1", yuan: 1500, approved: "2025-02-10")
        let paid = try office.pay("P-1", "A-1", yuan: 1500, on: "2025-02-20")
        try office.donate("N-2", yuan: 1000, on: "2025-02-21")
        let findings = try await office.findings("C6.2", asOf: "2025-12-31")
        #expect(findings.map(\.outcome) == [.violated])
        #expect(findings[0].evidence.contains(paid))
        #expect(findings[0].reason.english == "the balance was -¥500.00 on 2025-02-20")
    }

    @Test func anEarmarkUsedForAnotherPurposeIsFound() async throws {
        let office = try funded()
        try office.aid("A-1", yuan: 100, purpose: .medical, approved: "2025-02-10")
        try office.pay("P-1", "A-1", yuan: 100, on: "2025-02-20")
        let findings = try await office.findings("C6.2", asOf: "2025-12-31")
        #expect(findings.map(\.outcome) == [.violated])
        #expect(
            findings[0].reason.english == "P-1 paid for medical aid, which the earmark is not for")
    }

    @Test(arguments: [
        ("none", "no matter of aid stands behind it"),
        ("unapproved", "the matter was never approved"),
        ("after", "approved only after the payment"), ("amount", "paid ¥90.00, approved ¥100.00"),
        ("payee", "the payee is not the beneficiary"),
        ("twice", "the matter was paid more than once"),
    ])
    func aPaymentOtherThanApprovedSaysHow(_ fault: String, _ reason: String) async throws {
        let office = try funded()
        try office.family("F-2", members: [("M-2", nil)])
        let approved = fault == "unapproved" ? nil : fault == "after" ? "2025-03-01" : "2025-02-10"
        try office.aid("A-1", yuan: 100, approved: approved)
        try office.pay(
            "P-1", fault == "none" ? nil : "A-1", yuan: fault == "amount" ? 90 : 100,
            on: "2025-02-20", to: fault == "payee" ? "M-2" : "M-1")
        if fault == "twice" { try office.pay("P-2", "A-1", yuan: 100, on: "2025-02-21") }
        let findings = try await office.findings("C6.3", asOf: "2025-12-31")
        // Of two payments the first is right.
        #expect(
            findings.map(\.outcome)
                == (fault == "twice" ? [.satisfied, .violated] : [.violated]))
        #expect(findings.last?.reason.english == reason)
    }

    @Test func fiveOrganizationsAreCountedOnceEachAndPeopleNotAtAll() async throws {
        let office = try funded()
        try office.bring(PlanAccepted { $0.unit = "nanshan" }, on: "2024-12-01")
        for index in 1...5 {
            try office.donate(
                DonationID(rawValue: "X-\(index)"), on: "2025-09-0\(index)", code: creditCode(index)
            )
        }
        try office.donate("X-8", on: "2025-09-05", code: creditCode(4).lowercased())
        try office.donate("X-9", on: "2025-09-05", code: creditCode(9, kind: "11"))
        try office.donate("X-6", on: "2025-09-05", kind: .individual)
        try office.donate("X-7", on: "2025-09-05", code: creditCode(7), by: "futian")
        func found(_ day: String) async throws -> Finding? {
            try await office.findings("C7.1", asOf: day).first { $0.subject == "area:nanshan" }
        }
        // Neither a second code in small letters, nor an office's, nor none makes one more.
        #expect(try await found("2025-12-31")?.outcome == .satisfied)
        try office.bring(
            DonationReversed {
                $0.donation = "X-1"
                $0.fund = "K-1"
                $0.earmark = "E-1"
                $0.reason = "bounced"
            }, on: "2025-10-01", by: Bureau.foundation)
        let after = try await found("2025-12-31")
        #expect(after?.outcome == .violated)
        #expect(after?.anchor == "2025")
        #expect(after?.responsible.unit == "district:nanshan")
        #expect(
            after?.reason.english
                == "4 organizations, 1 short of 5; 2 without a valid code do not count")
        #expect(try await found("2025-09-30")?.outcome == .satisfied)
        #expect(try await found("2025-11-30")?.outcome == .pending)
    }

    @Test func balancesAreExactAndGoodsAreKeptApart() async throws {
        let office = try funded()
        try office.bring(
            DonationReceived {
                $0.donation = "G-1"
                $0.fund = "K-1"
                $0.earmark = "E-1"
                $0.donor = "D-9"
                $0.kind = .goods
                $0.amount = Money(fen: 12_345)
            }, on: "2025-02-01", by: Bureau.foundation)
        try office.aid("A-1", yuan: 600, approved: "2025-02-10")
        let position = try office.pay("P-1", "A-1", yuan: 600, on: "2025-02-20")
        try await office.ledger.synced(through: position + 1)
        let balances = try office.ledger.fundBalances(in: .everything)
        let statement = try #require(balances.statements.first)
        #expect(statement.received == Money(yuan: 1000))
        #expect(statement.paid == Money(yuan: 600))
        #expect(statement.balance == Money(yuan: 400))
        #expect(statement.goods == Money(fen: 12_345))
        let early = try office.ledger.fundBalances(in: TimeFrame(asOf: Day(2025, 2, 19)))
        #expect(early.statements.first?.balance == Money(yuan: 1000))
    }
}
