import CaseLedger
import FiveOnes
import FiveOnesSample
import Testing

/// What independent checks find in samples: exactly what was planted.
@Suite struct SampleLawTests {
    static let clean = Sample(families: 250, years: 2, seed: 1)
    static let planted = Sample(
        families: 250, years: 2, seed: 1, lapses: SampleTests.everyKind, each: 3)

    @Test func aCleanSampleHasNothingToFind() throws {
        let reading = try SampleReading(Self.clean)
        #expect(reading.visitFindings().lines.isEmpty)
        #expect(reading.officerFindings().lines.isEmpty)
        #expect(reading.fundFindings().lines.isEmpty)
        #expect(reading.donorFindings().lines.isEmpty)
        #expect(reading.memberFindings().lines.isEmpty)
        #expect(try reading.ticketFindings().lines.isEmpty)
    }

    @Test func plantedLapsesAreFoundAndNothingElse() throws {
        let reading = try SampleReading(Self.planted)
        func expected(_ checks: String...) -> Set<String> {
            Set(checks.flatMap { Findings.expected(reading.planted, $0).lines })
        }
        let visits = reading.visitFindings()
        #expect(visits.lines == expected("C15.1"))
        #expect(reading.unitFindings(visits).lines == expected("C15.2"))
        #expect(reading.officerFindings().lines == expected("C4.1"))
        #expect(reading.fundFindings().lines == expected("C6.1", "C6.2", "C6.3"))
        #expect(reading.donorFindings().lines == expected("C7.1"))
        #expect(reading.memberFindings().lines == expected("C9.1", "C15.7"))
        #expect(try reading.ticketFindings().lines == expected("C12.4", "C12.5"))
    }

    /// A first year, a leap year, a year with a thirteenth lunar month, the last year of the table.
    @Test(arguments: [2006, 2016, 2023, 2026], [1, 4] as [UInt64])
    func everyYearIsLawful(lastYear: Int, seed: UInt64) throws {
        let sample = Sample(
            families: 90, seed: seed, lapses: SampleTests.everyKind, lastYear: lastYear)
        let wrong = try Self.surprises(in: sample)
        #expect(wrong.isEmpty, "year \(lastYear), seed \(seed)")
    }

    @Test(arguments: [1, 3, 12, 30], [5, 6] as [UInt64])
    func smallOfficesAreLawfulToo(families: Int, seed: UInt64) throws {
        let sample = Sample(
            families: families, years: 3, seed: seed, lapses: SampleTests.everyKind)
        let wrong = try Self.surprises(in: sample)
        #expect(wrong.isEmpty, "\(families) families, seed \(seed)")
    }

    /// What the checks find and no lapse expects, and what lapses expect and no check finds.
    static func surprises(in sample: Sample) throws -> [String] {
        let reading = try SampleReading(sample)
        var found = reading.visitFindings()
        found.lines.formUnion(reading.officerFindings().lines)
        found.lines.formUnion(reading.fundFindings().lines)
        found.lines.formUnion(reading.donorFindings().lines)
        found.lines.formUnion(reading.memberFindings().lines)
        found.lines.formUnion(try reading.ticketFindings().lines)
        var expected: Set<String> = []
        for finding in sample.planted.flatMap(\.expected) where finding.check != "C15.2" {
            expected.formUnion(Findings.expected(sample.planted, finding.check).lines)
        }
        return found.lines.symmetricDifference(expected).sorted()
    }

    @Test func officersHaveAtMostTwentyFamiliesAndWorkWhereTheyVisit() throws {
        let reading = try SampleReading(Self.planted)
        var officer: [String: String] = [:]
        var load: [String: Int] = [:]
        for event in reading.events {
            switch event.type {
            case "assignment.ended": load[event.text("officer"), default: 0] -= 1
            case "officer.assigned":
                load[event.text("officer"), default: 0] += 1
                officer[event.text("family")] = event.text("station")
                #expect(load[event.text("officer"), default: 0] <= 20)
            case "visit.made":
                #expect(event.unit == "station:\(officer[event.text("family")] ?? "")")
            default: break
            }
        }
    }

    @Test func noApplicationDecisionAndPaymentAreInOneHand() throws {
        var hands: [EventID: [String: String]] = [:]
        Self.planted.forEach { draft in
            guard let matter = draft.correlation else { return }
            switch draft.event.type.name {
            case "aid.approved", "disbursement.paid":
                hands[matter, default: [:]][draft.event.type.name] = draft.actor.id
            default: break
            }
        }
        #expect(!hands.isEmpty)
        for hand in hands.values where hand.count == 2 {
            #expect(Set(hand.values).count == 2)
        }
    }
}
