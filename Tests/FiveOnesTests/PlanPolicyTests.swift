import CaseLedger
import FiveOnes
import Testing

@Suite struct PlanPolicyTests {
    let early = planDay("2023-05-01")
    let late = planDay("2026-05-01")

    @Test func defaultsAreThePlansAndItsProposals() {
        let policy = Policy()
        let expected: [(PolicyKey, Int)] = [
            (.visitWindowBefore, 15), (.visitWindowAfter, 15), (.springFestivalWindowBefore, 20),
            (.springFestivalWindowAfter, 15), (.allowSharedVisit, 0), (.officerGapTolerance, 0),
            (.caseloadCap, 20), (.organizationsPerDistrictYear, 5), (.verificationPeriod, 3),
            (.urgentLimit, 0), (.enquiryLimit, 3), (.guidanceLimit, 3), (.requestLimit, 13),
            (.complaintLimit, 13), (.callBackLimit, 1), (.receiptConfirmation, 30),
            (.backDatingLimit, 30), (.lateWeight, 50), (.visitsPerVisitorDay, 15),
        ]
        for (key, value) in expected { #expect(policy.value(key, on: late) == value, "\(key.id)") }
        #expect(PolicyKey.organizationsPerDistrictYear.source == .seed)
        #expect(policy.fallback(.sacrificeFallback, on: late) == .previousValid)
        #expect(!policy.flag(.allowSharedVisit, on: late))
        #expect(policy.day(.planEffectiveDay, on: late) == planDay("2022-01-01"))
    }

    @Test func dutiesOfLawBeginWithTheLaw() {
        let policy = Policy()
        #expect(policy.value(.statutoryVisitsPerYear, on: planDay("2018-04-30")) == 0)
        #expect(policy.value(.statutoryVisitsPerYear, on: planDay("2018-05-01")) == 1)
        #expect(policy.value(.statutoryConfirmationsPerYear, on: planDay("2024-12-31")) == 0)
        #expect(policy.value(.statutoryConfirmationsPerYear, on: planDay("2025-01-01")) == 1)
        #expect(PolicyKey.all.filter { $0.source == .law }.allSatisfy { !$0.steps.isEmpty })
    }

    @Test func aCheckOnThePastUsesThePastsValues() throws {
        let policy = try #require(
            Policy().setting(.caseloadCap, to: 12, from: planDay("2025-07-01"))?
                .setting(.caseloadCap, to: 15, from: planDay("2024-01-01")))
        #expect(policy.value(.caseloadCap, on: early) == 20)
        #expect(policy.value(.caseloadCap, on: planDay("2024-01-01")) == 15)
        #expect(policy.value(.caseloadCap, on: planDay("2025-06-30")) == 15)
        #expect(policy.value(.caseloadCap, on: late) == 12)
        #expect(policy.history(of: .caseloadCap).map(\.value) == [15, 12])
        #expect(policy.value(.visitWindowAfter, on: late) == 15)
    }

    @Test func settingADayAgainReplacesItsValue() throws {
        let policy = try #require(
            Policy().setting(.lateWeight, to: 40, from: early)?
                .setting(.lateWeight, to: 60, from: early))
        #expect(policy.history(of: .lateWeight) == [.init(from: early, value: 60)])
    }

    @Test func versionNamesTheContentsWhateverTheOrderOfSetting() throws {
        let one = try #require(
            Policy().setting(.caseloadCap, to: 12, from: early)?
                .setting(.lateWeight, to: 0, from: late))
        let other = try #require(
            Policy().setting(.lateWeight, to: 0, from: late)?
                .setting(.caseloadCap, to: 12, from: early))
        #expect(one == other)
        #expect(one.version == other.version)
        let versions = Set([
            Policy().version, one.version,
            try #require(Policy().setting(.caseloadCap, to: 12, from: early)).version,
            try #require(Policy().setting(.caseloadCap, to: 12, from: late)).version,
            try #require(Policy().setting(.caseloadCap, to: 13, from: early)).version,
            try #require(Policy().setting(.lateWeight, to: 12, from: early)).version,
        ])
        #expect(versions.count == 6)
        #expect(versions.allSatisfy { $0.utf8.count == 16 })
    }

    @Test func valuesThatMakeNoSenseAreRefused() {
        #expect(Policy().setting(.allowSharedVisit, to: 2, from: early) == nil)
        #expect(Policy().setting(.enquiryLimit, to: -1, from: early) == nil)
    }

    @Test func keysOfADeploymentStandBesideThePlans() throws {
        let gift = PolicyKey(
            "gift.limit", Phrase("慰问金上限", "Limit of consolation money"), in: .fen,
            range: 0...10_000_000, default: 200_000, source: .default)
        let policy = try #require(Policy().setting(gift, to: 100_000, from: late))
        #expect(policy.value(gift, on: early) == 200_000)
        #expect(policy.value(gift, on: late) == 100_000)
        #expect(policy.version != Policy().version)
    }

    @Test func keysAreNamedOnceAndInBothLanguages() {
        #expect(Set(PolicyKey.all.map(\.id)).count == PolicyKey.all.count)
        #expect(Set(PolicyKey.all.map(\.title.chinese)).count == PolicyKey.all.count)
        for key in PolicyKey.all {
            #expect(PolicyKey.named(key.id) == key)
            #expect(!key.title.english.isEmpty)
            if key.unit == .fallback { #expect(key.range == 0...4) }
            if key.unit == .flag { #expect(key.range == 0...1) }
        }
        #expect(PolicyKey.named("visit.window") == nil)
    }
}
