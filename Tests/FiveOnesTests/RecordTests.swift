import CaseLedger
import CaseLedgerTesting
import FiveOnes
import Testing

@Suite struct RecordTests {
    func refusal(
        _ office: Bureau, _ event: some Recordable, on day: String, by actor: Actor
    ) async throws -> String? {
        let before = office.ledger.size
        let error = await #expect(throws: LedgerError.self) {
            try await office.ledger.perform(Record(event, occurred: Moment(day)), by: actor)
        }
        #expect(error?.code == .refused)
        #expect(office.ledger.size == before)
        return error?.violation?.rule
    }

    func office() async throws -> Bureau {
        let office = try Bureau()
        try office.family()
        try office.fund()
        try office.donate("N-1", yuan: 1000, on: "2025-01-10")
        try await office.ledger.synced(through: office.count)
        return office
    }

    @Test func aLawfulVisitIsRecordedWithWhatItsDecisionHadSeen() async throws {
        let office = try await office()
        let seen = office.ledger.size
        let visit = VisitMade(.home) {
            $0.visit = "V-1"
            $0.family = "F-1"
            $0.occasion = .partyDay
            $0.met = ["M-1"]
        }
        let receipt = try await office.ledger.perform(
            Record(visit, occurred: Moment("2025-06-01")), by: Bureau.officer)
        let event = try office.ledger.event(at: receipt.positions[0])
        #expect(event.envelope.observed == seen)
        #expect(event.envelope.attestation == nil)
        #expect(try event.payload(VisitMade.self) == visit)
    }

    @Test func aVisitByAnotherDistrictOrToTheDeadIsRefused() async throws {
        let office = try await office()
        let visit = VisitMade(.home) {
            $0.visit = "V-1"
            $0.family = "F-1"
            $0.met = ["M-1"]
        }
        let stranger = Actor("he.yu", role: .districtStaff, unit: "district:futian")
        #expect(try await refusal(office, visit, on: "2025-06-01", by: stranger) == "I2")
        let donor = Actor("d", role: .foundationStaff, unit: "city:foundation")
        #expect(try await refusal(office, visit, on: "2025-06-01", by: donor) == "I2")
        try office.bring(
            MemberDied {
                $0.member = "M-1"
                $0.family = "F-1"
            }, on: "2025-05-01")
        try await office.ledger.synced(through: office.count)
        #expect(try await refusal(office, visit, on: "2025-06-01", by: Bureau.officer) == "I4")
        #expect(try await refusal(office, visit, on: "2999-01-01", by: Bureau.officer) == "I5")
    }

    @Test func aSecondOfficerIsRefusedAndSoIsLeavingWithFamiliesInHand() async throws {
        let office = try await office()
        let second = OfficerAssigned {
            $0.family = "F-1"
            $0.officer = "li.na"
            $0.station = "S-nantou"
        }
        #expect(try await refusal(office, second, on: "2025-02-01", by: Bureau.district) == "C4.1")
        let leaving = StaffLeft {
            $0.staff = "wang.li"
            $0.station = "S-nantou"
        }
        #expect(try await refusal(office, leaving, on: "2025-02-01", by: Bureau.district) == "C2.3")
        let ended = AssignmentEnded {
            $0.family = "F-1"
            $0.officer = "wang.li"
            $0.reason = "handover"
        }
        try await office.ledger.perform(
            Record(ended, occurred: Moment("2025-01-31")), by: Bureau.district)
        try await office.ledger.perform(
            Record(second, occurred: Moment("2025-02-01")), by: Bureau.district)
        try await office.ledger.perform(
            Record(leaving, occurred: Moment("2025-02-01")), by: Bureau.district)
    }

    @Test func theThreeRulesOfMoneyHoldLive() async throws {
        let office = try await office()
        let applied = AidApplied {
            $0.aid = "A-1"
            $0.member = "M-1"
            $0.family = "F-1"
            $0.purpose = .scholarship
            $0.amount = Money(yuan: 1200)
        }
        try await office.ledger.perform(
            Record(applied, occurred: Moment("2025-02-01")), by: Bureau.officer)
        let approved = AidApproved {
            $0.aid = "A-1"
            $0.fund = "K-1"
            $0.earmark = "E-1"
            $0.amount = Money(yuan: 1200)
        }
        let handler = Actor("wang.li", role: .approver, unit: "city:foundation")
        #expect(try await refusal(office, approved, on: "2025-02-02", by: handler) == "I9")
        var paid = DisbursementPaid {
            $0.disbursement = "P-1"
            $0.aid = "A-1"
            $0.fund = "K-1"
            $0.earmark = "E-1"
            $0.payee = "M-1"
            $0.amount = Money(yuan: 1200)
            $0.proposedBy = "zhou.ping"
        }
        #expect(try await refusal(office, paid, on: "2025-02-03", by: Bureau.payer) == "C6.3")
        try await office.ledger.perform(
            Record(approved, occurred: Moment("2025-02-02")), by: Bureau.approver)
        #expect(try await refusal(office, paid, on: "2025-02-03", by: Bureau.payer) == "C6.2")
        try office.donate("N-2", yuan: 200, on: "2025-02-03")
        try await office.ledger.synced(through: office.count)
        paid.proposedBy = "sun.tao"
        #expect(try await refusal(office, paid, on: "2025-02-03", by: Bureau.payer) == "C6.1")
        paid.proposedBy = "zhou.ping"
        let approverPays = Actor("qian.yu", role: .payer, unit: "city:foundation")
        #expect(try await refusal(office, paid, on: "2025-02-03", by: approverPays) == "I9")
        try await office.ledger.perform(
            Record(paid, occurred: Moment("2025-02-03")), by: Bureau.payer)
        #expect(try await refusal(office, paid, on: "2025-02-03", by: Bureau.payer) == "I3")
        let bureau = Actor("chen.jie", role: .districtStaff, unit: "district:nanshan")
        let donation = DonationReceived {
            $0.donation = "N-3"
            $0.fund = "K-1"
            $0.earmark = "E-1"
            $0.donor = "D-3"
            $0.donorKind = .individual
            $0.amount = Money(yuan: 1)
        }
        #expect(try await refusal(office, donation, on: "2025-02-03", by: bureau) == "I2")
    }

    @Test func aTicketCannotBeClosedWithoutFeedbackNorRatedByItsHandler() async throws {
        let office = try await office()
        let ledger = office.ledger
        func perform(_ event: some Recordable, by actor: Actor = Bureau.officer) async throws {
            try await ledger.perform(
                Record(event, occurred: Moment("2025-06-02T10:00:00+08:00")), by: actor)
        }
        try await perform(TicketOpened { $0.ticket = "T-1" })
        let closed = TicketClosed { $0.ticket = "T-1" }
        #expect(try await refusal(office, closed, on: "2025-06-02", by: Bureau.officer) == "C12.5")
        try await perform(TicketResolved { $0.ticket = "T-1" })
        #expect(try await refusal(office, closed, on: "2025-06-02", by: Bureau.officer) == "C12.5")
        let feedback = EffectFeedbackGiven(.solved) {
            $0.ticket = "T-1"
            $0.satisfaction = 5
        }
        #expect(
            try await refusal(office, feedback, on: "2025-06-02", by: Bureau.officer) == "C12.5")
        try await perform(feedback, by: Bureau.district)
        try await perform(closed)
        let step = TicketStepDone { $0.ticket = "T-1" }
        #expect(try await refusal(office, step, on: "2025-06-03", by: Bureau.officer) == "X3")
    }

    @Test func everyEventOfTheCatalogHasItsDecision() {
        // What is done with personal data, and what is stated of the log, comes by other doors.
        let own: Set<EventType> = [
            PersonalAccessed.type, SubjectErased.type, HoldPlaced.type, HoldLifted.type,
            ExportMade.type, SubjectStated.type, RollbackAccepted.type, ErasureProposed.type,
        ]
        let types = Set(EventCatalog.fiveOnes.definitions.map(\.type))
        #expect(PlanDecision.types == types.subtracting(own))
    }

    @Test func backfillAndCorrectionShowInTheTwoTimes() async throws {
        let office = try await office()
        let ledger = office.ledger
        let visit = VisitMade(.home) {
            $0.visit = "V-1"
            $0.family = "F-1"
            $0.occasion = .partyDay
            $0.met = ["M-1"]
        }
        office.clock.advance(to: try #require(Day(2025, 8, 10)).start)
        ledger.confirmClock()
        let before = ledger.now
        try await ledger.perform(
            Record(visit, occurred: Moment("2025-06-30")), by: Bureau.officer)
        let day = try #require(Day(2025, 7, 31))
        let now = try await office.findings("C15.1", asOf: "2025-07-31")
        let then = try await office.findings("C15.1", asOf: "2025-07-31", knownAt: before)
        #expect(now.first { $0.anchor == "partyDay/2025" }?.outcome == .satisfied)
        #expect(then.first { $0.anchor == "partyDay/2025" }?.outcome == .violated)
        let file = try ledger.familyFile("F-1", in: TimeFrame(asOf: day))
        let old = try ledger.familyFile("F-1", in: TimeFrame(asOf: day, knownAt: before))
        #expect(file?.visits.byFamily["F-1"]?.count == 1)
        #expect(old?.visits.byFamily["F-1"] == nil)
        let early = TimeFrame(asOf: Day(2025, 6, 29))
        #expect(try ledger.familyFile("F-1", in: early)?.visits.byFamily["F-1"] == nil)

        var donation: RecordedEvent?
        try ledger.history(
            of: Query([Query.Item(types: Query.Types(named: ["donation.received"]))])
        ) { donation = $0 }
        let recorded = try #require(donation)
        var right = try recorded.payload(DonationReceived.self)
        right.amount = Money(yuan: 900)
        let moment = ledger.now
        try await ledger.perform(
            Record(try EventCorrected(recorded.id, to: right, reason: "transposed digits")),
            by: Bureau.foundation)
        let balance = { (frame: TimeFrame) in
            try ledger.fundBalances(in: frame).statements.first?.balance
        }
        #expect(try balance(.everything) == Money(yuan: 900))
        #expect(try balance(TimeFrame(knownAt: moment)) == Money(yuan: 1000))
        #expect(try balance(TimeFrame(asOf: Day(2025, 1, 9))) == .zero)
    }
}
