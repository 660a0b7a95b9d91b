import CaseLedger
import CaseLedgerTesting
import Foundation
import Testing

/// An event type that changes without a new version is noticed.
@Suite struct GoldenEventsTests {
    /// The book's event as it was, and as somebody may have changed it since.
    private struct Before: Payload {
        static let type: EventType = "book.shelved"
        var book = ""
        var shelf: UInt64 = 0
        var since = Day(number: 0)
        mutating func fields(_ visit: inout some FieldVisitor) throws(CodecError) {
            try visit.field(1, "book", &book)
            try visit.field(2, "shelf", &shelf)
            try visit.field(3, "since", &since)
        }
    }
    private struct Renumbered: Payload {
        static let type = Before.type
        var book = ""
        var shelf: UInt64 = 0
        var since = Day(number: 0)
        mutating func fields(_ visit: inout some FieldVisitor) throws(CodecError) {
            try visit.field(1, "book", &book)
            try visit.field(3, "since", &since)
            try visit.field(4, "shelf", &shelf)
        }
    }
    /// The same wire type, another meaning.
    private struct Reinterpreted: Payload {
        static let type = Before.type
        var book = ""
        var shelf: UInt64 = 0
        var since = Instant(microseconds: 0)
        mutating func fields(_ visit: inout some FieldVisitor) throws(CodecError) {
            try visit.field(1, "book", &book)
            try visit.field(2, "shelf", &shelf)
            try visit.field(3, "since", &since)
        }
    }
    private struct Extended: Payload {
        static let type = Before.type
        var book = ""
        var shelf: UInt64 = 0
        var since = Day(number: 0)
        var note = ""
        mutating func fields(_ visit: inout some FieldVisitor) throws(CodecError) {
            try visit.field(1, "book", &book)
            try visit.field(2, "shelf", &shelf)
            try visit.field(3, "since", &since)
            try visit.field(4, "note", &note)
        }
    }

    private func problems(of now: EventCatalog) throws -> String {
        let directory = temporaryPath()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let before = GoldenEvents([Before.self], in: directory)
        #expect(try before.writeMissing().count == EventCatalog([]).definitions.count + 1)
        #expect(try before.problems() == [])
        let golden = GoldenEvents(now, in: directory)
        #expect(try golden.writeMissing() == [], "what is there is not written again")
        return try golden.problems().joined(separator: "\n")
    }

    @Test func aFieldThatMovesIsNoticed() throws {
        let problems = try problems(of: [Renumbered.self])
        #expect(problems.contains("field 2 (shelf) is gone"))
        #expect(problems.contains("field 4 (shelf) is new; make it a new version"))
    }

    @Test func aFieldThatMeansSomethingElseInTheSameBytesIsNoticed() throws {
        let problems = try problems(of: [Reinterpreted.self])
        #expect(problems.contains("field 3 (since): 'kind' was \"sint64, days since 1970-01-01\""))
        #expect(problems.contains("its bytes now mean"))
    }

    @Test func aFieldMoreWantsANewVersion() throws {
        let problems = try problems(of: [Extended.self])
        #expect(problems.contains("field 4 (note) is new; make it a new version"))
    }

    @Test func aTypeThatIsGoneAndOneWithoutAFileAreNoticed() throws {
        #expect(try problems(of: []).contains("book.shelved-1.json: its event type is gone"))
        let directory = temporaryPath()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true)
        let problems = try GoldenEvents([Before.self], in: directory).problems()
        #expect(problems.first?.hasPrefix("book.shelved-1.json: is missing") == true)
    }

    @Test func anExampleHasEveryFieldSetAndStaysTheSame() throws {
        let first = try FieldFiller.example(BookLent.self, in: .library)
        #expect(first == (try FieldFiller.example(BookLent.self, in: .library)))
        #expect(first == BookLent("book-1", to: "reader-2", fee: Money(fen: 4)))
    }
}
