import CaseLedger
import FiveOnes
import Testing

/// The views do not depend on whether a subject's founding event or a fact about it stands first
/// in the log, nor on a founding event that stands there twice.
@Suite struct FoldOrderTests {
    func view<P: Projection>(_ office: Bureau, _ projection: P.Type) async throws -> P {
        try await office.ledger.synced(through: office.count)
        return try office.ledger.view(projection)
    }

    /// Founds subjects, records what is said about them, takes the founders back and records them
    /// anew, so that the facts stand before their founders.
    func refound(
        _ office: Bureau, _ found: [(Bureau) throws -> Void], saying facts: (Bureau) throws -> Void
    ) async throws {
        let first = office.count
        for founder in found { try founder(office) }
        let founders = first..<office.count
        try facts(office)
        try await office.ledger.synced(through: office.count)
        for position in founders {
            let event = try office.ledger.event(at: position)
            try office.bring(EventRetracted(event.id, reason: "wrong day"), on: "2026-01-01")
        }
        for founder in found { try founder(office) }
    }

    @Test func whatIsSaidOfAFamilyCountsThoughItIsFoundedLater() async throws {
        let office = try Bureau()
        try await refound(office, [{ try $0.family(members: [("M-1", nil)]) }], saying: sayOfFamily)
        let registry = try await view(office, Registry.self)
        #expect(registry.members["M-1"]?.died?.from == Day(2025, 7, 20))
        let family = try #require(registry.families["F-1"])
        #expect(family.members == ["M-1"])
        #expect(family.residences.map(\.value) == ["nanshan/nantou", "futian/shatou"])
        #expect(family.closed?.from == Day(2025, 12, 1))
        #expect(registry.duplicates == [])
    }

    private func sayOfFamily(_ office: Bureau) throws {
        let died = MemberDied {
            $0.member = "M-1"
            $0.family = "F-1"
        }
        try office.bring(died, on: "2025-07-20")
        let moved = FamilyMoved {
            $0.family = "F-1"
            $0.area = "futian/shatou"
        }
        try office.bring(moved, on: "2025-08-01")
        let closed = FamilyClosed {
            $0.family = "F-1"
            $0.reason = "moved away"
        }
        try office.bring(closed, on: "2025-12-01")
    }

    @Test func theSecondFounderChangesNothing() async throws {
        let office = try Bureau()
        try office.family()
        try office.bring(
            MemberDied {
                $0.member = "M-1"
                $0.family = "F-1"
            }, on: "2025-03-01")
        let again = FamilyEnrolled {
            $0.family = "F-1"
            $0.area = "futian/shatou"
        }
        let second = try office.bring(again, on: "2025-04-01")
        let member = MemberEnrolled {
            $0.member = "M-1"
            $0.family = "F-1"
        }
        let third = try office.bring(member, on: "2025-04-01")
        let registry = try await view(office, Registry.self)
        #expect(registry.families["F-1"]?.members == ["M-1"])
        #expect(registry.families["F-1"]?.martyrs == ["MT-F-1"])
        #expect(registry.families["F-1"]?.enrolled.from == Day(2024, 12, 20))
        #expect(registry.members["M-1"]?.died?.from == Day(2025, 3, 1))
        #expect(registry.duplicates == [second, third])
    }

    @Test func moneyCountsThoughItsEarmarkAndPaymentsAreRecordedAnew() async throws {
        let office = try Bureau()
        try office.family()
        let founders: [(Bureau) throws -> Void] = [
            { try $0.fund() },
            { try $0.donate("N-1", yuan: 1000, on: "2025-01-10") },
            { try $0.aid("A-1", yuan: 200, approved: nil) },
            { try $0.pay("P-1", "A-1", yuan: 300, on: "2025-02-20") },
        ]
        try await refound(office, founders) { office in
            try office.bring(
                DisbursementReversed {
                    $0.disbursement = "P-1"
                    $0.fund = "K-1"
                    $0.earmark = "E-1"
                }, on: "2025-03-01", by: Bureau.payer)
            try office.pay("P-2", "A-1", yuan: 200, on: "2025-02-21")
            try office.bring(
                CustodianAppointed {
                    $0.fund = "K-1"
                    $0.custodian = "wu.fei"
                }, on: "2025-06-01", by: Bureau.foundation)
        }
        let book = try await view(office, FundBook.self)
        #expect(book.earmarks["E-1"]?.balance(of: .money) == Money(yuan: 800))
        #expect(book.payments["P-1"]?.reversed != nil)
        #expect(book.aid["A-1"]?.payments == ["P-2", "P-1"])
        #expect(book.funds["K-1"]?.custodians.map(\.value) == ["zhou.ping", "wu.fei"])
        #expect(book.funds["K-1"]?.earmarks == ["E-1"])
    }

    @Test func aPaymentADonationAndAVisitArePostedOnce() async throws {
        let office = try Bureau()
        try office.family()
        try office.fund()
        try office.donate("N-1", yuan: 1000, on: "2025-01-10")
        let gift = try office.donate("N-1", yuan: 1000, on: "2025-01-10")
        try office.pay("P-1", nil, yuan: 300, on: "2025-02-20")
        let payment = try office.pay("P-1", nil, yuan: 300, on: "2025-02-20")
        try office.visit("F-1", .partyDay, on: "2025-07-01", id: "V-1")
        let visit = try office.visit("F-1", .partyDay, on: "2025-07-01", id: "V-1")
        let book = try await view(office, FundBook.self)
        #expect(book.earmarks["E-1"]?.balance(of: .money) == Money(yuan: 700))
        #expect(book.duplicates == [gift, payment])
        let visits = try await view(office, Visits.self)
        #expect(visits.byFamily["F-1"]?.count == 1)
        #expect(visits.duplicates == [visit])
    }

    @Test func aTicketsStepsCountThoughItIsOpenedLaterAndItIsOpenedOnce() async throws {
        let office = try Bureau()
        try office.family()
        try await refound(office, [{ try $0.open("T-1", at: "2025-06-02T09:00:00+08:00") }]) {
            office in
            try office.resolve("T-1", at: "2025-06-03T09:00:00+08:00")
        }
        let again = try office.bring(
            TicketOpened { $0.ticket = "T-1" }, on: "2025-06-05", by: Bureau.officer)
        let book = try await view(office, TicketBook.self)
        #expect(book.tickets["T-1"]?.resolved.count == 1)
        #expect(book.tickets["T-1"]?.station == "S-nantou")
        #expect(book.duplicates == [again])
    }

    @Test func officersDoNotDependOnTheOrderOfRecording() async throws {
        func end(_ office: Bureau, _ officer: StaffID, _ day: String) throws {
            try office.bring(
                AssignmentEnded {
                    $0.family = "F-1"
                    $0.officer = officer
                }, on: day)
        }
        func leave(_ office: Bureau, _ station: StationID, _ day: String) throws {
            try office.bring(
                StaffLeft {
                    $0.staff = "li.na"
                    $0.station = station
                }, on: day)
        }
        let facts: [(Bureau) throws -> Void] = [
            { try $0.assign("F-1", "wang.li", on: "2025-01-01") },
            { try end($0, "wang.li", "2025-03-31") },
            { try $0.assign("F-1", "li.na", on: "2025-04-01") },
            { try leave($0, "S-other", "2025-05-31") },
            { try leave($0, "S-nantou", "2025-06-30") },
            { try $0.assign("F-1", "wang.li", on: "2025-07-01") },
            { try $0.assign("F-1", "wang.li", on: "2025-09-01") },
        ]
        for order in [facts, facts.reversed()] {
            let office = try Bureau()
            try office.family(hasOfficer: false)
            try office.bring(
                StationRegistered {
                    $0.station = "S-other"
                    $0.area = "nanshan/nantou"
                }, on: "2024-12-01")
            for fact in order { try fact(office) }
            let intervals = try await view(office, Assignments.self).intervals(of: "F-1")
            #expect(intervals.map(\.officer) == ["wang.li", "li.na", "wang.li"])
            #expect(
                intervals.map(\.through) == [Day(2025, 3, 31), Day(2025, 6, 30), nil])
        }
    }
}
