import SegmentLog
import SegmentLogTesting
import Testing

@testable import CaseLedger

/// Append conditions against a model that looks at everything, and many tasks at once.
@Suite struct ConditionTests {
    private static let types = [BookAdded.type, BookLent.type, BookReturned.type]

    private func event(_ type: EventType, _ book: String) -> NewEvent {
        switch type {
        case BookAdded.type: NewEvent(BookAdded(book))
        case BookLent.type: NewEvent(BookLent(book, to: "R-1"))
        default: NewEvent(BookReturned(book))
        }
    }

    /// A condition holds if and only if nothing with one of its tags and types stands at or after
    /// its position; and if it does not hold, nothing is recorded.
    @Test func conditionsHoldAsTheModelSays() async throws {
        let number = UInt64.random(in: 0 ... .max)
        print("ConditionTests: seed \(number)")
        var seed = Seed(number)
        let ledger = try Ledger.open(in: MemoryStorage(), events: .library, as: .founding)
        var model: [(type: EventType, tags: Set<Tag>)] = []
        func take(_ type: EventType, _ book: String) {
            model.append((type, [Tag("book", book), .actor(clerk.id), .unit(clerk.unit)]))
        }
        let books = (0..<5).map { "B-\($0)" }
        for book in books {
            try await ledger.append([Draft(event(BookAdded.type, book), by: clerk)])
            take(BookAdded.type, book)
        }
        var outcomes = [true: 0, false: 0]
        for step in 0..<600 {
            let all = books.map { Tag("book", $0) } + [Tag("book", "unknown"), .actor(clerk.id)]
            let tags = Array(all.shuffled(using: &seed).prefix(.random(in: 0...2, using: &seed)))
            let types =
                Bool.random(using: &seed)
                ? nil
                : Set(Self.types.shuffled(using: &seed).prefix(.random(in: 0...2, using: &seed)))
            let after = UInt64(max(0, model.count - .random(in: 0...12, using: &seed)))
            let holds = !model.enumerated().contains { position, event in
                position >= Int(after) && !event.tags.isDisjoint(with: tags)
                    && types?.contains(event.type) ?? true
            }
            let count = Int.random(in: 1...3, using: &seed)
            let new = (0..<count).map { _ in
                (
                    Self.types.randomElement(using: &seed) ?? BookLent.type,
                    books.randomElement(using: &seed) ?? "B-0"
                )
            }
            let condition = AppendCondition(
                .tags(tags, of: types.map { Query.Types($0) }), after: after)
            do throws(LedgerError) {
                let receipt = try await ledger.append(
                    new.map { Draft(event($0.0, $0.1), by: clerk) }, if: condition)
                #expect(holds, "seed \(number), step \(step)")
                let expected = (0..<count).map { UInt64(model.count + $0) }
                #expect(receipt.positions == expected, "seed \(number), step \(step)")
                for (type, book) in new { take(type, book) }
            } catch {
                #expect(error.code == .conflict, "seed \(number), step \(step): \(error)")
                #expect(!holds, "seed \(number), step \(step)")
            }
            outcomes[holds, default: 0] += 1
            #expect(ledger.size == UInt64(model.count), "seed \(number), step \(step)")
        }
        #expect(outcomes.values.allSatisfy { $0 > 50 })
    }

    /// Each task appends to its tag what depends on all it has seen of it, or tries again.
    ///
    /// In the end every decision is there once, and none had overlooked another.
    @Test(arguments: [1, 16])
    func sixteenTasksLoseNothingAndDoubleNothing(tags: Int) async throws {
        let ledger = try Ledger.open(in: MemoryStorage(), events: .library, as: .founding)
        let books = (0..<tags).map { "B-\($0)" }
        try await ledger.append(books.map { Draft(event(BookAdded.type, $0), by: clerk) })
        let rounds = 20
        let attempts = try await withThrowingTaskGroup(of: Int.self) { group in
            for task in 0..<16 {
                group.addTask {
                    let book = books[task % tags]
                    var attempts = 0
                    for round in 0..<rounds {
                        while true {
                            attempts += 1
                            let seen = ledger.size
                            let id = EventID.named("\(task).\(round)", in: "tests")
                            var draft = Draft(
                                NewEvent(BookLent(book, to: "R-\(task).\(round)"), id: id),
                                by: clerk)
                            draft.observed = seen
                            let condition = AppendCondition(
                                [Tag("book", book)], after: seen)
                            do throws(LedgerError) {
                                try await ledger.append([draft], if: condition)
                                break
                            } catch {
                                guard error.code == .conflict else { throw error }
                                try await ledger.synced(through: ledger.writer?.next.rawValue ?? 0)
                            }
                        }
                    }
                    return attempts
                }
            }
            return try await group.reduce(0, +)
        }
        // Whoever loses lost to somebody who won; so nobody can lose more often than others win.
        #expect(attempts <= 16 * rounds * 16)
        if tags == 16 { #expect(attempts == 16 * rounds) }
        var last: [String: UInt64] = [:]
        var readers: Set<String> = []
        for position in UInt64(tags)..<ledger.size {
            let recorded = try ledger.event(at: position)
            let lent = try #require(recorded.tags.first { $0.kind == "book" }).text
            if let before = last[lent] {
                #expect(try #require(recorded.envelope.observed) > before)
            }
            last[lent] = position
            readers.insert(recorded.sentence(in: .english))
        }
        #expect(ledger.size == UInt64(tags + 16 * rounds))
        #expect(readers.count == 16 * rounds)
    }

    /// The door that applications use: decisions, which retry a bounded number of times.
    @Test(arguments: [1, 16])
    func decisionsRacingOnTagsAreTakenOnceOrSaySo(tags: Int) async throws {
        let ledger = try Ledger.open(in: MemoryStorage(), events: .library, as: .founding)
        let books = (0..<tags).map { "B-\($0)" }
        try await ledger.append(books.map { Draft(event(BookAdded.type, $0), by: clerk) })
        let outcomes = await withTaskGroup(of: Bool?.self) { group in
            for task in 0..<16 {
                group.addTask {
                    do throws(LedgerError) {
                        try await ledger.perform(
                            LendBook(book: books[task % tags], reader: "R-\(task)"), by: clerk)
                        return true
                    } catch { return error.code == .refused ? false : nil }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.count { $0 == true } == tags)
        #expect(outcomes.count { $0 == false } == 16 - tags)
        #expect(try ledger.view(Loans.self).lent == books.reduce(into: [:]) { $0[$1] = 1 })
    }
}
