import CaseLedger
import CaseLedgerTesting
import Foundation
import SegmentLogTesting
import Testing

/// Ten thousand random histories of facts recorded late, corrected, corrected again and retracted:
/// what every view shows for any day and any moment of knowing, against rules written down plainly.
@Suite struct TwoTimesTests {
    static let ledgers = 100
    static let historiesInEach = 100

    @Test func theGridOfBothTimesIsWhatThePlainRulesSay() async throws {
        for number in 0..<Self.ledgers {
            var made = try Histories(count: Self.historiesInEach, seed: Seed(UInt64(number)))
            let oracle = try await made.record()
            let days = [nil] + (0..<3).map { _ in made.day() }
            let moments = [nil] + (0..<3).map { _ in made.moment() }
            for asOf in days {
                for knownAt in moments {
                    let frame = TimeFrame(asOf: asOf, knownAt: knownAt)
                    let seen = try made.ledger.view(Seen.self, in: frame).histories
                    let expected = oracle.seen(asOf: asOf?.number, knownAt: knownAt?.microseconds)
                    guard seen == expected else {
                        let history = expected.keys.sorted().first { seen[$0] != expected[$0] }
                        Issue.record(
                            "seed \(number), history \(history ?? -1), as of \(asOf as Any), known at \(knownAt as Any)"
                        )
                        return
                    }
                }
            }
            try made.compareOne(with: oracle)
        }
    }

    /// Of two events the later never counts without the earlier, whatever the day.
    @Test func whatCountsByADayIsTheBeginningOfTheOrderOfHappening() {
        var seed = Seed(5)
        let places = (0..<400).map { position in
            EventContext.Order(Histories.moment(&seed), at: UInt64(position))
        }.shuffled(using: &seed)
        let sorted = places.sorted()
        #expect(Set(places).count == places.count)
        for (left, right) in zip(sorted, sorted.dropFirst()) {
            #expect(left < right && !(right < left) && left != right)
        }
        for _ in 0..<400 {
            let (a, b, c) = (
                places.randomElement(using: &seed), places.randomElement(using: &seed),
                places.randomElement(using: &seed)
            )
            guard let a, let b, let c else { continue }
            #expect((a < b ? 1 : 0) + (b < a ? 1 : 0) + (a == b ? 1 : 0) == 1)
            if a < b, b < c { #expect(a < c) }
        }
        for day in Histories.days {
            let frame = TimeFrame(asOf: Day(number: day))
            let counts = sorted.map { frame.includes($0.occurred) }
            #expect(counts.lastIndex(of: true) ?? -1 < counts.firstIndex(of: false) ?? counts.count)
        }
    }

    @Test func theLineageSaysWhoCorrectedWhatAndWhatIsInForce() async throws {
        let clock = SteppingClock()
        let ledger = try Ledger.open(
            in: MemoryStorage(), events: .library, as: .founding,
            LedgerOptions(clock: { clock.next() }))
        try await ledger.record(BookAdded("B-1"), by: clerk)
        let (id, first) = (EventID.next(), EventID.next())
        try await ledger.record(BookLent("B-1", to: "R", fee: Money(fen: 900)), by: clerk, id: id)
        let boss = Actor("wang", role: "head", unit: "branch:north")
        func correct(_ fen: Int64, _ why: String, id own: EventID) async throws {
            let correction = try EventCorrected(
                id, to: BookLent("B-1", to: "R", fee: Money(fen: fen)), reason: why)
            try await ledger.record(correction, by: boss, id: own)
        }
        try await correct(90, "a zero too many", id: first)
        let between = try ledger.event(at: 2).envelope.recorded
        try await correct(80, "the receipt says 80", id: .next())
        let steps = try ledger.lineage(of: id).steps
        #expect(steps.map(\.reason) == ["a zero too many", "the receipt says 80"])
        #expect(steps.map(\.event.actor.id) == ["wang", "wang"])
        #expect(steps.map(\.isInForce) == [false, true])
        #expect(steps.map(\.supersedes) == [nil, 2])
        #expect(try ledger.lineage(of: id, knownAt: between).steps.map(\.isInForce) == [true])
        let second = try ledger.event(at: 3).id
        try await ledger.record(EventRetracted(second, reason: "wrong receipt"), by: boss)
        #expect(try ledger.lineage(of: id).steps.map(\.isInForce) == [true, false])
        #expect(try ledger.lineage(of: id).steps.map(\.stands) == [true, false])
        #expect(try ledger.view(Loans.self).fees == Money(fen: 90))
        try await ledger.record(EventRetracted(id, reason: "never lent"), by: boss)
        #expect(try ledger.lineage(of: id).steps.map(\.isInForce) == [false, false, true])
        #expect(try ledger.lineages().count == 2)
        let line = try ledger.lineage(of: id).lines(in: .english).last
        #expect(line?.hasSuffix("by wang (in force): never lent") == true)
    }
}
