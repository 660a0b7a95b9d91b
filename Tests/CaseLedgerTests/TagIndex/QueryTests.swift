import SegmentLog
import SegmentLogTesting
import Testing

@testable import CaseLedger

/// Queries of types and tags beside what looking at every entry finds.
@Suite struct QueryTests {
    /// Any of up to three items, each of any types and any tags.
    private func query(_ books: Int, _ seed: inout Seed) -> Query {
        let types = [BookAdded.type, BookLent.type, BookReturned.type, EventCorrected.type]
        return Query(
            (0..<Int.random(in: 0...3, using: &seed)).map { _ in
                var tags = [Tag("book", "B-\(Int.random(in: 0...books, using: &seed))")]
                switch Int.random(in: 0..<6, using: &seed) {
                case 0: tags.append(.actor("clerk.\(seed.next() % 5)"))
                case 1: tags.append(Tag("book", "B-0"))
                case 2: tags = [.unit("branch:north")]
                case 3: tags = []
                default: break
                }
                let some = types.shuffled(using: &seed).prefix(.random(in: 0...2, using: &seed))
                return Query.Item(
                    types: Bool.random(using: &seed) ? nil : Query.Types(some), tags: tags)
            })
    }

    private func naive(_ query: Query, _ events: [RecordedEvent]) -> [UInt64] {
        events.filter { event in
            query.items.contains { item in
                item.types?.names.contains(event.type.name) ?? true
                    && item.tags.allSatisfy(event.tags.contains)
            }
        }.map(\.position)
    }

    /// Also that a state which is kept and continued is what a replay from zero gives, while entries
    /// are corrected and retracted, and that asking of the past does not disturb it.
    @Test func historiesConditionsAndKeptStatesGiveTheNaiveAnswers() async throws {
        let number = UInt64.random(in: 0 ... .max)
        print("QueryTests: seed \(number)")
        var seed = Seed(number)
        let limits = IndexLimits.tiny(keys: 40)
        let ledger = try Ledger.open(
            in: MemoryStorage(), events: .library, as: .founding,
            LedgerOptions(limits: .plain, indexLimits: limits))
        var history = RandomHistory(seed.next())
        var (found, stale) = (0, 0)
        for round in 0..<120 {
            try await history.step(ledger)
            let comment: Comment = "seed \(number), round \(round)"
            for _ in 0..<4 {
                var events: [RecordedEvent] = []
                try ledger.history { events.append($0) }
                let query = query(20, &seed)
                var positions: [UInt64] = []
                try ledger.history(of: query) { positions.append($0.position) }
                #expect(positions == naive(query, events), comment)
                found += positions.count

                let tags = query.items.flatMap(\.tags)
                let books = Query.tags(Set(tags.filter { $0.kind == "book" }).sorted())
                let fresh = try ledger.view(Loans.self, of: books)
                let size = ledger.size
                #expect(try ledger.state(Loans.self, of: books, below: size) == fresh, comment)
                let then = UInt64.random(in: 0...size, using: &seed)
                let run = ledger.fold(Loans.self)
                try ledger.replay([run], of: books, below: then)
                #expect(
                    try ledger.state(Loans.self, of: books, below: then) == run.state, comment)

                let after = size - min(size, UInt64.random(in: 0...6, using: &seed))
                stale += try await disagreement(ledger, query, after, events, comment) ? 1 : 0
            }
        }
        #expect(found > 1_000 && stale > 20, "seed \(number): \(found), \(stale)")
        #expect(ledger.kept.size.states > 5)
    }

    /// Whether a condition holds an append back; it must where news stands after `after`.
    private func disagreement(
        _ ledger: Ledger, _ query: Query, _ after: UInt64, _ events: [RecordedEvent],
        _ comment: Comment
    ) async throws -> Bool {
        let isNews = naive(query, events).contains { $0 >= after }
        // What amends something with the tags of a typed item may be news; so both answers are right.
        let mayBeNews = events.contains { event in
            event.position >= after && event.type.name.hasPrefix("event.")
                && query.items.contains { $0.tags.allSatisfy(event.tags.contains) }
        }
        do throws(LedgerError) {
            let draft = Draft(NewEvent(BookAdded("C-\(ledger.size)")), by: clerk)
            try await ledger.append([draft], if: AppendCondition(query, after: after))
            #expect(!isNews, comment)
            return false
        } catch {
            #expect(error.code == .conflict && (isNews || mayBeNews), "\(comment): \(error)")
            return true
        }
    }
}
