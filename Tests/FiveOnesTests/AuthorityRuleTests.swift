import CaseLedger
import FiveOnes
import Testing

/// Who may record what in the plan: the hierarchy of units, amendments, posts kept apart, grants.
@Suite struct AuthorityRuleTests {
    func rule(
        _ office: Bureau, _ event: some Recordable, on day: String?,
        by actor: Actor = Bureau.district, onBehalfOf: String = ""
    ) async throws -> String? {
        try await office.ledger.synced(through: office.count)
        do throws(LedgerError) {
            try await office.ledger.perform(
                Record(event, occurred: day.flatMap { Moment($0) }), by: actor,
                onBehalfOf: onBehalfOf)
            return nil
        } catch { return error.violation?.rule ?? "\(error)" }
    }

    func visit(_ id: VisitID = "V-1") -> VisitMade {
        VisitMade(.home) {
            $0.visit = id
            $0.family = "F-1"
            $0.met = ["M-1"]
        }
    }

    @Test func theReceivingDistrictMayRecordThatAFamilyMovedToIt() async throws {
        let futian = Actor("he.yu", role: .districtStaff, unit: "district:futian")
        let moved = FamilyMoved {
            $0.family = "F-1"
            $0.area = "futian/shatou"
        }
        let office = try Bureau()
        try office.family()
        #expect(try await rule(office, moved, on: "2025-06-01", by: futian) == nil)
        // From then on the family is Futian's, and still was Nanshan's before.
        #expect(try await rule(office, visit(), on: "2025-06-02", by: futian) == nil)
        #expect(try await rule(office, visit("V-2"), on: "2025-06-02") == "I2")
        #expect(try await rule(office, visit("V-3"), on: "2025-05-31") == nil)
        #expect(try await rule(office, visit("V-4"), on: "2025-05-31", by: futian) == "I2")
        let third = Actor("hu.bo", role: .districtStaff, unit: "district:luohu")
        #expect(try await rule(office, moved, on: "2025-06-03", by: third) == "I2")
    }

    @Test func aStationReachesItsAreaAndTheFamiliesOfItsOfficers() async throws {
        let office = try Bureau()
        try office.family(hasOfficer: false)
        try office.family("F-2", members: [("M-2", nil)], area: "nanshan/yuehai")
        let own = Actor("li.na", role: .stationStaff, unit: "station:S-nantou")
        #expect(try await rule(office, visit(), on: "2025-06-01", by: own) == nil, "by area")
        let other = VisitMade(.home) {
            $0.visit = "V-2"
            $0.family = "F-2"
            $0.met = ["M-2"]
        }
        #expect(try await rule(office, other, on: "2025-06-01", by: own) == nil, "by officer")
        let unknown = Actor("li.na", role: .stationStaff, unit: "station:S-nowhere")
        #expect(try await rule(office, visit("V-3"), on: "2025-06-01", by: unknown) == "I2")
    }

    @Test func whoHasLeftAStationRecordsNothingInItsNameAfterwards() async throws {
        let office = try Bureau()
        try office.family(hasOfficer: false)
        try office.bring(
            StaffLeft {
                $0.staff = "li.na"
                $0.station = "S-nantou"
            }, on: "2025-05-31")
        let left = Actor("li.na", role: .stationStaff, unit: "station:S-nantou")
        #expect(try await rule(office, visit(), on: "2025-05-31", by: left) == "I2")
        #expect(try await rule(office, visit("V-2"), on: "2025-06-01", by: left) == "I2")
        try office.bring(
            StaffAppointed {
                $0.staff = "li.na"
                $0.station = "S-nantou"
            }, on: "2025-06-05")
        #expect(try await rule(office, visit(), on: "2025-05-31", by: left) == nil)
        #expect(try await rule(office, visit("V-2"), on: "2025-06-01", by: left) == "I2")
        #expect(try await rule(office, visit("V-2"), on: "2025-06-05", by: left) == nil)
    }

    @Test func whoMayRecordAnEventMayAmendItAndNobodyElse() async throws {
        let office = try Bureau()
        try office.family()
        try office.fund()
        let donated = try office.donate("N-1", yuan: 100, on: "2025-02-01")
        let visited = try office.visit("F-1", .hardship, on: "2025-03-01")
        try await office.ledger.synced(through: office.count)
        let donation = try office.ledger.event(at: donated)
        var less = try donation.payload(DonationReceived.self)
        less.amount = Money(yuan: 90)
        let corrected = try EventCorrected(donation.id, to: less, reason: "digits")
        #expect(try await rule(office, corrected, on: "2025-06-01") == "I2", "a district, money")
        #expect(try await rule(office, corrected, on: "2025-06-01", by: Bureau.payer) == "I2")
        #expect(try await rule(office, corrected, on: "2025-06-01", by: Bureau.foundation) == nil)
        let visit = try office.ledger.event(at: visited)
        let retracted = EventRetracted(visit.id, reason: "another family")
        let foreign = Actor("he.yu", role: .districtStaff, unit: "district:futian")
        #expect(try await rule(office, retracted, on: "2025-06-01", by: foreign) == "I2")
        #expect(try await rule(office, retracted, on: "2025-06-01", by: Bureau.foundation) == "I2")
        let receipt = try await office.ledger.perform(
            Record(retracted, occurred: Moment("2025-06-01")), by: Bureau.officer)
        // A retraction is judged by what stands at the bottom of it.
        let again = EventRetracted(
            try office.ledger.event(at: receipt.positions[0]).id, reason: "it was right")
        #expect(try await rule(office, again, on: "2025-06-02", by: foreign) == "I2")
        #expect(try await rule(office, again, on: "2025-06-02", by: Bureau.officer) == nil)
    }

    @Test func aCorrectionMayNotMoveAnEventOutOfOnesReach() async throws {
        let office = try Bureau()
        try office.family()
        try office.family("F-9", members: [("M-9", nil)], area: "futian/shatou", hasOfficer: false)
        let visited = try office.visit("F-1", .hardship, on: "2025-03-01")
        try await office.ledger.synced(through: office.count)
        let event = try office.ledger.event(at: visited)
        var other = try event.payload(VisitMade.self)
        other.family = "F-9"
        other.met = ["M-9"]
        let corrected = try EventCorrected(event.id, to: other, reason: "mixed up")
        #expect(try await rule(office, corrected, on: "2025-06-01", by: Bureau.officer) == "I2")
        let city = Actor("ma.ke", role: .cityStaff, unit: "city:double-support")
        #expect(try await rule(office, corrected, on: "2025-06-01", by: city) == nil)
    }

    @Test func postsOfOneMatterAreKeptApart() async throws {
        let office = try Bureau()
        try office.family()
        try office.fund("zhou.ping")
        try office.donate("N-1", yuan: 1000, on: "2025-01-10")
        try office.aid("A-1", yuan: 100, approved: nil)
        let approved = AidApproved {
            $0.aid = "A-1"
            $0.fund = "K-1"
            $0.earmark = "E-1"
            $0.amount = Money(yuan: 100)
        }
        func actor(_ id: String, _ role: Role) -> Actor {
            Actor(id, role: role, unit: "city:foundation")
        }
        let approve = { (id: String) in
            try await self.rule(office, approved, on: "2025-02-02", by: actor(id, .approver))
        }
        #expect(try await approve("wang.li") == "I9", "who handled the application")
        #expect(try await approve("zhou.ping") == "I9", "who keeps the fund")
        #expect(try await approve("qian.yu") == nil)
        let paid = DisbursementPaid {
            $0.disbursement = "P-1"
            $0.aid = "A-1"
            $0.fund = "K-1"
            $0.earmark = "E-1"
            $0.payee = "M-1"
            $0.amount = Money(yuan: 100)
            $0.proposedBy = "zhou.ping"
        }
        for id in ["zhou.ping", "qian.yu", "wang.li"] {
            #expect(
                try await rule(office, paid, on: "2025-02-03", by: actor(id, .payer)) == "I9",
                "\(id)")
        }
        #expect(try await rule(office, paid, on: "2025-02-03", by: Bureau.payer) == nil)
        let confirmed = DisbursementConfirmed { $0.disbursement = "P-1" }
        let payer = actor("sun.tao", .foundationStaff)
        #expect(try await rule(office, confirmed, on: "2025-02-05", by: payer) == "I9")
        #expect(try await rule(office, confirmed, on: "2025-02-05", by: Bureau.officer) == nil)
    }
}
