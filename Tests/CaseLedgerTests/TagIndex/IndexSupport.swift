import SegmentLog
import SegmentLogTesting
import Testing

@testable import CaseLedger

extension IndexLimits {
    /// Limits so small that files are written and merged all the time.
    static func tiny(
        keys: Int = 24, bits: Int = 64, pages: Int = 16, isInBackground: Bool = false
    ) -> IndexLimits {
        var limits = IndexLimits()
        limits.tailKeys = keys
        limits.closingKeys = 1
        limits.cachedPages = pages
        limits.hashBits = bits
        limits.isInBackground = isInBackground
        return limits
    }
}

extension LogLimits {
    /// Small segments, and nothing on threads of its own.
    static let plain = LogLimits(
        segmentBytes: 32 << 10, growthBytes: 4096, idleHeadSync: nil, sealsInBackground: false)
}

/// What an index says, found by looking at every entry.
struct NaiveIndex {
    var heads: [String: UInt64] = [:]
    /// The first and the last position of each tag and type.
    var ranges: [String: [TypeCode: ClosedRange<UInt64>]] = [:]
    var ids: [EventID: UInt64] = [:]
    var amending: [UInt64] = []

    /// Reads a ledger entry by entry; every back-link must lead to the tag's entry before.
    init(_ ledger: Ledger, _ comment: Comment) throws {
        for position in 0..<ledger.size {
            let envelope = try ledger.event(at: position).envelope
            for link in envelope.tags {
                let back = heads[link.tag].map { position - $0 } ?? 0
                #expect(link.back == back, "\(comment), back-link of \(link.tag) at \(position)")
                heads[link.tag] = position
                let code = TypeCode(EventType(envelope.type))
                let first = ranges[link.tag]?[code]?.lowerBound ?? position
                ranges[link.tag, default: [:]][code] = first...position
            }
            ids[try #require(EventID(bytes: envelope.id))] = position
            if [EventCorrected.type.name, EventRetracted.type.name].contains(envelope.type) {
                amending.append(position)
            }
        }
    }

    /// Asks a ledger everything.
    func compare(_ ledger: Ledger, _ comment: Comment) throws {
        for (text, position) in heads {
            let tag = try #require(Tag(parsing: text))
            let found = try ledger.indexed { (index) throws(LedgerError) in
                try index.head(of: tag)
            }
            #expect(found == position, "\(comment), \(text)")
            let entries = try ledger.indexed { (index) throws(LedgerError) in
                try index.entries(of: tag)
            }
            #expect(entries?.last == position, "\(comment), \(text)")
            let told = entries?.types.all.map { all in
                Dictionary(uniqueKeysWithValues: all.map { ($0.code, $0.first...$0.last) })
            }
            let isTold = tag.kind != "actor" && tag.kind != "unit"
            #expect(told == (isTold ? ranges[text] : nil), "\(comment), types of \(text)")
        }
        for (id, position) in ids {
            #expect(try ledger.position(of: id) == position, "\(comment), \(id)")
        }
        for number in 0..<20 {
            #expect(try !ledger.knows(Tag("book", "never-\(number)")), comment)
            #expect(try ledger.position(of: .named("never-\(number)", in: "tests")) == nil, comment)
        }
        let amended = try ledger.surveyed { core in
            core.amendments.values.flatMap { $0 }.map(\.position).sorted()
        }
        #expect(amended == amending, comment)
    }
}

/// Compares all that the index of a ledger says with what the entries say.
@discardableResult
func compareIndex(_ ledger: Ledger, _ comment: Comment) throws -> NaiveIndex {
    let naive = try NaiveIndex(ledger, comment)
    try naive.compare(ledger, comment)
    return naive
}

/// A history that goes on at random: events about books old and new, amendments, and repetitions.
struct RandomHistory {
    var seed: Seed
    /// What was recorded, and where.
    private(set) var recorded: [(draft: Draft, position: UInt64)] = []
    private var books = 0

    init(_ seed: UInt64) { self.seed = Seed(seed) }

    private mutating func draft() throws -> Draft {
        let number = recorded.count
        let time = Instant(microseconds: 1_750_000_000_000_000 + Int64(number) * 1_000_000)
        let id = EventID.next(at: time, using: &seed)
        let clerk = Actor("clerk.\(seed.next() % 5)", role: "clerk", unit: "branch:north")
        let choice = seed.next() % 10
        let amended = recorded.filter { $0.draft.event.type == BookLent.type }
            .randomElement(using: &seed)?.draft.event.id
        if choice == 9, let amended {
            if seed.next() % 2 == 0 {
                return Draft(NewEvent(EventRetracted(amended, reason: "never"), id: id), by: clerk)
            }
            let right = BookLent("B-\(seed.next() % UInt64(books))", to: "R-1")
            return Draft(
                NewEvent(try EventCorrected(amended, to: right, reason: "no"), id: id), by: clerk)
        }
        if choice < 3 || books == 0 {
            books += 1
            let stem = seed.next() % 8 == 0 ? String(repeating: "long", count: 40) : ""
            return Draft(NewEvent(BookAdded("B-\(books - 1)\(stem)"), id: id), by: clerk)
        }
        let book = "B-\(seed.next() % UInt64(books))"
        return Draft(NewEvent(BookLent(book, to: "R-\(number)"), id: id), by: clerk)
    }

    /// Records a few events, and some of the old ones again, which must change nothing.
    mutating func step(_ ledger: Ledger) async throws {
        for _ in 0..<(1 + seed.next() % 4) {
            let draft = try draft()
            if seed.next() % 2 == 0 {
                for case .recorded(let position) in try ledger.admit([draft]) {
                    recorded.append((draft, position))
                }
            } else {
                do throws(LedgerError) {
                    let receipt = try await ledger.append([draft])
                    recorded.append((draft, receipt.positions[0]))
                } catch {
                    guard error.code == .unknownReference else { throw error }
                }
            }
        }
        try await ledger.synced(through: recorded.last.map { $0.position + 1 } ?? 0)
        guard let old = recorded.randomElement(using: &seed) else { return }
        #expect(try await ledger.append([old.draft]).positions == [old.position])
        var other = old.draft
        other.actor = Actor("somebody.else", role: "clerk", unit: "branch:north")
        let error = await #expect(throws: LedgerError.self) { try await ledger.append([other]) }
        #expect(error?.code == .idTaken && error?.position == old.position)
    }
}
