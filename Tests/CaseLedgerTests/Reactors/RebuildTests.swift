import CaseLedger
import CaseLedgerTesting
import CaseReactors
import Foundation
import SegmentLogTesting
import Testing

/// A new version of a view is built beside the old one and takes its place.
@Suite struct RebuildTests {
    struct LoansByReader: Projection {
        static let name = "loans"
        static let version = 2
        var open: [String: String] = [:]
        static func handle(_ on: inout Handlers<LoansByReader>) {
            on(BookLent.self) { state, _, lent in state.open[lent.book] = lent.reader }
            on(BookReturned.self) { state, _, back in state.open[back.book] = nil }
        }
    }

    private func ledger(loans: Int) async throws -> Ledger {
        let ledger = try Ledger.open(in: MemoryStorage(), events: .library, as: .founding)
        for number in 0..<5 { try await ledger.record(BookAdded("B-\(number)"), by: clerk) }
        for number in 0..<loans {
            try await ledger.record(BookLent("B-\(number)", to: "R"), by: clerk)
        }
        return ledger
    }

    @Test func readersHaveTheOldVersionUntilTheNewOneIsComplete() async throws {
        let ledger = try await ledger(loans: 3)
        let slot = try ViewSlot(ledger, Loans.self) { $0.open.count }
        #expect((slot.current.version, slot.current.value, slot.current.position) == (1, 3, 8))
        var reached: [UInt64] = []
        try slot.rebuild(
            as: LoansByReader.self,
            caughtUp: { position in
                reached.append(position)
                #expect((slot.current.version, slot.current.value) == (1, Int(position) - 5))
                guard position < 10 else { return }
                // Something is recorded, and shown, while the new version catches up.
                recordOne(position, in: ledger)
                #expect(throws: Never.self) { try slot.refresh() }
            }, { $0.open.count })
        #expect(reached == [8, 9, 10])
        #expect((slot.current.version, slot.current.value, slot.current.position) == (2, 5, 10))
        try await ledger.record(BookReturned("B-0"), by: clerk)
        #expect(slot.current.value == 5)
        #expect(try slot.refresh().value == 4)
        #expect(slot.current.position == 11)
    }

    /// Lends a book at a position, and returns when that is synced.
    private func recordOne(_ position: UInt64, in ledger: Ledger) {
        // Without a task: who blocks a thread of the pool must not wait for one that needs it.
        let lent = BookLent("B-\(position - 5)", to: "R")
        let outcomes = try? ledger.admit([Draft(NewEvent(lent), by: clerk)])
        #expect(outcomes?.count == 1)
        while ledger.size <= position { Thread.sleep(forTimeInterval: 0.001) }
    }

    @Test func aRebuildingThatIsGivenUpChangesNothing() async throws {
        let ledger = try await ledger(loans: 2)
        let slot = try ViewSlot(ledger, Loans.self) { $0.open.count }
        let refusal = LedgerError(.refused, "not now")
        let error = #expect(throws: LedgerError.self) {
            try slot.rebuild(
                as: LoansByReader.self, caughtUp: { _ throws(LedgerError) in throw refusal },
                { $0.open.count })
        }
        #expect(error?.code == .refused)
        #expect((slot.current.version, slot.current.value) == (1, 2))
    }

    /// Many read while one records, refreshes and replaces: nobody ever sees less than before.
    @Test func nobodyEverSeesLessThanBefore() async throws {
        let ledger = try await ledger(loans: 1)
        let slot = try ViewSlot(ledger, Loans.self) { $0.open.count }
        let isOver = Flag()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<3 {
                group.addTask {
                    var last: UInt64 = 0
                    while !isOver.isUp {
                        let now = slot.current
                        #expect(now.position >= last)
                        last = now.position
                        await Task.yield()
                    }
                }
            }
            group.addTask {
                defer { isOver.raise() }
                for number in 0..<40 {
                    try await ledger.record(BookReturned("B-0"), by: clerk)
                    try slot.refresh()
                    guard number % 4 == 3 else { continue }
                    if number % 8 == 3 {
                        try slot.rebuild(as: LoansByReader.self) { $0.open.count }
                    } else {
                        try slot.rebuild(as: Loans.self) { $0.open.count }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(slot.current.position == ledger.size)
    }
}
