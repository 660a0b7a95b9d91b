import CaseLedger
import CaseLedgerTesting
import Foundation
import Testing

/// The article on versions, run as it stands there.
@Suite struct EvolvingArticle {
    // swift-format-ignore
    @Test func theArticleDoesWhatItSays() async throws {
        let directory = temporaryPath()
        let folder = temporaryPath()
        defer {
            try? FileManager.default.removeItem(atPath: directory)
            try? FileManager.default.removeItem(atPath: folder)
        }
        let console = Console()
        func print(_ items: Any...) { console.print(items) }
        let desk = Actor("li.na", role: "clerk", unit: "branch:north")

        // article: EvolvingEvents
        struct BookLentV1: Payload {
            static let type: EventType = "book.lent/1"
            var book = "", reader = ""
            mutating func fields(_ visit: inout some FieldVisitor) throws(CodecError) {
                try visit.field(1, "book", &book)
                try visit.field(2, "reader", &reader)
            }
            func tag(_ tags: inout TagSet) { tags.about(Tag("book", book)) }
        }
        struct BookLent: Payload {
            static let type: EventType = "book.lent/2"
            var book = "", reader = "", branch = ""
            mutating func fields(_ visit: inout some FieldVisitor) throws(CodecError) {
                try visit.field(1, "book", &book)
                try visit.field(2, "reader", &reader)
                try visit.field(3, "branch", &branch)
            }
            func tag(_ tags: inout TagSet) { tags.about(Tag("book", book)) }
        }
        let catalog = EventCatalog([
            EventDefinition(BookLentV1.self) {
                BookLent(book: $0.book, reader: $0.reader, branch: "north")
            },
            EventDefinition(BookLent.self),
        ])
        // end article

        let old = try Ledger.open(at: directory, events: [BookLentV1.self], as: .founding)
        try await old.record(BookLentV1(book: "B-7", reader: "R-1"), by: desk)
        try old.close()

        // article: EvolvingEvents
        let ledger = try Ledger.open(at: directory, events: catalog)  // with events of version 1
        let event = try ledger.event(at: 0)
        print(event.type, try event.payload(BookLent.self).branch)
        // end article

        // article: EvolvingEvents
        let gap = EventCatalog([EventDefinition(BookLent.self)])
        do { _ = try Ledger.open(at: directory, events: gap, as: .reading) } catch {
            print(error.code, error.message)
        }
        do { try await ledger.record(BookLentV1(book: "B-1", reader: "R-1"), by: desk) } catch {
            print(error.code)
        }
        // end article

        // article: EvolvingEvents
        let golden = GoldenEvents(catalog, in: folder)
        try golden.writeMissing()  // when a type is new; a file is never written again
        print(try golden.problems())
        // end article

        #expect(
            console.lines == [
                "book.lent/1 north",
                "schema the event types do not fit together: book.lent/1 is missing: "
                    + "keep every version that may be on disk",
                "malformed", "[]",
            ])
        try ledger.close()
    }
}
