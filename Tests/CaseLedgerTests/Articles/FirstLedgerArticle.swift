import CaseLedger
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

    // swift-format-ignore
    @Test func theArticleDoesWhatItSays() async throws {
        let directory = temporaryPath()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let console = Console()
        func print(_ items: Any...) { console.print(items) }

        // article: YourFirstLedger
        let ledger = try Ledger.openOrCreate(at: directory, events: [BookAdded.self, BookLent.self])
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
        try ledger.history(HistoryFilter(tags: [Tag("book", "B-7")])) { event in
            print(event.position, event.type, event.sentence(in: .english))
        }
        // end article

        // article: YourFirstLedger
        try ledger.close()
        let reading = try Ledger.open(
            at: directory, events: [BookAdded.self, BookLent.self], for: .reading)
        print(reading.size, try reading.view(Loans.self).reader.count)
        // end article

        #expect(console.lines.count == 6)
        #expect(
            console.lines.prefix(3) == ["[1] of 2", "unknownReference 2", "R-1"])
        #expect(console.lines[3].hasPrefix("0 book.added/1 "))
        #expect(
            console.lines[4].hasSuffix("(clerk, branch:north) book lent: book B-7, reader R-1"))
        #expect(console.lines[5] == "2 1")
    }
}
