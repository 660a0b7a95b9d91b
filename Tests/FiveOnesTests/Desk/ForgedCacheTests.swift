import FiveOnes
import FiveOnesSample
import SegmentLog
import SegmentLogTesting
import Testing

@testable import CaseLedger

/// Whoever can write to `cache/` changes no answer: not by what they take away, and not by what they
/// put there, right to the last hash.
///
/// A forged index once hid eleven of a family's events, under a `verify` without fault, and led a
/// clerk's next recording to put a wrong back-link into the tree for ever.
@Suite struct ForgedCacheTests {
    private let keys = LedgerKeys.inMemory()
    private static let families = (1...3).map { FamilyID(rawValue: "F-000\($0)") }

    private func open(
        _ storage: MemoryStorage, as access: LedgerAccess = .reading
    ) throws -> Ledger {
        var options = LedgerOptions(
            keys: access == .reading ? .none : keys, authority: .trusted,
            limits: LogLimits(
                segmentBytes: 64 << 10, growthBytes: 4096, idleHeadSync: nil,
                sealsInBackground: false),
            clock: { Instant(microseconds: 1_790_000_000_000_000) })
        options.indexLimits.tailKeys = 400
        options.indexLimits.closingKeys = 1
        options.indexLimits.isInBackground = false
        options.indexLimits.growth = 0
        return try Ledger.open(in: storage, events: .fiveOnes, as: access, options)
    }

    private static let drafts = {
        var drafts: [Draft] = []
        Sample(families: 5, years: 1, seed: 7).forEach { draft in
            var draft = draft
            draft.attestation = Attestation(importer: "test", source: "test")
            draft.isAdopted = true
            drafts.append(draft)
        }
        return drafts
    }()

    /// A closed office with several runs of the index and a snapshot.
    private func office() async throws -> MemoryStorage {
        let storage = MemoryStorage()
        let ledger = try open(storage, as: .founding)
        for case .refused(let error) in try ledger.admit(Self.drafts) { throw error }
        try await ledger.synced()
        for position in [ledger.size - 3, ledger.size - 9] {
            try await ledger.record(
                EventRetracted(ledger.event(at: position).id, reason: "never"),
                by: Bureau.district)
        }
        try ledger.keepSnapshot(of: FundBook.self)
        try ledger.close()
        return storage
    }

    /// What everybody is told, by name.
    private func answers(_ storage: MemoryStorage) async throws -> [String: String] {
        let ledger = try open(storage)
        let frame = TimeFrame(asOf: try #require(Day(2026, 1, 31)))
        var answers: [String: String] = [:]
        for family in Self.families {
            let file = try ledger.familyFile(family, in: frame)
            answers["family \(family)"] = try file?.stateDigest() ?? "none"
            answers["export \(family)"] = try Self.positions(.tag(.family(family)), in: ledger)
        }
        answers["export"] = try Self.positions(.all, in: ledger)
        let actors = Set(Self.drafts.map(\.actor.id))
        for actor in actors.sorted().prefix(4) {
            answers["audit \(actor)"] = try Self.positions(.tag(.actor(actor)), in: ledger)
        }
        answers["funds"] = try ledger.latest(FundBook.self).stateDigest()
        answers["supervise"] = "\(try ledger.supervise(in: frame).json)"
        answers["never"] = "\(try ledger.knows(.family("F-never")))"
        for position in stride(from: 0, to: ledger.size, by: 9) {
            let found = try ledger.position(of: ledger.event(at: position).id)
            answers["event \(position)"] = found.map { "\($0)" } ?? "none"
        }
        let diagnosis = try Log.diagnose(storage, describer: CaseDescriber())
        answers["doctor"] = "\(diagnosis.isSound) \(diagnosis.readable)"
        let backup = try LogBackup(in: MemoryStorage()).run(of: storage)
        answers["backup"] = "\(backup.head)"
        answers["record"] = try await recorded(storage.copy())
        return answers
    }

    private static func positions(_ query: Query, in ledger: Ledger) throws -> String {
        var positions: [UInt64] = []
        try ledger.history(of: query) { positions.append($0.position) }
        return "\(positions)"
    }

    /// What a recording writes: back-links and all.
    private func recorded(_ storage: MemoryStorage) async throws -> String {
        let ledger = try open(storage, as: .recording)
        let again = try Self.drafts[30..<60].map { "\(try ledger.admit([$0])[0])" }
        let visit = VisitMade(.home) {
            $0.visit = "V-new"
            $0.family = Self.families[1]
            $0.occasion = .springFestival
            $0.met = ["M-00001"]
        }
        let event = NewEvent(visit, id: .named("new", in: "forged"))
        let receipt = try await ledger.append([Draft(event, by: Bureau.officer)])
        let tags = try ledger.event(at: receipt.positions[0]).envelope.tags
        try ledger.close()
        return "\(again) \(tags.map { "\($0.tag) \($0.back)" })"
    }

    private static func index(_ storage: MemoryStorage) -> [String] {
        storage.paths.filter { $0.hasPrefix("cache/index-") }
    }

    @Test func noForgedIndexChangesAnAnswerAndVerifyNamesWhatIsVouchedFor() async throws {
        let number = UInt64.random(in: 0 ... .max)
        print("ForgedCacheTests: seed \(number)")
        var seed = Seed(number)
        let storage = try await office()
        let names = Self.index(storage)
        #expect(names.count > 1)
        let truth = try await answers(storage)
        #expect(truth["never"] == "false" && truth.values.allSatisfy { $0 != "none" })
        #expect(try open(storage).verifyEntries().isEmpty)
        var named = 0
        func hold(_ name: String, _ forged: (bytes: [UInt8], sum: Hash), _ what: Comment)
            async throws
        {
            let copy = storage.copy()
            copy[name] = forged.bytes
            #expect(try await answers(copy) == truth, what)
            #expect(try open(copy).verifyEntries().isEmpty, what)
            // Who can write beside the log too is found by whoever derives it anew.
            let sums = CacheSums(in: copy, isWriting: true)
            sums.refresh()
            sums.change(adding: [name: forged.sum])
            let faults = try open(copy).verifyEntries()
            if faults.isEmpty {
                #expect(try await answers(copy) == truth, what)
            } else {
                #expect(faults.allSatisfy { $0.message.contains(name) }, what)
                named += 1
            }
        }
        for change in ForgedIndex.Change.allCases {
            let name = try #require(names.randomElement(using: &seed))
            var random = Seed(seed.next())
            let forged = try ForgedIndex.rewrite(name, in: storage) { content in
                change.apply(to: &content, &random)
            }
            try await hold(name, forged, "seed \(number), \(change)")
        }
        for _ in 0..<4 {
            let name = try #require(names.randomElement(using: &seed))
            let bytes = try #require(storage[name])
            let forged = ForgedIndex.scramble(bytes, &seed)
            try await hold(name, forged, "seed \(number), scrambled")
        }
        #expect(named >= 10)
    }

    /// A run is taken away, put in another's place, or known no more; a snapshot says what it likes.
    @Test func nothingElseInTheCacheChangesAnAnswer() async throws {
        let storage = try await office()
        let truth = try await answers(storage)
        let files = storage.paths.filter { $0.hasPrefix("cache/") } + [CacheSums.name]
        for (name, other) in zip(files, files.dropFirst() + files) {
            let copy = storage.copy()
            copy[name] = nil
            #expect(try await answers(copy) == truth, "\(name) removed")
            copy[name] = storage[other]
            #expect(try await answers(copy) == truth, "\(other) as \(name)")
        }
        let name = try #require(files.first { $0.hasPrefix("cache/view-") })
        let bytes = try #require(storage[name])
        let sum = try #require(Hash(bytes.suffix(32)))
        let size = try open(storage).size
        let file = try #require(
            SnapshotFile(reading: name, in: storage, knownBy: sum, of: size))
        let copy = storage.copy()
        let forged = SnapshotFile(
            stamp: file.stamp, head: file.head,
            state: try FundBook().canonicalBytes(allowsClearText: true))
        _ = try forged.write(as: name, in: copy)
        #expect(copy[name] != storage[name])
        #expect(try await answers(copy) == truth)
    }
}
