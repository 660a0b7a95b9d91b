import CaseLedger
import FiveOnes
import Testing

@Suite struct FamilyFileTests {
    @Test func reversedAndForeignPaymentsAreNotAidPaid() async throws {
        let office = try Bureau()
        try office.family()
        try office.family("F-2", members: [("M-2", nil)])
        try office.fund()
        try office.aid("A-1", yuan: 100, approved: "2025-02-10")
        try office.pay("P-1", "A-1", yuan: 100, on: "2025-02-20")
        try office.pay("P-2", "A-1", yuan: 70, on: "2025-02-21")
        try office.pay("P-3", "A-1", yuan: 30, on: "2025-02-22", to: "M-2")
        let reversal = try office.bring(
            DisbursementReversed {
                $0.disbursement = "P-1"
                $0.fund = "K-1"
                $0.earmark = "E-1"
            }, on: "2025-03-01", by: Bureau.payer)
        try await office.ledger.synced(through: office.count)
        let file = try #require(try office.ledger.familyFile("F-1", in: .everything))
        #expect(file.aidPaid == Money(yuan: 70))
        #expect(file.history.contains { $0.position == reversal })
        let early = try office.ledger.familyFile("F-1", in: TimeFrame(asOf: Day(2025, 2, 28)))
        #expect(early?.aidPaid == Money(yuan: 170))
    }

    @Test func twoFamiliesOfOneMartyrDoNotSeeEachOther() async throws {
        let office = try Bureau()
        try office.family()
        let other = try office.bring(
            FamilyEnrolled {
                $0.family = "F-2"
                $0.martyrs = ["MT-F-1"]
                $0.area = "futian/shatou"
            }, on: "2025-01-01")
        try office.bring(
            MemberEnrolled {
                $0.member = "M-2"
                $0.family = "F-2"
            }, on: "2025-01-01")
        let visit = try office.bring(
            VisitMade(.home) {
                $0.visit = "V-1"
                $0.family = "F-2"
                $0.occasion = .sacrificeDay
                $0.martyr = "MT-F-1"
                $0.met = ["M-2"]
            }, on: "2025-05-20", by: Bureau.officer)
        try await office.ledger.synced(through: office.count)
        let file = try #require(try office.ledger.familyFile("F-1", in: .everything))
        #expect(file.registry.martyrs["MT-F-1"]?.sacrificed == Moment("1969-05-20"))
        #expect(file.history.contains { $0.type == MartyrRecorded.type })
        #expect(!file.history.contains { [other, visit].contains($0.position) })
        #expect(file.registry.families["F-2"] == nil)
        #expect(file.history.map(\.position) == file.history.map(\.position).sorted())
    }
}
