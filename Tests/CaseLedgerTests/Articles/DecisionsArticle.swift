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
        var reads: Query { [Tag("book", book)] }
        func decide(_ loans: Loans, _ context: DecisionContext) throws(RuleViolation) -> [NewEvent] {
            guard loans.reader[book] == nil else {
                throw RuleViolation("L1", "The book is out.", advice: "Wait for its return.")
            }
            return [NewEvent(BookLent(book: book, reader: reader))]
        }
    }
    // end article

    // swift-format-ignore
    // article: DecisionsAndConditions
    struct LendBooks: Decision {
        let books: [String], reader: String
        var reads: Query { .tags(books.map { Tag("book", $0) }) }
        func decide(_ loans: Loans, _ context: DecisionContext) throws(RuleViolation) -> [NewEvent] {
            try books.map { (book) throws(RuleViolation) in
                guard loans.reader[book] == nil else {
                    throw RuleViolation("L1", Phrase("\(book) is out."))
                }
                return NewEvent(BookLent(book: book, reader: reader))
            }
        }
    }
    // end article

    static let events: EventCatalog = [BookAdded.self, BookLent.self, LoanRenewed.self]
    let desk = Actor("li.na", role: "clerk", unit: "branch:north")

    // swift-format-ignore
    @Test func theArticleDoesWhatItSays() async throws {
        let directory = temporaryPath()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let console = Console()
        func print(_ items: Any...) { console.print(items) }
        let catalog = Self.events
        let ledger = try Ledger.open(at: directory, events: catalog, as: .foundingIfNew)
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
            var count = 0
            for await isLent in group where isLent { count += 1 }
            return count
        }
        print(lent, "of 16")
        // end article

        // article: DecisionsAndConditions
        let seen = ledger.size
        let draft = Draft(NewEvent(BookLent(book: "B-8", reader: "R-1")), by: desk)
        try await ledger.append([draft], if: AppendCondition([Tag("book", "B-8")], after: seen))
        // end article

        // article: DecisionsAndConditions
        struct LastLoan: Projection {
            var event: [String: EventID] = [:]
            static func handle(_ on: inout Handlers<LastLoan>) {
                on(BookLent.self) { loans, context, lent in loans.event[lent.book] = context.entry.id }
            }
        }
        struct CorrectReader: Decision {
            let book, reader: String
            var reads: Query { [Tag("book", book)] }
            func decide(_ loans: LastLoan, _ context: DecisionContext) throws(RuleViolation) -> [NewEvent] {
                guard let lent = loans.event[book] else {
                    throw RuleViolation("L2", Phrase("\(book) was never lent."))
                }
                do throws(CodecError) {
                    let correction = try EventCorrected(
                        lent, to: BookLent(book: book, reader: reader), reason: "wrong card")
                    return [NewEvent(correction)]
                } catch { throw RuleViolation("L9", Phrase("The correction is not sound: \(error)")) }
            }
        }
        try await ledger.perform(CorrectReader(book: "B-8", reader: "R-3"), by: desk)
        print(try ledger.view(Loans.self).reader["B-8"] ?? "-")
        // end article

        try await ledger.record(BookAdded(book: "B-6", title: ""), by: desk)
        do {
            // article: DecisionsAndConditions
            struct LoanRequests: Projection {
                var reader: [String: String] = [:]
                var requests: Set<EventID> = []
                static func handle(_ on: inout Handlers<LoanRequests>) {
                    on(BookLent.self) { loans, context, lent in
                        loans.reader[lent.book] = lent.reader
                        loans.requests.insert(context.entry.id)
                    }
                }
            }
            struct LendOnce: Decision {
                let request: EventID  // kept with the request, before the first call
                let book, reader: String
                var reads: Query { [Tag("book", book)] }
                func decide(_ loans: LoanRequests, _: DecisionContext) throws(RuleViolation) -> [NewEvent] {
                    let lent = NewEvent(BookLent(book: book, reader: reader), id: request)
                    if loans.requests.contains(request) { return [lent] }
                    guard loans.reader[book] == nil else { throw RuleViolation("L1", "The book is out.") }
                    return [lent]
                }
            }
            let lend = LendOnce(request: .next(), book: "B-6", reader: "R-1")
            let first = try await ledger.perform(lend, by: desk)
            let second = try await ledger.perform(lend, by: desk)
            print(first.positions == second.positions)
            // end article

            let size = ledger.size
            #expect(try ledger.event(at: first.positions[0]).id == lend.request)
            // Somebody else's request is another one, and the same one must say the same.
            let other = await #expect(throws: LedgerError.self) {
                try await ledger.perform(
                    LendOnce(request: .next(), book: "B-6", reader: "R-1"), by: desk)
            }
            #expect(other?.violation?.rule == "L1")
            let changed = await #expect(throws: LedgerError.self) {
                try await ledger.perform(
                    LendOnce(request: lend.request, book: "B-6", reader: "R-2"), by: desk)
            }
            #expect(changed?.code == .idTaken)
            #expect(ledger.size == size)
        }

        // article: DecisionsAndConditions
        try await Given(BookAdded(book: "B-7"), BookLent(book: "B-7", reader: "R-1"), in: catalog)
            .when(LendBook(book: "B-7", reader: "R-2"), by: desk)
            .thenRefused(rule: "L1")
        try await Given(BookAdded(book: "B-7"), in: catalog)
            .when(LendBook(book: "B-7", reader: "R-2"), by: desk)
            .then(BookLent(book: "B-7", reader: "R-2"))
        try await Given(BookAdded(book: "B-7"), in: catalog)
            .when(LendBook(book: "B-7", reader: "R-2"), by: Actor("bo", role: "guest", unit: "hall"))
            .thenRefused(rule: "I2")
        // end article

        // article: DecisionsAndConditions
        let again = try await ledger.redecide(
            LendBook(book: "B-7", reader: "R-1"), at: receipt.positions[0])
        print(again.isSame, "having seen", again.observed)
        // end article

        #expect(
            console.lines == [
                "refused L1 [L1] The book is out. Wait for its return.", "1 of 16", "R-3", "true",
                "true having seen 3",
            ])
        try ledger.close()
    }

    /// What the article says of closures, of the requirements that have defaults, and of `perform`
    /// without an identity.
    @Test func whatElseTheArticleSaysIsSo() async throws {
        let two = Given(BookAdded(book: "B-1"), BookAdded(book: "B-2"), in: Self.events)
        let lent = try await two.when(LendBooks(books: ["B-1", "B-2"], reader: "R-1"), by: desk)
            .then(BookLent(book: "B-1", reader: "R-1"), BookLent(book: "B-2", reader: "R-1"))
        let violation = try await lent.when(LendBooks(books: ["B-2"], reader: "R-2"), by: desk)
            .thenRefused(rule: "L1")
        #expect(violation.message(in: .english) == "B-2 is out.")

        try await two.when(RenewLoan(book: "B-1"), by: desk).thenRefused(rule: "L3")
        let south = Actor("bo", role: "clerk", unit: "branch:south")
        try await lent.when(RenewLoan(book: "B-1"), by: south).thenRefused(rule: "I2")
        let guest = Actor("bo", role: "guest", unit: "branch:north")
        try await lent.when(RenewLoan(book: "B-1"), by: guest).thenRefused(rule: "I2")
        let renewed = LoanRenewed(book: "B-1", reader: "R-1")
        let once = try await lent.when(RenewLoan(book: "B-1"), by: desk).then(renewed)
        // The second renewal is of the reader's other book: only its tag leads there.
        let other = LoanRenewed(book: "B-2", reader: "R-1")
        let twice = try await once.when(RenewLoan(book: "B-2"), by: desk).then(other)
        try await twice.when(RenewLoan(book: "B-1"), by: desk).thenRefused(rule: "L4")

        // Where no rule forbids it, what is performed twice is recorded twice.
        let ledger = try Ledger.inMemory(events: Self.events)
        try await ledger.record(BookAdded(book: "B-1"), by: desk)
        try await ledger.record(BookLent(book: "B-1", reader: "R-1"), by: desk)
        let first = try await ledger.perform(RenewLoan(book: "B-1"), by: desk)
        let second = try await ledger.perform(RenewLoan(book: "B-1"), by: desk)
        #expect(first.positions == [2] && second.positions == [3])

        // Given beforehand, the event that is corrected is what made the correction necessary.
        struct Amend: Decision {
            let target: EventID
            var reads: Query { [] }
            var amends: EventID? { target }
            func decide(_: Loans, _ context: DecisionContext) throws(RuleViolation) -> [NewEvent] {
                guard context.amended?.id == target.bytes else { throw RuleViolation("L8", "?") }
                return [NewEvent(EventRetracted(target, reason: "wrong card"))]
            }
        }
        let lent1 = try ledger.event(at: 1).id
        let receipt = try await ledger.perform(Amend(target: lent1), by: desk)
        #expect(try ledger.event(at: receipt.positions[0]).envelope.causation == lent1.bytes)
    }
}

// An extension stands outside of the suite, where `BookLent` is that of `Library.swift`: the same
// event on disk.

// article: DecisionsAndConditions
struct LoanRenewed: Payload {
    static let type: EventType = "loan.renewed"
    var book = "", reader = ""
    mutating func fields(_ visit: inout some FieldVisitor) throws(CodecError) {
        try visit.field(1, "book", &book)
        try visit.field(2, "reader", &reader)
    }
    func tag(_ tags: inout TagSet) {
        tags.about(Tag("book", book))
        tags.about(Tag("reader", reader))
    }
}
struct Renewals: Projection {
    var loan: [String: (reader: String, unit: String)] = [:]
    var renewed: [String: Int] = [:]
    static func handle(_ on: inout Handlers<Renewals>) {
        on(BookLent.self) { renewals, context, lent in
            renewals.loan[lent.book] = (lent.reader, context.actor.unit)
        }
        on(LoanRenewed.self) { renewals, _, event in
            renewals.renewed[event.reader, default: 0] += 1
        }
    }
}
struct RenewLoan: Sendable {
    let book: String
}
extension RenewLoan: Decision {
    static let roles: Set<Role> = ["clerk"]
    var reads: Query { [Tag("book", book)] }
    func reads(after state: Renewals, _ context: DecisionContext) -> Query {
        state.loan[book].map { [Tag("reader", $0.reader)] } ?? []
    }
    func needs(_ state: Renewals, _ context: DecisionContext) -> Standing.Need {
        guard let loan = state.loan[book] else { return Standing.Need(roles: Self.roles) }
        return Standing.Need(roles: Self.roles, within: [[.unit(loan.unit)]])
    }
    func decide(_ state: Renewals, _ context: DecisionContext) throws(RuleViolation) -> [NewEvent] {
        guard let loan = state.loan[book] else { throw RuleViolation("L3", "The book is not out.") }
        guard state.renewed[loan.reader, default: 0] < 2 else {
            throw RuleViolation("L4", Phrase("\(loan.reader) has renewed twice."))
        }
        return [NewEvent(LoanRenewed(book: book, reader: loan.reader))]
    }
}
// end article
