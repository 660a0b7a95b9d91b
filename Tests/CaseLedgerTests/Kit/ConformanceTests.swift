import CaseLedger
import CaseLedgerTesting
import Foundation
import SegmentLog
import SegmentLogTesting
import Testing

/// The conformance suite: held against ledgers that are ledgers, and against some that are not.
@Suite(AtItsLine()) struct ConformanceTests {
    @Test(arguments: LedgerConformance.behaviours)
    func aLedgerInMemoryIsALedger(behaviour: LedgerBehaviour) async throws {
        try await behaviour.check(in: LedgerPlace(in: MemoryStorage()))
    }

    @Test(arguments: LedgerConformance.behaviours)
    func aLedgerOnDiskIsALedger(behaviour: LedgerBehaviour) async throws {
        let path = temporaryPath()
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await behaviour.check(in: LedgerPlace(in: FileStorage(directory: path)))
    }

    @Test func namesAreDistinctSentences() {
        let names = LedgerConformance.behaviours.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(names.count >= 20)
    }

    private static func foundingNothing(_ payload: any Payload.Type) -> EventDefinition {
        func define<P: Payload>(_ payload: P.Type) -> EventDefinition {
            EventDefinition(payload, founds: [])
        }
        return define(payload)
    }

    /// The behaviours that a place does not show.
    private func failures(_ place: () -> LedgerPlace) async -> Set<String> {
        var failed: Set<String> = []
        for behaviour in LedgerConformance.behaviours {
            do { try await behaviour.check(in: place()) } catch let failure as ScenarioFailure {
                #expect(failure.message.hasPrefix("not so: \(behaviour.name): "))
                failed.insert(behaviour.name)
            } catch { Issue.record(error) }
        }
        return failed
    }

    @Test func aPlaceThatForgetsIsFoundOut() async throws {
        let failed = await failures {
            LedgerPlace { events, _, clock in
                try Ledger.open(
                    in: MemoryStorage(), events: events, as: .founding,
                    LedgerOptions(clock: clock))
            }
        }
        #expect(
            failed == [
                "the same event is recorded once, for ever",
                "a ledger that is opened again is the same",
                "readers see what is synced, follow, and cannot record",
                "one records at a time, and another may when it has closed",
            ])
    }

    /// Readers are shown the directory as it was when they came.
    @Test func aPlaceWhoseReadersStandStillIsFoundOut() async throws {
        let failed = await failures {
            let storage = MemoryStorage()
            return LedgerPlace { events, access, clock in
                let shown = access == .reading ? storage.copy() : storage
                return try LedgerPlace(in: shown).open(events, for: access, clock: clock)
            }
        }
        #expect(failed == ["readers see what is synced, follow, and cannot record"])
    }

    /// Whatever the suite hands in, this ledger founds nothing, so that every subject is known.
    @Test func aPlaceThatKnowsEverySubjectIsFoundOut() async throws {
        let failed = await failures {
            let storage = MemoryStorage()
            return LedgerPlace { events, access, clock in
                let own = EventCatalog([])
                let founding = EventCatalog(
                    events.definitions.filter { own.definition(of: $0.type) == nil }
                        .map { Self.foundingNothing($0.payload) })
                return try LedgerPlace(in: storage).open(founding, for: access, clock: clock)
            }
        }
        #expect(
            failed == [
                "events of one append stand side by side, or none of them does",
                "a subject that no event founded is unknown",
                "what is admitted is taken one by one, and safe once it is synced",
            ])
    }

    /// A clock of its own that stands still: nothing can be told apart by when it was known.
    @Test func aPlaceWithoutTimeIsFoundOut() async throws {
        let failed = await failures {
            let storage = MemoryStorage()
            return LedgerPlace { events, access, _ in
                try LedgerPlace(in: storage).open(events, for: access) {
                    Instant(microseconds: 5)
                }
            }
        }
        #expect(
            failed == ["a correction shows, a retraction hides, and the lineage tells both"])
    }
}
