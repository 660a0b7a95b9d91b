import CaseLedger
import FiveOnes
import Testing

/// What the live door refuses beyond the rules of RecordTests.
@Suite struct LiveDoorTests {
    func rule(
        _ office: Bureau, _ event: some Recordable, on day: String,
        by actor: Actor = Bureau.district
    ) async throws -> String? {
        try await office.ledger.synced(through: office.count)
        do throws(LedgerError) {
            try await office.ledger.perform(Record(event, occurred: Moment(day)), by: actor)
            return nil
        } catch { return error.violation?.rule }
    }

    @Test func whatIsOnRecordIsNotRecordedAgain() async throws {
        let office = try Bureau()
        try office.family()
        let visit = VisitMade(.home) {
            $0.visit = "V-1"
            $0.family = "F-1"
            $0.met = ["M-1"]
        }
        #expect(try await rule(office, visit, on: "2025-06-01", by: Bureau.officer) == nil)
        #expect(try await rule(office, visit, on: "2025-06-01", by: Bureau.officer) == "I3")
        let round = VerificationRoundOpened {
            $0.round = "R-1"
            $0.area = "nanshan"
        }
        #expect(try await rule(office, round, on: "2025-06-01") == nil)
        #expect(try await rule(office, round, on: "2025-06-01") == "I3")
        let activity = ActivityHeld {
            $0.activity = "X-1"
            $0.area = "nanshan"
        }
        #expect(try await rule(office, activity, on: "2025-06-01") == nil)
        #expect(try await rule(office, activity, on: "2025-06-01") == "I3")
        let appointed = StaffAppointed {
            $0.staff = "hu.bo"
            $0.station = "S-nantou"
        }
        let left = StaffLeft {
            $0.staff = "hu.bo"
            $0.station = "S-nantou"
        }
        #expect(try await rule(office, appointed, on: "2025-06-01") == nil)
        #expect(try await rule(office, appointed, on: "2025-06-02") == "I3")
        #expect(try await rule(office, left, on: "2025-06-03") == nil)
        #expect(try await rule(office, appointed, on: "2025-06-04") == nil)
    }

    /// A station whose registration was retracted lies in nobody's area: nobody appoints staff there.
    @Test func whatIsOffRecordIsNobodys() async throws {
        let office = try Bureau()
        try office.family()
        let station = StationRegistered {
            $0.station = "S-new"
            $0.area = "nanshan"
            $0.hotline = "0755-2"
        }
        let id = EventID.next()
        try await office.ledger.synced(through: office.count)
        try await office.ledger.perform(
            Record(station, occurred: Moment("2025-06-01"), id: id), by: Bureau.district)
        try await office.ledger.perform(
            Record(EventRetracted(id, reason: "duplicate"), occurred: Moment("2025-06-02")),
            by: Bureau.district)
        let appointed = StaffAppointed {
            $0.staff = "hu.bo"
            $0.station = "S-new"
        }
        for unit in ["district:futian", "district:nanshan"] {
            let actor = Actor("he.yu", role: .districtStaff, unit: unit)
            let error = await #expect(throws: LedgerError.self) {
                try await office.ledger.perform(
                    Record(appointed, occurred: Moment("2025-06-03")), by: actor)
            }
            #expect(error?.code == .unknownReference)
        }
    }

    @Test func anotherDistrictDecidesNothingAboutAFamily() async throws {
        let office = try Bureau()
        try office.family()
        try office.family("F-2", members: [], hasOfficer: false)
        let stranger = Actor("he.yu", role: .districtStaff, unit: "district:futian")
        func refused(_ event: some Recordable) async throws {
            #expect(
                try await rule(office, event, on: "2025-06-01", by: stranger) == "I2",
                "\(type(of: event))")
        }
        try await refused(
            FamilyMoved {
                $0.family = "F-1"
                $0.area = "luohu/huangbei"
            })
        try await refused(FamilyClosed { $0.family = "F-1" })
        try await refused(
            MemberDied {
                $0.member = "M-1"
                $0.family = "F-1"
            })
        try await refused(
            OfficerAssigned {
                $0.family = "F-2"
                $0.officer = "wang.li"
                $0.station = "S-nantou"
            })
        try await refused(
            AssignmentEnded {
                $0.family = "F-1"
                $0.officer = "wang.li"
            })
        try await refused(
            AidApplied {
                $0.aid = "A-1"
                $0.member = "M-1"
                $0.family = "F-1"
                $0.amount = Money(yuan: 1)
            })
    }

    @Test func notEveryRoleMayCorrectOrRetract() async throws {
        let office = try Bureau()
        try office.family()
        try await office.ledger.synced(through: office.count)
        let event = try office.ledger.event(at: 0)
        let retraction = EventRetracted(event.id, reason: "it was a test")
        for actor in [Bureau.payer, Bureau.officer, Bureau.approver] {
            #expect(try await rule(office, retraction, on: "2025-06-01", by: actor) == "I2")
        }
    }

    @Test func aBackdatedPaymentMayNotTakeWhatALaterOneNeeded() async throws {
        let office = try Bureau()
        try office.family()
        try office.fund()
        try office.donate("N-1", yuan: 100, on: "2025-01-10")
        try office.donate("N-2", yuan: 300, on: "2025-06-10")
        try office.aid("A-1", yuan: 100, approved: "2025-02-02")
        try office.aid("A-2", yuan: 100, approved: "2025-02-02")
        try office.pay("P-1", "A-1", yuan: 100, on: "2025-03-01")
        let paid = DisbursementPaid {
            $0.disbursement = "P-2"
            $0.aid = "A-2"
            $0.fund = "K-1"
            $0.earmark = "E-1"
            $0.payee = "M-1"
            $0.amount = Money(yuan: 100)
            $0.proposedBy = "zhou.ping"
        }
        #expect(try await rule(office, paid, on: "2025-02-20", by: Bureau.payer) == "C6.2")
        #expect(try await rule(office, paid, on: "2025-05-01", by: Bureau.payer) == "C6.2")
        #expect(try await rule(office, paid, on: "2025-06-10", by: Bureau.payer) == nil)
    }
}
