import CaseLedger
import CaseLedgerTesting
import SegmentLog
import SegmentLogTesting
import Testing

/// From zero, from a snapshot, live, and from another opening of the log: the same view, byte for
/// byte.
@Suite struct RoutesTests {
    @Test(arguments: [8 << 10, 24 << 10, 1 << 20], [1, 2, 3])
    func everyRouteToAViewGivesTheSameBytes(segmentBytes: Int, seed: Int) async throws {
        var medley = try await Medley(segmentBytes: segmentBytes, seed: UInt64(seed))
        let routes: [any AnyRoutes] = [
            try Routes(Loans.self, in: medley), try Routes(Seen.self, in: medley),
            try Routes(Patients.self, in: medley),
            try Routes(VersionTests.Loans.self, in: medley),
            try Routes(Loans.self, of: .tag(Tag("book", "B-1")), in: medley),
            try Routes(
                Patients.self, of: .tags([Tag("patient", "P-1"), Tag("patient", "P-2")]), in: medley
            ),
        ]
        for round in 0..<15 {
            // Rounds without amendments, or no snapshot would ever be of use.
            let isAmending = medley.seed.next() % 3 == 0
            try await medley.record(1 + Int(medley.seed.next() % 20), amending: isAmending)
            if round % 5 == 4 {
                try await medley.seal()
                for route in routes { route.reopened(medley) }
            }
            for route in routes {
                try await route.check(
                    medley, "seed \(seed), segments of \(segmentBytes), round \(round)")
                if medley.seed.next() % 3 == 0 { try route.keep(medley) }
            }
        }
        try medley.ledger.close()
    }
}
