import CaseLedger
import CaseLedgerTesting
import Foundation
import Testing

/// The article on the first ledger, run as it stands there.
@Suite struct FirstLedgerArticle {
    // article: YourFirstLedger
    struct BookAdded: Payload {
        static let type: EventType = "book.added"
        var book = "", title = ""
        mutating func fields(_ visit: inout some FieldVisitor) throws(CodecError) {
            try visit.field(1, "book", &book)
            try visit.field(2, "title", &title)
        }
        func tag(_ tags: inout TagSet) { tags.found(Tag("book", book)) }
    }
    struct BookLent: Payload {
        static let type: EventType = "book.lent"
        var book = "", reader = ""
        mutating func fields(_ visit: inout some FieldVisitor) throws(CodecError) {
            try visit.field(1, "book", &book)
            try visit.field(2, "reader", &reader)
        }
        func tag(_ tags: inout TagSet) { tags.about(Tag("book", book)) }
    }
    // end article

    // article: YourFirstLedger
    enum Damage: String, FieldCode {
        case torn, wet
        static let blank = Damage.torn
        var label: Phrase { Phrase(rawValue) }
    }
    struct Page: FieldGroup {
        var number: UInt64 = 0
        var damage = Damage.torn
        mutating func fields(_ visit: inout some FieldVisitor) throws(CodecError) {
            try visit.field(1, "number", &number)
            try visit.field(2, "damage", &damage)
        }
    }
    struct BookRepaired: Payload {
        static let type: EventType = "book.repaired"
        var book = ""
        var cost = Money.zero
        var back: Day?
        var pages: [Page] = []
        mutating func fields(_ visit: inout some FieldVisitor) throws(CodecError) {
            try visit.field(1, "book", &book)
            try visit.field(2, "cost", &cost)
            try visit.field(3, "back", &back)
            try visit.field(4, "pages", &pages)
        }
        func tag(_ tags: inout TagSet) { tags.about(Tag("book", book)) }
    }
    // end article

    // swift-format-ignore
    @Test func theArticleDoesWhatItSays() async throws {
        let directory = temporaryPath()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let console = Console()
        func print(_ items: Any...) { console.print(items) }

        // article: YourFirstLedger
        let ledger = try Ledger.open(
            at: directory, events: [BookAdded.self, BookLent.self], as: .foundingIfNew)
        let desk = Actor("li.na", role: "clerk", unit: "branch:north")
        try await ledger.record(BookAdded(book: "B-7", title: "Middlemarch"), by: desk)
        let receipt = try await ledger.record(BookLent(book: "B-7", reader: "R-1"), by: desk)
        print(receipt.positions, "of", receipt.size)
        // end article

        // article: YourFirstLedger
        do { try await ledger.record(BookLent(book: "B-8", reader: "R-1"), by: desk) } catch {
            print(error.code, ledger.size)
        }
        // end article

        // article: YourFirstLedger
        struct Loans: Projection {
            var reader: [String: String] = [:]
            static func handle(_ on: inout Handlers<Loans>) {
                on(BookLent.self) { loans, _, lent in loans.reader[lent.book] = lent.reader }
            }
        }
        let loans = try ledger.view(Loans.self)
        print(loans.reader["B-7"] ?? "on the shelf")
        try ledger.history(of: .tag(Tag("book", "B-7"))) { event in
            print(event.position, event.type, event.sentence(in: .english))
        }
        // end article

        do {
            // article: YourFirstLedger
            struct Titles: Projection {
                var title: [String: String] = [:]
                static func handle(_ on: inout Handlers<Titles>) {
                    on(BookAdded.self) { titles, _, added in titles.title[added.book] = added.title }
                }
            }
            struct AddBook: Decision {
                let book, title: String
                var reads: Query { [Tag("book", book)] }
                func decide(_ titles: Titles, _: DecisionContext) throws(RuleViolation) -> [NewEvent] {
                    guard titles.title[book] == nil else { throw RuleViolation("L0", "The book is there.") }
                    return [NewEvent(BookAdded(book: book, title: title))]
                }
            }
            do { try await ledger.perform(AddBook(book: "B-7", title: "Emma"), by: desk) } catch {
                print(error.message)
            }
            // end article
        }

        // article: YourFirstLedger
        try ledger.close()
        let reading = try Ledger.open(
            at: directory, events: [BookAdded.self, BookLent.self], as: .reading)
        print(reading.size, try reading.view(Loans.self).reader.count)
        // end article

        #expect(console.lines.count == 7)
        #expect(
            console.lines.prefix(3) == ["[1] of 2", "unknownReference 2", "R-1"])
        #expect(console.lines[3].hasPrefix("0 book.added/1 "))
        #expect(
            console.lines[4].hasSuffix("(clerk, branch:north) book lent: book B-7, reader R-1"))
        #expect(console.lines[5] == "[L0] The book is there.")
        #expect(console.lines[6] == "2 1")
    }

    /// A subject is founded as often as anybody says, and no retraction un-founds it; a field of
    /// every kind comes back as it was.
    @Test func whatElseTheArticleSaysIsSo() async throws {
        let ledger = try Ledger.inMemory(
            events: [BookAdded.self, BookLent.self, BookRepaired.self])
        let desk = Actor("li.na", role: "clerk", unit: "branch:north")
        try await ledger.record(BookAdded(book: "B-1", title: "Emma"), by: desk)
        try await ledger.record(BookAdded(book: "B-1", title: "Persuasion"), by: desk)
        for position in 0..<2 as Range<UInt64> {
            let id = try ledger.event(at: position).id
            try await ledger.record(EventRetracted(id, reason: "there is no such book"), by: desk)
        }
        try await ledger.record(BookLent(book: "B-1", reader: "R-1"), by: desk)

        let repaired = BookRepaired(
            book: "B-1", cost: Money(yuan: 12), back: .day(2025, 3, 1),
            pages: [Page(number: 7, damage: .wet), Page(number: 8, damage: .torn)])
        try await ledger.record(repaired, by: desk)
        let read = try ledger.event(at: 5).payload(BookRepaired.self)
        #expect(read.cost == repaired.cost && read.back == repaired.back)
        #expect(read.pages.map(\.number) == [7, 8] && read.pages.map(\.damage) == [.wet, .torn])
        #expect(BookAdded.type.description == "book.added/1")
        try ledger.close()
    }
}
