import CaseLedger
import Foundation
import SegmentLog
import Testing

/// The README's lending library, run as it stands there.
@Suite struct ReadmeEmbedding {
    // The README is set wider than sources are.
    // swift-format-ignore
    @Test func theExampleDoesWhatItSays() async throws {
        let console = Console()
        func print(_ items: Any...) { console.print(items) }

        // article: README
        struct BookLent: Payload {
            static let type: EventType = "book.lent"
            var book = "", reader = ""
            mutating func fields(_ visit: inout some FieldVisitor) throws(CodecError) {
                try visit.field(1, "book", &book)
                try visit.field(2, "reader", &reader)
            }
            func tag(_ tags: inout TagSet) { tags.about(Tag("book", book)) }
        }
        struct Loans: Projection {
            var reader: [String: String] = [:]
            static func handle(_ on: inout Handlers<Loans>) {
                on(BookLent.self) { loans, _, lent in loans.reader[lent.book] = lent.reader }
            }
        }
        struct LendBook: Decision {
            let book, reader: String
            var reads: Query { [Tag("book", book)] }
            func decide(_ loans: Loans, _: DecisionContext) throws(RuleViolation) -> [NewEvent] {
                guard loans.reader[book] == nil else { throw RuleViolation("L1", "The book is out.") }
                return [NewEvent(BookLent(book: book, reader: reader))]
            }
        }
        let ledger = try Ledger.open(at: NSTemporaryDirectory() + "books-\(UUID())", events: [BookLent.self], as: .founding)
        let desk = Actor("li.na", role: "clerk", unit: "branch:north")
        let receipt = try await ledger.perform(LendBook(book: "B-7", reader: "R-1"), by: desk)
        do { try await ledger.perform(LendBook(book: "B-7", reader: "R-2"), by: desk) } catch { print(error) }
        print("positions", receipt.positions, "of", ledger.size, "loans", try ledger.view(Loans.self).reader)
        // end article

        #expect(
            console.lines == [
                "[L1] The book is out.", #"positions [0] of 1 loans ["B-7": "R-1"]"#,
            ])
        try ledger.close()
        let storage = try #require(ledger.storage as? FileStorage)
        try FileManager.default.removeItem(atPath: storage.directory)
    }
}

/// Takes what an example prints.
final class Console {
    private(set) var lines: [String] = []
    func print(_ items: [Any]) {
        lines.append(items.map { "\($0)" }.joined(separator: " "))
    }
}

/// A path in the file system where nothing is yet.
func temporaryPath() -> String {
    FileManager.default.temporaryDirectory.appending(path: "ledger-\(UUID().uuidString)").path
}
