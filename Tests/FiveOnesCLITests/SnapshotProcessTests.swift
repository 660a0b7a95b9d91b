import CaseLedger
import FiveOnes
import FiveOnesSample
import Testing
import ToolTesting

@testable import FiveOnesCLI

/// What the tool rebuilds from zero, in a process of its own, is what this process has from its
/// snapshots and from following.
@Suite struct SnapshotProcessTests {
    /// One view in this process.
    private struct View {
        let name: String
        let keep: (Ledger) throws -> Void
        let latest: (Ledger) throws -> String
        let live: () async throws -> String?

        init<P: SnapshotProjection>(_ projection: P.Type, _ ledger: Ledger) {
            name = P.name
            keep = { try $0.keepSnapshot(of: P.self) }
            latest = { try $0.latest(P.self).stateDigest() }
            let steps = ledger.follow(P.self, pulse: Ledger.Pulse {})
            let box = Box(steps.makeAsyncIterator())
            live = {
                var digest: String?
                // A beat may come before the news.
                for _ in 0..<3 { digest = try await box.next()?.stateDigest() }
                return digest
            }
        }
    }

    private final class Box<P: SnapshotProjection> {
        private var steps: LiveViews<P>.Iterator
        init(_ steps: LiveViews<P>.Iterator) { self.steps = steps }
        func next() async throws -> P? {
            var steps = steps
            defer { self.steps = steps }
            return try await steps.next()?.state
        }
    }

    private func replayed(_ path: String) async throws -> [String: String] {
        let outcome = try await Tool.run("replay", path, "--format", "json")
        #expect(outcome.exit == 0, "\(outcome.errors)")
        let views = try #require(try object(outcome.output)["views"] as? [[String: Any]])
        return Dictionary(
            uniqueKeysWithValues: views.compactMap { view in
                guard let name = view["name"] as? String, let digest = view["digest"] as? String
                else { return nil }
                return (name, digest)
            })
    }

    @Test func anotherProcessRebuildsWhatSnapshotsAndFollowersHave() async throws {
        let scratch = try Scratch()
        let path = scratch.path("L")
        try FileKeyStore.create(at: path + ".keys")
        try Ledger.open(at: path, events: .fiveOnes, as: .founding).close()
        let ledger = try Ledger.open(
            at: path, events: .fiveOnes,
            LedgerOptions(keys: .directory(path + ".keys")))
        let views = [
            View(PolicyBook.self, ledger), View(Registry.self, ledger),
            View(Verifications.self, ledger), View(Assignments.self, ledger),
            View(Visits.self, ledger), View(TicketBook.self, ledger), View(FundBook.self, ledger),
            View(BenefitBook.self, ledger),
        ]
        let sample = Sample(families: 10, seed: 4)
        var drafts: [Draft] = []
        sample.forEach { draft in
            var draft = draft
            draft.attestation = Attestation(importer: "importer", source: sample.source)
            draft.isAdopted = true
            drafts.append(draft)
        }
        var before = 0
        for end in [drafts.count / 7, drafts.count / 2, drafts.count] {
            for case .refused(let error) in try ledger.admit(Array(drafts[before..<end])) {
                throw error
            }
            before = end
            try await ledger.synced(through: UInt64(end))
            let other = try await replayed(path)
            #expect(other.count == views.count)
            for view in views {
                #expect(try view.latest(ledger) == other[view.name], "\(view.name), \(end)")
                #expect(try await view.live() == other[view.name], "\(view.name), \(end)")
                try view.keep(ledger)
            }
        }
        let last = try await replayed(path)
        try ledger.close()
        #expect(try await Tool.run("seal", path, "--all").exit == 0)
        #expect(try await replayed(path) == last)
        let reader = try Ledger.open(at: path, events: .fiveOnes, as: .reading)
        for view in views { #expect(try view.latest(reader) == last[view.name], "\(view.name)") }
    }
}
