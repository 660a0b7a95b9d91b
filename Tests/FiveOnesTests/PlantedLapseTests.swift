import CaseLedger
import FiveOnes
import FiveOnesSample
import SegmentLogTesting
import Testing

/// Must show 6: the planted lapses of a sample year are found, all of them and nothing else.
@Suite struct PlantedLapseTests {
    /// What a supervision run reports as not lawful.
    func found(_ sample: Sample) async throws -> Set<ExpectedFinding> {
        let ledger = try Ledger.open(
            in: MemoryStorage(), events: .fiveOnes, as: .founding,
            LedgerOptions(keys: .inMemory()))
        var drafts: [Draft] = []
        sample.forEach { draft in
            var draft = draft
            draft.attestation = Attestation(importer: "importer", source: sample.source)
            draft.isAdopted = true
            drafts.append(draft)
        }
        for outcome in try ledger.admit(drafts) {
            if case .refused(let error) = outcome { throw error }
        }
        try await ledger.synced(through: UInt64(drafts.count))
        let board = try ledger.supervise(in: TimeFrame(asOf: sample.asOf))
        return Set(
            board.results.flatMap(\.findings).compactMap { finding in
                ExpectedFinding.Outcome(rawValue: finding.outcome.rawValue).map {
                    ExpectedFinding(
                        check: finding.check, subject: finding.subject, anchor: finding.anchor,
                        outcome: $0)
                }
            })
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func plantedLapsesAreFoundAndNothingElse(_ seed: UInt64) async throws {
        let sample = Sample(
            families: 40, seed: seed, lapses: Set(LapseKind.allCases), each: 2)
        let planted = Set(sample.planted.flatMap(\.expected))
        #expect(Set(sample.planted.map(\.kind)) == Set(LapseKind.allCases))
        let found = try await found(sample)
        #expect(found.subtracting(planted) == [], "found, but not planted (seed \(seed))")
        #expect(planted.subtracting(found) == [], "planted, but not found (seed \(seed))")
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func aYearWithoutLapsesHasNone(_ seed: UInt64) async throws {
        #expect(try await found(Sample(families: 40, seed: seed)) == [])
    }

    @Test func lapsesOfSeveralYearsAreFoundToo() async throws {
        let sample = Sample(
            families: 30, years: 3, seed: 77, lapses: Set(LapseKind.allCases), each: 3)
        #expect(try await found(sample) == Set(sample.planted.flatMap(\.expected)))
    }
}
