import CaseLedger
import CaseLedgerTesting
import FiveOnes
import FiveOnesSample
import SegmentLog
import SegmentLogTesting
import Testing

/// Every view of the plan over a sample year: from zero, from a snapshot, live, and from another
/// opening of the log, it is the same.
@Suite struct SnapshotRouteTests {
    /// One view, and those who follow it.
    private final class Route<P: SnapshotProjection>: AnyRoute {
        private var live: LiveViews<P>.Iterator
        private var foreign: LiveViews<P>.Iterator
        private(set) var kept = 0

        init(_ projection: P.Type, _ ledger: Ledger, _ reader: Ledger) {
            live = ledger.follow(P.self, pulse: Ledger.Pulse {}).makeAsyncIterator()
            foreign = reader.follow(P.self, pulse: Ledger.Pulse {}).makeAsyncIterator()
        }

        func keep(_ ledger: Ledger) {
            // While facts wait for a founder that was retracted there is no snapshot.
            if (try? ledger.keepSnapshot(of: P.self)) != nil { kept += 1 }
        }

        func reopened(_ ledger: Ledger) {
            live = ledger.follow(P.self, pulse: Ledger.Pulse {}).makeAsyncIterator()
        }

        func check(_ ledger: Ledger, _ reader: Ledger, _ comment: String) async throws {
            let comment = Comment(rawValue: "\(P.name) \(comment)")
            let zero = try ledger.view(P.self).stateDigest()
            #expect(try ledger.latest(P.self).stateDigest() == zero, comment)
            #expect(try reader.latest(P.self).stateDigest() == zero, comment)
            #expect(try reader.view(P.self).stateDigest() == zero, comment)
            for isForeign in [false, true] {
                var step: LiveViews<P>.Element?
                // A beat may come before the news.
                for _ in 0..<3 where step?.position != ledger.size {
                    var iterator = isForeign ? foreign : live
                    step = try await iterator.next()
                    if isForeign { foreign = iterator } else { live = iterator }
                }
                #expect(try step?.state.stateDigest() == zero, comment)
            }
        }
    }

    private protocol AnyRoute: AnyObject {
        var kept: Int { get }
        func keep(_ ledger: Ledger)
        func reopened(_ ledger: Ledger)
        func check(_ ledger: Ledger, _ reader: Ledger, _ comment: String) async throws
    }

    @Test(arguments: [(16 << 10, 1), (100 << 10, 2), (8 << 20, 3)])
    func everyRouteToAViewOfThePlanGivesTheSame(segmentBytes: Int, seed: Int) async throws {
        var random = Seed(UInt64(seed))
        let (storage, clock, keys) = (MemoryStorage(), SteppingClock(), LedgerKeys.inMemory())
        let limits = LogLimits(
            batchEntries: 100, segmentBytes: segmentBytes, growthBytes: 4096, idleHeadSync: nil,
            sealsInBackground: false)
        var ledger = try Ledger.open(
            in: storage, events: .fiveOnes, as: .founding,
            LedgerOptions(keys: keys, limits: limits, clock: { clock.next() }))
        let reader = try Ledger.open(in: storage, events: .fiveOnes, as: .reading)
        let routes: [any AnyRoute] = [
            Route(PolicyBook.self, ledger, reader), Route(Registry.self, ledger, reader),
            Route(Verifications.self, ledger, reader), Route(Assignments.self, ledger, reader),
            Route(Visits.self, ledger, reader), Route(TicketBook.self, ledger, reader),
            Route(FundBook.self, ledger, reader), Route(BenefitBook.self, ledger, reader),
        ]
        let sample = Sample(
            families: 12, seed: UInt64(seed), lapses: [.lateVisit], each: 1)
        var drafts: [Draft] = []
        sample.forEach { draft in
            var draft = draft
            draft.attestation = Attestation(importer: "importer", source: sample.source)
            draft.isAdopted = true
            drafts.append(draft)
        }
        var next = 0
        var round = 0
        while next < drafts.count {
            let end = min(drafts.count, next + 1 + Int(random.next() % 150))
            for case .refused(let error) in try ledger.admit(Array(drafts[next..<end])) {
                throw error
            }
            next = end
            if random.next() % 4 == 0,
                let id = drafts[..<end].randomElement(using: &random)?.event.id
            {
                let retraction = EventRetracted(id, reason: "never")
                try await ledger.record(
                    retraction, by: Actor("li.na", role: "officer", unit: "station:nantou"))
            }
            try await ledger.synced(through: UInt64(next))
            round += 1
            if round == 3 {
                try ledger.close()
                let writer = try LogWriter.open(in: storage, limits: limits)
                #expect(try await writer.seal(endingSegment: true).failures.isEmpty)
                try writer.close()
                ledger = try Ledger.open(
                    in: storage, events: .fiveOnes,
                    LedgerOptions(keys: keys, limits: limits, clock: { clock.next() }))
                for route in routes { route.reopened(ledger) }
            }
            for route in routes {
                try await route.check(ledger, reader, "seed \(seed), up to \(ledger.size)")
                if random.next() % 2 == 0 { route.keep(ledger) }
            }
        }
        #expect(routes.allSatisfy { $0.kept > 0 }, "seed \(seed)")
        try ledger.close()
    }
}
