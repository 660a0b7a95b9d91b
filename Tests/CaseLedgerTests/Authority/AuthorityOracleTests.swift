import CaseLedger
import CaseLedgerTesting
import SegmentLogTesting
import Testing

/// Grants and ends in random order, overlapping and back-dated, against a day-by-day oracle.
@Suite struct AuthorityOracleTests {
    /// One grant or end as the oracle keeps it.
    struct Fact {
        var holder: Int, role: Int, unit: Int, scope: Int
        var isEnd: Bool
        var from: Int
        var through: Int?
    }

    static let first = 20_000
    static let span = 24

    /// Whether the facts known so far let somebody act: each grant paints its days, each end wipes
    /// what it meets after its own day.
    static func may(_ facts: [Fact], _ who: Fact, on day: Int) -> Bool {
        facts.indices.contains { index in
            let grant = facts[index]
            guard !grant.isEnd, grant.holder == who.holder, grant.role == who.role,
                grant.unit == who.unit, grant.scope == 0 || grant.scope == who.scope
            else { return false }
            var days = Set(grant.from...(grant.through ?? first + 2 * span))
            for other in facts.indices where facts[other].isEnd {
                let end = facts[other]
                guard end.holder == grant.holder, end.role == grant.role, end.unit == grant.unit,
                    end.scope == grant.scope
                else { continue }
                let meets = end.from > grant.from || (end.from == grant.from && other > index)
                if meets { days = days.filter { $0 <= end.from } }
            }
            return days.contains(day)
        }
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func grantsAnswerAsADayByDayOracleDoes(_ seed: UInt64) async throws {
        var random = Seed(seed)
        func pick(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }
        for _ in 0..<40 {
            let clock = SteppingClock()
            let ledger = try Ledger.open(
                in: MemoryStorage(), events: .library, as: .founding,
                LedgerOptions(clock: { clock.next() }))
            var facts: [Fact] = []
            var known: [Instant] = []
            for _ in 0..<12 {
                let from = Self.first + pick(Self.span)
                let fact = Fact(
                    holder: pick(2), role: pick(2), unit: pick(2), scope: pick(3) == 0 ? 1 : 0,
                    isEnd: pick(3) == 0, from: from, through: pick(2) == 0 ? from + pick(9) : nil)
                facts.append(fact)
                let outcome = try ledger.admit([Self.draft(fact)])
                guard case .recorded = outcome[0] else {
                    Issue.record("refused with seed \(seed)")
                    return
                }
                known.append(ledger.now)
            }
            try await ledger.synced(through: UInt64(facts.count))
            let count = 1 + pick(facts.count)
            let authority = try ledger.view(
                Authority.self, in: TimeFrame(knownAt: known[count - 1]))
            for holder in 0..<2 {
                for role in 0..<2 {
                    for unit in 0..<2 {
                        for scope in 0..<2 {
                            let who = Fact(
                                holder: holder, role: role, unit: unit, scope: scope, isEnd: false,
                                from: 0)
                            for day in Self.first..<(Self.first + Self.span) {
                                let expected = Self.may(
                                    Array(facts.prefix(count)), who, on: day)
                                let standing = authority.standing(
                                    of: Self.actor(who), within: [Self.around(who)],
                                    on: Day(number: Int32(day)))
                                try #require(
                                    (standing != nil) == expected,
                                    "seed \(seed), \(who), day \(day), \(facts.prefix(count))")
                                let positions = standing?.positions ?? []
                                #expect(positions.allSatisfy { !facts[Int($0)].isEnd })
                            }
                        }
                    }
                }
            }
        }
    }

    static func actor(_ fact: Fact) -> Actor {
        Actor("h\(fact.holder)", role: Role(rawValue: "r\(fact.role)"), unit: "u:\(fact.unit)")
    }

    static func around(_ fact: Fact) -> [CaseLedger.Tag] {
        [.unit("u:\(fact.unit)")] + (fact.scope == 0 ? [] : [Tag("shelf", "\(fact.scope)")])
    }

    static func draft(_ fact: Fact) -> Draft {
        let who = actor(fact)
        let scope = fact.scope == 0 ? "" : "shelf:\(fact.scope)"
        let keeper = Actor("keeper", role: .authorityKeeper, unit: "u")
        let day = Day(number: Int32(fact.from))
        guard !fact.isEnd else {
            return Draft(
                NewEvent(
                    RoleEnded(fill: {
                        $0.holder = who.id
                        $0.role = who.role.rawValue
                        $0.unit = who.unit
                        $0.scope = scope
                        $0.reason = "x"
                    }), occurred: .day(day)), by: keeper)
        }
        return Draft(
            NewEvent(
                RoleGranted(fill: {
                    $0.holder = who.id
                    $0.role = who.role.rawValue
                    $0.unit = who.unit
                    $0.scope = scope
                    $0.from = day
                    $0.through = fact.through.map { Day(number: Int32($0)) }
                    $0.ground = "x"
                }), occurred: .day(Day(number: 19_000))), by: keeper)
    }
}
