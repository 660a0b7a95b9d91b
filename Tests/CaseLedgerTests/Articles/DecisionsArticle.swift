import CaseLedger
import CaseLedgerTesting
import Foundation
import Testing

/// The article on decisions, run as it stands there.
@Suite struct DecisionsArticle {
    typealias BookAdded = FirstLedgerArticle.BookAdded
    typealias BookLent = FirstLedgerArticle.BookLent

    struct Loans: Projection {
        var reader: [String: String] = [:]
        static func handle(_ on: inout Handlers<Loans>) {
            on(BookLent.self) { loans, _, lent in loans.reader[lent.book] = lent.reader }
        }
    }

    // swift-format-ignore
    // article: DecisionsAndConditions
    struct LendBook: Decision {
        let book, reader: String
        static let roles: Set<Role> = ["clerk"]
        var reads: [Tag] { [Tag("book", book)] }
        func decide(_ loans: Loans, _ context: DecisionContext) throws(RuleViolation) -> [NewEvent] {
            guard loans.reader[book] == nil else {
                throw RuleViolation("L1", "The book is out.", advice: "Wait for its return.")
            }
            return [NewEvent(BookLent(book: book, reader: reader))]
        }
    }
    // end article

    // swift-format-ignore
    @Test func theArticleDoesWhatItSays() async throws {
        let directory = temporaryPath()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let console = Console()
        func print(_ items: Any...) { console.print(items) }
        let catalog: EventCatalog = [BookAdded.self, BookLent.self]
        let ledger = try Ledger.openOrCreate(at: directory, events: catalog)
        let desk = Actor("li.na", role: "clerk", unit: "branch:north")
        for book in ["B-7", "B-8", "B-9"] {
            try await ledger.record(BookAdded(book: book, title: ""), by: desk)
        }

        // article: DecisionsAndConditions
        let receipt = try await ledger.perform(LendBook(book: "B-7", reader: "R-1"), by: desk)
        do {
            try await ledger.perform(LendBook(book: "B-7", reader: "R-2"), by: desk)
        } catch {
            print(error.code, error.violation?.rule ?? "-", error.message)
        }
        // end article

        // article: DecisionsAndConditions
        let lent = await withTaskGroup(of: Bool.self) { group in
            for reader in 10..<26 {
                group.addTask {
                    let lend = LendBook(book: "B-9", reader: "R-\(reader)")
                    return (try? await ledger.perform(lend, by: desk)) != nil
                }
            }
            return await group.reduce(into: 0) { count, isLent in count += isLent ? 1 : 0 }
        }
        print(lent, "of 16")
        // end article

        // article: DecisionsAndConditions
        let seen = ledger.size
        let draft = Draft(NewEvent(BookLent(book: "B-8", reader: "R-1")), by: desk)
        try await ledger.append([draft], if: AppendCondition(tags: [Tag("book", "B-8")], after: seen))
        // end article

        // article: DecisionsAndConditions
        try await Given(BookAdded(book: "B-7"), BookLent(book: "B-7", reader: "R-1"), in: catalog)
            .when(LendBook(book: "B-7", reader: "R-2"), by: desk)
            .thenRefused(rule: "L1")
        try await Given(BookAdded(book: "B-7"), in: catalog)
            .when(LendBook(book: "B-7", reader: "R-2"), by: desk)
            .then(BookLent(book: "B-7", reader: "R-2"))
        // end article

        // article: DecisionsAndConditions
        let again = try await ledger.redecide(
            LendBook(book: "B-7", reader: "R-1"), at: receipt.positions[0])
        print(again.isSame, "having seen", again.observed)
        // end article

        #expect(
            console.lines == [
                "refused L1 [L1] The book is out. Wait for its return.", "1 of 16",
                "true having seen 3",
            ])
        try ledger.close()
    }
}
