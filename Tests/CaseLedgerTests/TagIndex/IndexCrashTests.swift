import Foundation
import SegmentLog
import SegmentLogTesting
import Synchronization
import Testing

@testable import CaseLedger

/// Death, loss of power and failing calls at every point of writing the index.
@Suite struct IndexCrashTests {
    private static let limits = IndexLimits.tiny(keys: 6)

    /// Founds or opens a ledger and records, closes and opens again, until something breaks.
    private func live(_ storage: any Storage, _ history: inout RandomHistory) async throws {
        for life in 0..<2 {
            let ledger: Ledger
            do throws(LedgerError) {
                ledger = try Ledger.open(
                    in: storage, events: .library,
                    LedgerOptions(limits: .plain, indexLimits: Self.limits))
            } catch {
                guard life == 0, error.cause?.code == .notALog else { throw error }
                ledger = try Ledger.open(
                    in: storage, events: .library, as: .founding,
                    LedgerOptions(limits: .plain, indexLimits: Self.limits))
            }
            for _ in 0..<3 { try await history.step(ledger) }
            try ledger.close()
        }
    }

    @Test func deathAtAnyCallLeavesTheAnswersRight() async throws {
        let number = UInt64.random(in: 0 ... .max)
        print("IndexCrashTests: seed \(number)")
        let counting = SimulatedDisk(seed: number)
        var history = RandomHistory(number)
        try await live(counting.directory("log"), &history)
        print("IndexCrashTests: \(counting.changes) points of death")
        #expect(counting.files(in: "log").keys.contains { $0.hasPrefix("cache/index-") })
        let losses = [
            PowerLoss.total, PowerLoss(survivors: 4, tearsPages: true, keepsOrderOfNames: false),
        ]
        for change in 0..<counting.changes {
            let comment: Comment = "seed \(number), change \(change)"
            let disk = SimulatedDisk(seed: number &+ UInt64(change))
            let storage = disk.directory("log")
            disk.plan(.death, atChange: change)
            var history = RandomHistory(number)
            _ = try? await live(storage, &history)
            disk.heal()
            disk.restart(
                change % 3 == 2 ? .kill : .powerLoss(losses[change % 3]))
            let ledger: Ledger
            do throws(LedgerError) {
                ledger = try Ledger.open(
                    in: storage, events: .library,
                    LedgerOptions(limits: .plain, indexLimits: Self.limits))
            } catch {
                #expect(error.cause?.code == .notALog, comment)
                continue
            }
            for (draft, position) in history.recorded where position < ledger.size {
                let receipt = try await ledger.append([draft])
                #expect(receipt.positions == [position], comment)
            }
            try compareIndex(ledger, comment)
            var onward = RandomHistory(number &+ 1)
            for _ in 0..<3 { try await onward.step(ledger) }
            let naive = try compareIndex(ledger, comment)
            try ledger.close()
            try naive.compare(
                Ledger.open(
                    in: storage, events: .library,
                    LedgerOptions(limits: .plain, indexLimits: Self.limits)),
                comment)
        }
    }

    /// A disk that is full, or fails, where the index is concerned: recording goes on.
    @Test(arguments: [StorageFault.ioError, .noSpace, .shortWrite(100), .doneButError])
    func failingCallsOfTheIndexFailNothingElse(_ fault: StorageFault) async throws {
        let number = UInt64.random(in: 0 ... .max)
        print("IndexCrashTests: seed \(number), \(fault)")
        let counting = FaultyStorage(MemoryStorage()) { _ in nil }
        var history = RandomHistory(number)
        try await live(counting, &history)
        let calls = counting.calls.filter { $0.path.hasPrefix("cache") }
        #expect(calls.count > 50)
        print("IndexCrashTests: \(calls.count) calls")
        for place in calls.indices {
            let comment: Comment = "seed \(number), \(calls[place])"
            let seen = Mutex(0)
            let memory = MemoryStorage()
            let storage = FaultyStorage(memory) { call in
                guard call.path.hasPrefix("cache") else { return nil }
                return seen.withLock { seen in
                    defer { seen += 1 }
                    return seen == place ? fault : nil
                }
            }
            var history = RandomHistory(number)
            try await live(storage, &history)
            let ledger = try Ledger.open(
                in: memory, events: .library,
                LedgerOptions(limits: .plain, indexLimits: Self.limits))
            try compareIndex(ledger, comment)
        }
    }

    @Test func noCallOfTheIndexEverSucceedsAndAllAnswersAreRight() async throws {
        let storage = FaultyStorage(MemoryStorage()) { call in
            call.path.hasPrefix("cache") ? .noSpace : nil
        }
        var history = RandomHistory(5)
        try await live(storage, &history)
        let ledger = try Ledger.open(
            in: storage, events: .library,
            LedgerOptions(limits: .plain, indexLimits: Self.limits))
        for _ in 0..<20 { try await history.step(ledger) }
        try compareIndex(ledger, "without a disk")
    }

    /// Readers open and ask while the writer writes and merges files on threads of its own.
    @Test func readersBesideAMergingWriterAreNeverWrong() async throws {
        let directory = FileManager.default.temporaryDirectory
            .appendingPathComponent("index-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let storage = FileStorage(directory: directory)
        let limits = IndexLimits.tiny(keys: 40, isInBackground: true)
        let ledger = try Ledger.open(
            in: storage, events: .library, as: .founding,
            LedgerOptions(limits: .plain, indexLimits: limits))
        let known = Acknowledged()
        let asked = try await withThrowingTaskGroup(of: Int.self) { group in
            for task in 0..<2 {
                group.addTask { try await Self.ask(storage, limits, known, seed: task) }
            }
            for number in 0..<150 {
                let names = (0..<8).map { "B-\(number)-\($0)" }
                let receipt = try await ledger.append(
                    names.map {
                        Draft(NewEvent(BookAdded($0), id: .named($0, in: "tests")), by: clerk)
                    })
                known.add(zip(names, receipt.positions))
            }
            known.end()
            return try await group.reduce(0, +)
        }
        #expect(asked > 0)
        try compareIndex(ledger, "writer")
        try ledger.close()
        let again = try Ledger.open(
            in: storage, events: .library,
            LedgerOptions(limits: .plain, indexLimits: limits))
        #expect(again.index.state.withLock { $0.written } == 1200)
        try compareIndex(again, "opened again")
    }

    /// What was acknowledged by now: books and their positions.
    private final class Acknowledged: Sendable {
        private let books = Mutex<[(String, UInt64)]>([])
        private let isOver = Mutex(false)
        func add(_ more: some Sequence<(String, UInt64)>) {
            let more = Array(more)
            books.withLock { $0 += more }
        }
        func end() { isOver.withLock { $0 = true } }
        var hasEnded: Bool { isOver.withLock { $0 } }
        var all: [(String, UInt64)] { books.withLock { $0 } }
    }

    /// Asks about what was acknowledged, of a reader opened at first and of ones opened just now.
    private static func ask(
        _ storage: FileStorage, _ limits: IndexLimits, _ known: Acknowledged, seed: Int
    ) async throws -> Int {
        func open() throws -> Ledger {
            try Ledger.open(
                in: storage, events: .library, as: .reading,
                LedgerOptions(indexLimits: limits))
        }
        var seed = Seed(UInt64(seed))
        var asked = 0
        let lasting = try open()
        while !known.hasEnded || asked == 0 {
            let some = known.all.shuffled(using: &seed).prefix(20)
            let fresh = try open()
            for (book, position) in some {
                for reader in [lasting, fresh] {
                    #expect(try reader.position(of: .named(book, in: "tests")) == position)
                    #expect(try reader.knows(Tag("book", book)))
                    #expect(try !reader.knows(Tag("book", book + "-no")))
                }
                asked += 1
            }
            await Task.yield()
        }
        return asked
    }
}
