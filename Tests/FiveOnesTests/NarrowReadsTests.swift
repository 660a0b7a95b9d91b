import FiveOnesSample
import SegmentLogTesting
import Testing

@testable import CaseLedger
@testable import FiveOnes

/// A decision that reads all that is on record about every subject that it could read about.
private struct Wide<D: Decision>: Decision {
    let decision: D
    let subjects: [CaseLedger.Tag]

    static var roles: Set<Role> { D.roles }
    var reads: Query { .tags(subjects + decision.reads.items.flatMap(\.tags)) }
    var occurred: Moment? { decision.occurred }
    var amends: EventID? { decision.amends }
    func reads(after state: D.State, _ context: DecisionContext) -> Query {
        .tags(decision.reads(after: state, context).items.flatMap(\.tags))
    }
    func follows(_ state: D.State, _ context: DecisionContext) -> [Followed] {
        decision.follows(state, context)
    }
    func policy(_ state: D.State) -> String { decision.policy(state) }
    func needs(_ state: D.State, _ context: DecisionContext) -> Standing.Need {
        decision.needs(state, context)
    }
    func decide(_ state: D.State, _ context: DecisionContext) throws(RuleViolation) -> [NewEvent] {
        try decision.decide(state, context)
    }
}

/// What a rule says it looks at is all that it looks at.
///
/// Every event of a sample office, lapses included, is decided once more at its own place: on what
/// its rule names, and on all that is on record about its subjects. Both must come to the same. It
/// says nothing of types that the sample lacks, nor of a view that no wing gives to the past.
@Suite struct NarrowReadsTests {
    @Test func everyDecisionComesToTheSameOnAllThatIsOnRecord() async throws {
        let sample = Sample(families: 10, seed: 8, lapses: Set(LapseKind.allCases), each: 1)
        let ledger = try Ledger.open(
            in: MemoryStorage(), events: .fiveOnes, as: .founding,
            LedgerOptions(keys: .inMemory()))
        var drafts: [Draft] = []
        sample.forEach { drafts.append($0) }
        for case .refused(let error) in try ledger.admit(drafts) { throw error }
        try await ledger.synced(through: UInt64(drafts.count))
        var rules: [String: Int] = [:]
        for position in 0..<ledger.size {
            let event = try ledger.event(at: position)
            guard let decision = try PlanDecision.behind(event) else { continue }
            let (narrow, wide) = try await both(ledger, decision, event)
            #expect(
                narrow.refusal?.rule == wide.refusal?.rule,
                "\(event.type) at \(position): \(narrow.differences)")
            #expect(narrow.decided.map(\.payload) == wide.decided.map(\.payload))
            rules[narrow.refusal?.rule ?? "", default: 0] += 1
        }
        #expect(rules["", default: 0] > 500 && rules.count > 3, "\(rules)")
    }

    private func both<D: Decision>(
        _ ledger: Ledger, _ decision: D, _ event: RecordedEvent
    ) async throws -> (Redecision, Redecision) {
        let wide = Wide(decision: decision, subjects: event.envelope.subjects)
        return (
            try await ledger.redecide(decision, at: event.position),
            try await ledger.redecide(wide, at: event.position)
        )
    }
}
