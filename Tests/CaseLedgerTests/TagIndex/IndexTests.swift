import SegmentLog
import SegmentLogTesting
import Synchronization
import Testing

@testable import CaseLedger

/// The index on the disk says what the entries say, whatever is done to it.
@Suite struct IndexTests {
    private func create(_ storage: any Storage, _ limits: IndexLimits) throws -> Ledger {
        try Ledger.open(
            in: storage, events: .library, as: .founding,
            LedgerOptions(limits: .plain, indexLimits: limits))
    }

    private func open(
        _ storage: any Storage, _ limits: IndexLimits, for access: LedgerAccess = .recording
    ) throws -> Ledger {
        try Ledger.open(
            in: storage, events: .library, as: access,
            LedgerOptions(limits: .plain, indexLimits: limits))
    }

    private func runs(_ ledger: Ledger) -> [IndexRun] { ledger.index.state.withLock { $0.runs } }

    private func files(_ storage: MemoryStorage) -> [String] {
        storage.paths.filter { $0.hasPrefix("cache/index-") }
    }

    /// A closed ledger with several runs.
    private func closed(_ limits: IndexLimits, steps: Int = 40) async throws -> MemoryStorage {
        let storage = MemoryStorage()
        let ledger = try create(storage, limits)
        var history = RandomHistory(17)
        for _ in 0..<steps { try await history.step(ledger) }
        try ledger.close()
        #expect(!files(storage).isEmpty)
        return storage
    }

    /// With few bits of the hash, most keys collide: they must be told apart all the same.
    @Test(arguments: [64, 8, 3, 0])
    func randomHistoriesGiveTheNaiveAnswers(hashBits: Int) async throws {
        let number = UInt64.random(in: 0 ... .max)
        print("IndexTests: seed \(number), \(hashBits) bits")
        var seed = Seed(number)
        for round in 0..<6 {
            let comment: Comment = "seed \(number), \(hashBits) bits, round \(round)"
            let limits = IndexLimits.tiny(
                keys: .random(in: 5...90, using: &seed), bits: hashBits,
                pages: .random(in: 1...20, using: &seed))
            let storage = MemoryStorage()
            var ledger = try create(storage, limits)
            var history = RandomHistory(seed.next())
            for _ in 0..<50 {
                try await history.step(ledger)
                switch Int.random(in: 0..<12, using: &seed) {
                case 0:
                    try ledger.close()
                    if let file = files(storage).randomElement(using: &seed),
                        Bool.random(using: &seed)
                    {
                        storage[file] = nil
                    }
                    ledger = try open(storage, limits)
                case 1: try compareIndex(ledger, comment)
                case 2: try compareIndex(try open(storage, limits, for: .reading), comment)
                default: break
                }
                #expect(runs(ledger).count <= 8, comment)
            }
            let naive = try compareIndex(ledger, comment)
            try ledger.close()
            #expect(!files(storage).isEmpty, comment)
            try naive.compare(open(storage, limits), comment)
            try naive.compare(open(storage, limits, for: .reading), comment)
            #expect(ledger.index.state.withLock { $0.rebuilds } == 0, comment)
        }
    }

    @Test func aClosedLedgerIsOpenedWithoutReadingItsEntries() async throws {
        let storage = try await closed(.tiny(), steps: 120)
        let writer = try open(storage, .tiny())
        #expect(writer.index.state.withLock { $0.written } == writer.size)
        #expect(writer.index.state.withLock { $0.tail.keys } == 0)
        try writer.close()

        func entriesRead(_ storage: MemoryStorage) throws -> Int {
            let counted = FaultyStorage(storage) { _ in nil }
            let reader = try open(counted, .tiny(), for: .reading)
            #expect(try reader.knows(Tag("book", "B-0")))
            return counted.calls.filter { $0.kind == .read && $0.path.hasSuffix(".lz4") }.count
        }
        let with = try entriesRead(storage)
        for file in files(storage) { storage[file] = nil }
        #expect(try entriesRead(storage) > 10 * with)
    }

    @Test func anIdentityIsKnownForEver() async throws {
        let storage = MemoryStorage()
        let limits = IndexLimits.tiny(keys: 40)
        let id = EventID.named("first", in: "tests")
        let first = Draft(NewEvent(BookAdded("B-0"), id: id), by: clerk)
        var ledger = try create(storage, limits)
        #expect(try await ledger.append([first]).positions == [0])
        for number in 1..<200 {
            try await ledger.record(BookAdded("B-\(number)"), by: clerk)
            guard number.isMultiple(of: 50) else { continue }
            try ledger.close()
            ledger = try open(storage, limits)
            #expect(try await ledger.append([first]).positions == [0])
            let other = Draft(NewEvent(BookAdded("B-x"), id: id), by: clerk)
            let error = await #expect(throws: LedgerError.self) {
                try await ledger.append([other])
            }
            #expect(error?.code == .idTaken && error?.position == 0)
            #expect(ledger.size == UInt64(number) + 1)
        }
    }

    /// The filters are worth their bytes: of keys that are not there, few cost a page of records.
    @Test func fewUnknownKeysPassTheFilters() throws {
        let hash = KeyHash(bits: 64)
        var page = [UInt8](repeating: 0, count: IndexPage.bytes)
        func hashed(_ name: String) -> UInt64 {
            IndexKey.of(EventID.named(name, in: "t")) { hash($0) }
        }
        for number in 0..<IndexPage.keysPerFilterPage {
            IndexPage.forEachFilterBit(of: hashed("known-\(number)")) { bit in
                page[bit >> 3] |= 1 << UInt8(bit & 7)
                return true
            }
        }
        func passes(_ name: String) -> Bool {
            page.withUnsafeBytes { IndexPage.filter($0, mayHold: hashed(name)) }
        }
        #expect((0..<IndexPage.keysPerFilterPage).allSatisfy { passes("known-\($0)") })
        #expect((0..<10_000).count { passes("unknown-\($0)") } < 200)
    }

    // MARK: - Damage

    /// Bytes of every kind of page are changed one by one, and the answers stay.
    @Test func anyFlippedByteChangesNoAnswer() async throws {
        let limits = IndexLimits.tiny(keys: 1 << 20)
        let storage = try await closed(limits, steps: 6)
        let file = try #require(files(storage).first)
        let healthy = try #require(storage[file])
        let naive = try NaiveIndex(try open(storage, limits, for: .reading), "healthy")
        let tag = try #require(Tag(parsing: naive.heads.keys.sorted()[0]))
        let (id, position) = try #require(naive.ids.first)
        func check(_ offset: Int) throws {
            let reader = try open(storage, limits, for: .reading)
            #expect(try reader.position(of: id) == position, "byte \(offset)")
            #expect(try !reader.knows(Tag("book", "never")), "byte \(offset)")
            let head = try reader.index.head(of: tag)
            #expect(head == naive.heads[tag.text], "byte \(offset)")
            let isUsed = reader.index.state.withLock { !$0.runs.isEmpty && $0.rebuilds == 0 }
            #expect(!isUsed, "byte \(offset) is damaged and nobody noticed")
        }
        let start = Int.random(in: 0..<7)
        print("IndexTests: every seventh byte from \(start)")
        for offset in stride(from: start, to: healthy.count, by: 7) {
            var bytes = healthy
            bytes[offset] ^= 1 << UInt8(offset % 8)
            storage[file] = bytes
            try check(offset)
        }
        for count in [0, 1, 4095, 4096, 8192, healthy.count - 1] {
            storage[file] = Array(healthy[..<count])
            try check(count)
        }
        storage[file] = healthy + [0]
        try check(healthy.count)
        // And whole again, it is used.
        storage[file] = healthy
        let reader = try open(storage, limits, for: .reading)
        try naive.compare(reader, "whole again")
        #expect(reader.index.state.withLock { $0.runs.count == 1 && $0.rebuilds == 0 })
    }

    /// A page that goes bad under an open ledger is noticed when it is needed; nothing wrong is
    /// recorded then.
    @Test func aPageThatRotsWhileTheLedgerIsOpenIsReplaced() async throws {
        let limits = IndexLimits.tiny(pages: 1)
        let storage = try await closed(limits, steps: 60)
        let ledger = try open(storage, limits)
        for file in files(storage) {
            for page in stride(from: 4096, to: storage[file]?.count ?? 0, by: 4096) {
                storage.flip(file, at: page + 7)
            }
        }
        var history = RandomHistory(4)
        for _ in 0..<10 { try await history.step(ledger) }
        #expect(ledger.index.state.withLock { $0.rebuilds } > 0)
        let naive = try compareIndex(ledger, "after the rot")
        try ledger.close()
        let again = try open(storage, limits)
        try naive.compare(again, "opened again")
        #expect(again.index.state.withLock { $0.written } == again.size)
    }

    @Test func theIndexOfAnotherLogOrOfAnotherPastIsPassedOver() async throws {
        let limits = IndexLimits.tiny()
        let one = try await closed(limits)
        let other = try await closed(limits, steps: 50)
        for file in files(one) { one[file] = nil }
        for file in files(other) { one[file] = other[file] }
        try compareIndex(try open(one, limits, for: .reading), "another log's")
        let ledger = try open(one, limits)
        try compareIndex(ledger, "another log's")
        try ledger.close()

        // A copy of the log goes on in another way; the index of the one is no use to the other.
        let fork = one.copy()
        func goOn(_ storage: MemoryStorage, _ seed: UInt64) async throws {
            let ledger = try open(storage, limits)
            var history = RandomHistory(seed)
            for _ in 0..<30 { try await history.step(ledger) }
            try ledger.close()
        }
        try await goOn(one, 1)
        try await goOn(fork, 2)
        for file in files(fork) { fork[file] = nil }
        for file in files(one) { fork[file] = one[file] }
        try compareIndex(try open(fork, limits, for: .reading), "another past's")
        try compareIndex(try open(fork, limits), "another past's")
    }

    @Test func anIndexAheadOfTheLogIsPassedOver() async throws {
        let limits = IndexLimits.tiny()
        let storage = try await closed(limits)
        let older = storage.copy()
        let ledger = try open(storage, limits)
        try await ledger.record(BookAdded("B-new"), by: clerk)
        try ledger.close()
        for file in files(older) { older[file] = nil }
        for file in files(storage) { older[file] = storage[file] }
        #expect(try !open(older, limits, for: .reading).knows(Tag("book", "B-new")))
        try compareIndex(try open(older, limits), "set back")
    }

    private func damage(_ storage: MemoryStorage, _ segment: String, _ offset: Int) {
        for place in [0, 3, 4, 9] { storage.flip(segment, at: offset + place, mask: 0x5A) }
    }

    /// The index knows an entry that became unreadable; a reader must say so when asked, and show
    /// the rest.
    @Test func whatTheIndexKnowsAndNobodyCanReadIsStillTold() async throws {
        let limits = IndexLimits.tiny(keys: 200)
        let storage = try await closed(limits, steps: 60)
        let whole = try open(storage, limits, for: .reading)
        let ids = try (0..<whole.size).map { try whole.event(at: $0).id }
        let without = storage.copy()
        for file in files(without) { without[file] = nil }
        let segment = try #require(storage.paths.first { $0.hasSuffix(".lz4") })
        let offset = try #require(
            stride(from: 8_192, to: 16_384, by: 32).first { offset in
                let copy = without.copy()
                damage(copy, segment, offset)
                return try !open(copy, limits, for: .reading).unreadable().isEmpty
            })
        damage(storage, segment, offset)
        damage(without, segment, offset)
        let reader = try open(storage, limits, for: .reading)
        let naive = try open(without, limits, for: .reading)
        #expect(try reader.unreadable() == naive.unreadable())
        #expect(reader.index.state.withLock { !$0.runs.isEmpty })
        #expect(try reader.view(Loans.self) == naive.view(Loans.self))
        for book in 0..<20 {
            let tag = Query.tag(Tag("book", "B-\(book)"))
            #expect(try reader.view(Loans.self, of: tag) == naive.view(Loans.self, of: tag))
        }
        for id in ids {
            #expect(try reader.position(of: id) == naive.position(of: id))
        }
    }
}
