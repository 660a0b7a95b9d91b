import CaseLedger
import CaseLedgerTesting
import SegmentLog
import SegmentLogTesting
import Testing

/// A ledger of every event type that the tests invent, filled at random, corrections and
/// retractions included.
struct Medley {
    let storage = MemoryStorage()
    let limits: LogLimits
    let keys = LedgerKeys.inMemory()
    let clock = SteppingClock()
    var seed: Seed
    var ledger: Ledger
    private var count = 0
    private var amendable: [Int] = []

    static let catalog = EventCatalog([
        EventDefinition(BookAdded.self, founds: ["book"]), EventDefinition(BookLent.self),
        EventDefinition(BookReturned.self), EventDefinition(FactNoted.self),
        EventDefinition(PatientJoined.self, founds: ["patient"]), EventDefinition(VisitPaid.self),
        EventDefinition(VersionTests.LoanV1.self) { VersionTests.LoanV2(book: $0.book) },
        EventDefinition(VersionTests.LoanV2.self) { VersionTests.Loan($0.book, "?", days: 28) },
        EventDefinition(VersionTests.Loan.self),
    ])

    init(segmentBytes: Int, seed: UInt64) async throws {
        self.seed = Seed(seed)
        limits = LogLimits(
            batchEntries: 40, segmentBytes: segmentBytes, growthBytes: 4096, idleHeadSync: nil,
            sealsInBackground: false)
        ledger = try Ledger.open(
            in: storage, events: Self.catalog, as: .founding,
            LedgerOptions(keys: keys, limits: limits, clock: { [clock] in clock.next() }))
        try await admit((0..<5).map { BookAdded("B-\($0)") })
        try await admit((0..<5).map { PatientJoined("P-\($0)", name: "Name \($0)") })
    }

    func reading() throws -> Ledger {
        try Ledger.open(in: storage, events: Self.catalog, as: .reading)
    }

    /// Closes the ledger, seals every segment and opens it again.
    mutating func seal() async throws {
        try ledger.close()
        let writer = try LogWriter.open(in: storage, limits: limits)
        let report = try await writer.seal(endingSegment: true)
        #expect(report.failures.isEmpty)
        try writer.close()
        ledger = try Ledger.open(
            in: storage, events: Self.catalog,
            LedgerOptions(keys: keys, limits: limits, clock: { [clock] in clock.next() }))
    }

    /// Records some events; one in twelve amends an earlier one.
    mutating func record(_ number: Int, amending: Bool = true) async throws {
        var payloads: [any Payload] = []
        for _ in 0..<number {
            let (book, patient) = ("B-\(seed.next() % 5)", "P-\(seed.next() % 5)")
            let value = Int64(seed.next() % 1000)
            let target = amendable.randomElement(using: &seed)
            switch seed.next() % (amending ? 12 : 11) {
            case 0...2: payloads.append(BookLent(book, to: "R", fee: Money(fen: value)))
            case 3...4: payloads.append(BookReturned(book))
            case 5...6: payloads.append(FactNoted(history: value % 7, value: value))
            case 7...8: payloads.append(VisitPaid(patient, note: "ache", fee: Money(fen: value)))
            case 9: payloads.append(VersionTests.Loan(book, "R", days: value))
            case 10: payloads.append(VersionTests.LoanV1(book: book))
            default:
                guard let target else { continue }
                let id = EventID.named("\(target)", in: "medley")
                payloads.append(
                    seed.next() % 3 == 0
                        ? EventRetracted(id, reason: "never")
                        : try EventCorrected(
                            id, to: BookLent(book, to: "C", fee: Money(fen: value)),
                            reason: "mistaken"))
            }
        }
        try await admit(payloads)
    }

    private mutating func admit(_ payloads: [any Payload]) async throws {
        var drafts: [Draft] = []
        for payload in payloads {
            if payload is BookLent { amendable.append(count) }
            drafts.append(draft(payload, EventID.named("\(count)", in: "medley")))
            count += 1
        }
        for case .refused(let error) in try ledger.admit(drafts) { throw error }
        try await ledger.synced(through: UInt64(count))
    }

    private func draft(_ payload: some Payload, _ id: EventID) -> Draft {
        var draft = Draft(NewEvent(payload, id: id), by: clerk)
        draft.attestation = Attestation(importer: "importer", source: "medley")
        return draft
    }
}

/// All the ways in which a view comes about, to be compared with the fold from zero.
protocol AnyRoutes: AnyObject {
    func check(_ medley: borrowing Medley, _ comment: String) async throws
    func keep(_ medley: borrowing Medley) throws
    func reopened(_ medley: borrowing Medley)
}

final class Routes<P: SnapshotProjection>: AnyRoutes {
    let query: Query
    private var live: LiveViews<P>.Iterator
    private var foreign: LiveViews<P>.Iterator
    /// Beats at once, so that no step waits.
    private let pulse = Ledger.Pulse {}

    init(_ projection: P.Type, of query: Query = .all, in medley: borrowing Medley) throws {
        self.query = query
        live = medley.ledger.follow(P.self, of: query, pulse: pulse).makeAsyncIterator()
        foreign = try medley.reading().follow(P.self, of: query, pulse: pulse)
            .makeAsyncIterator()
    }

    func keep(_ medley: borrowing Medley) throws {
        try medley.ledger.keepSnapshot(of: P.self, selecting: query)
    }

    func reopened(_ medley: borrowing Medley) {
        live = medley.ledger.follow(P.self, of: query, pulse: pulse).makeAsyncIterator()
    }

    func check(_ medley: borrowing Medley, _ comment: String) async throws {
        let zero = try medley.ledger.view(P.self, of: query).stateBytes()
        let comment = Comment(rawValue: "\(P.self) \(query) \(comment)")
        #expect(try medley.ledger.latest(P.self, of: query).stateBytes() == zero, comment)
        #expect(try medley.reading().latest(P.self, of: query).stateBytes() == zero, comment)
        #expect(try medley.reading().view(P.self, of: query).stateBytes() == zero, comment)
        // What was grown by now is waiting, and a beat may come before it.
        for isForeign in [false, true] {
            var step: LiveViews<P>.Element?
            for _ in 0..<3 where step?.position != medley.ledger.size {
                step = isForeign ? try await nextForeign() : try await nextLive()
            }
            #expect(try step?.state.stateBytes() == zero, comment)
            #expect(step?.lag == 0)
        }
    }

    private func nextLive() async throws -> LiveViews<P>.Element? {
        var iterator = live
        defer { live = iterator }
        return try await iterator.next()
    }

    private func nextForeign() async throws -> LiveViews<P>.Element? {
        var iterator = foreign
        defer { foreign = iterator }
        return try await iterator.next()
    }
}
