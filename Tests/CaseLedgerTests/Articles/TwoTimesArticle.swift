import CaseLedger
import Foundation
import Testing

/// The article on the two times, run as it stands there.
@Suite struct TwoTimesArticle {
    typealias BookLent = FirstLedgerArticle.BookLent
    typealias Loans = DecisionsArticle.Loans

    // swift-format-ignore
    @Test func theArticleDoesWhatItSays() async throws {
        let directory = temporaryPath()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let console = Console()
        func print(_ items: Any...) { console.print(items) }
        let ledger = try Ledger.open(
            at: directory, events: [BookLent.self], as: .foundingIfNew)
        let desk = Actor("li.na", role: "clerk", unit: "branch:north")

        // article: TwoTimes
        try await ledger.record(
            BookLent(book: "B-7", reader: "R-1"), by: desk, occurred: .day(2025, 3, 10))
        let march = TimeFrame(asOf: .day(2025, 3, 31))
        let before = TimeFrame(asOf: .day(2025, 3, 9))
        print(try ledger.view(Loans.self, in: march).reader, try ledger.view(Loans.self, in: before).reader)
        // end article

        // article: TwoTimes
        let typed = "2025-02-30"
        if let day = Day(typed) {
            print(TimeFrame(asOf: day).includes(.day(2025, 2, 1)))
        } else {
            print("there is no such day")
        }
        print(Day(2025, 2, 28) ?? .blank, Moment("2025-03")?.precision ?? .day, Moment("2025-13") == nil)
        // end article

        // article: TwoTimes
        let wrong = try ledger.event(at: 0)
        let beforeCorrection = wrong.envelope.recorded
        try await ledger.record(
            EventCorrected(
                wrong.id, to: BookLent(book: "B-7", reader: "R-2"), occurred: .day(2025, 3, 11),
                reason: "read the card upside down"), by: desk)
        print(try ledger.view(Loans.self, in: march).reader)
        let asThenKnown = TimeFrame(asOf: .day(2025, 3, 31), knownAt: beforeCorrection)
        print(try ledger.view(Loans.self, in: asThenKnown).reader)
        // end article

        // article: TwoTimes
        for step in try ledger.lineage(of: wrong.id).steps {
            print(step.event.actor.id, step.reason, step.isInForce)
        }
        // end article

        #expect(
            console.lines == [
                #"["B-7": "R-1"] [:]"#, "there is no such day", "2025-02-28 month true",
                #"["B-7": "R-2"]"#, #"["B-7": "R-1"]"#,
                "li.na read the card upside down true",
            ])
        try ledger.close()
    }
}
