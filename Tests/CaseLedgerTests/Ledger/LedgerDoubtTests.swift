import CaseLedger
import Foundation
import SegmentLog
import SegmentLogTesting
import Testing

/// No answer of a ledger whose `head` is damaged differs from that of the undamaged one without a
/// doubt being told.
@Suite struct LedgerDoubtTests {
    /// What a reader is shown.
    private struct Answers: Equatable {
        var size: UInt64
        var loans: Loans
        var ofOneBook: [UInt64] = []
        var root: Hash?

        init(_ ledger: Ledger) throws {
            size = ledger.size
            loans = try ledger.view(Loans.self)
            root = ledger.head?.root
            try ledger.history(of: .tag(Tag("book", "B-1"))) { ofOneBook.append($0.position) }
        }
    }

    private static let limits = LogLimits(
        segmentBytes: 16 << 10, growthBytes: 4096, idleHeadSync: nil, sealsInBackground: false)

    private func office(isSealed: Bool) async throws -> MemoryStorage {
        let storage = MemoryStorage()
        let options = LedgerOptions(limits: Self.limits)
        let ledger = try Ledger.open(in: storage, events: .library, as: .founding, options)
        for book in 1...6 { try await ledger.record(BookAdded("B-\(book)"), by: clerk) }
        for book in 1...6 {
            try await ledger.perform(LendBook(book: "B-\(book)", reader: "R"), by: clerk)
        }
        _ = try ledger.latest(Loans.self)
        try ledger.keepSnapshot(of: Loans.self)
        try ledger.close()
        if isSealed {
            let writer = try LogWriter.open(in: storage, limits: Self.limits)
            _ = try await writer.seal(endingSegment: true)
            try writer.close()
        }
        let again = try Ledger.open(in: storage, events: .library, as: .recording, options)
        try await again.append(
            (1...3).map { Draft(NewEvent(BookReturned("B-\($0)")), by: clerk) })
        try again.close()
        return storage
    }

    @Test(arguments: [false, true]) func noBitOfHeadChangesAnAnswerWithoutADoubt(
        isSealed: Bool
    ) async throws {
        let sound = try await office(isSealed: isSealed)
        let expected = try Answers(try Ledger.open(in: sound, events: .library, as: .reading))
        #expect(expected.size == 15 && expected.ofOneBook.count == 3)
        // Every third, or with FIVEONES_EVERY_BIT all of them.
        let isLong = ProcessInfo.processInfo.environment["FIVEONES_EVERY_BIT"] != nil
        let start = isLong ? 0 : Int.random(in: 0..<3)
        print("LedgerDoubtTests: from bit \(start)")
        for bit in stride(from: start, to: 2 * 160 * 8, by: isLong ? 1 : 3) {
            let storage = sound.copy()
            let (slot, byte) = (bit / (160 * 8), bit / 8 % 160)
            storage.flip("head", at: slot * 4096 + byte, mask: 1 << UInt8(bit % 8))
            let ledger = try Ledger.open(in: storage, events: .library, as: .reading)
            let answers = try Answers(ledger)
            let doubt = try #require(ledger.doubt, "bit \(bit)")
            #expect(doubt.acknowledged == answers.size && answers.size + doubt.behind == 15)
            if answers.size == 15 { #expect(answers == expected) }
            #expect(throws: LedgerError.self) { try ledger.requireNoDoubt() }
            #expect(throws: LedgerError.self) { try ledger.prover() }
            guard bit % 16 == 0 else { continue }
            // Recording mends it, and the reader that stayed open sees everything again.
            let writer = try Ledger.open(
                in: storage, events: .library, as: .recording, LedgerOptions(limits: Self.limits))
            #expect(writer.doubt == nil && writer.recovery?.damagedHeadSlots == [slot])
            try writer.close()
            #expect(try Answers(ledger) == expected, "bit \(bit)")
            #expect(ledger.doubt == nil)
        }
    }

    @Test func withoutHeadAllThatIsThereIsShownAndDoubted() async throws {
        let storage = try await office(isSealed: true)
        var expected = try Answers(try Ledger.open(in: storage, events: .library, as: .reading))
        storage["head"] = nil
        let ledger = try Ledger.open(in: storage, events: .library, as: .reading)
        expected.root = nil
        #expect(try Answers(ledger) == expected)
        #expect(ledger.doubt?.reason == .missing && ledger.doubt?.behind == 15)
        #expect(throws: LedgerError.self) { try ledger.requireNoDoubt() }
    }
}
