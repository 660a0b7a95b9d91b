@testable import CaseLedger
import CaseLedgerTesting
import SegmentLog
import SegmentLogTesting
import Synchronization
import Testing

/// Several folds over one reading, on one thread and on two.
@Suite struct ReplayTests {
    /// Enough for a second thread, and for many pages.
    static let histories = 1_600

    @Test func twoThreadsFoldWhatOneDoes() async throws {
        for number in 1...3 {
            var made = try Histories(count: Self.histories, seed: Seed(UInt64(number)))
            let oracle = try await made.record()
            #expect(made.ledger.size >= Replay.leastForTwo * 3 / 2)
            for round in 0..<6 {
                let frame = TimeFrame(
                    asOf: round % 3 == 0 ? nil : made.day(),
                    knownAt: round % 2 == 0 ? nil : made.moment())
                let end = round < 3 ? nil : made.ledger.size - UInt64(round)
                let one = Folds(made.ledger)
                let count = try made.ledger.fold(one.all, onTwo: false, in: frame, below: end)
                let two = Folds(made.ledger)
                let counted = try made.ledger.fold(two.all, onTwo: true, in: frame, below: end)
                #expect(try one.digests == two.digests, "seed \(number), round \(round)")
                #expect(count == counted)
                if end == nil {
                    let expected = oracle.seen(
                        asOf: frame.asOf?.number, knownAt: frame.knownAt?.microseconds)
                    #expect(two.seen.state.histories == expected, "seed \(number), round \(round)")
                }
            }
        }
    }

    @Test func aLongReplayTellsItsProgressAndCountsWhatItShows() async throws {
        var made = try Histories(count: Self.histories, seed: Seed(7))
        _ = try await made.record()
        let folds = Folds(made.ledger)
        var told: [UInt64] = []
        let count = try made.ledger.replay(folds.all) { done, all in
            #expect(all == made.ledger.size)
            told.append(done)
        }
        #expect(told.first == 0 && told.last == made.ledger.size && told == told.sorted())
        #expect(count == UInt64(folds.trail.state.lines.count))
        let facts = made.ledger.fold(Seen.self)
        let shown = try made.ledger.replay([facts])
        #expect(shown == UInt64(facts.state.histories.values.reduce(0) { $0 + $1.count }))
        #expect(shown < count)
    }

    @Test func theFirstFailureIsTheOneReported() async throws {
        var made = try Histories(count: Self.histories, seed: Seed(11))
        _ = try await made.record()
        let ledger = made.ledger
        let last = ledger.size - 1
        for round in 0..<40 {
            let first = UInt64(round) * last / 40
            var folds: [AnyFold] = [
                ledger.fold(FailsFrom9000.self), ledger.fold(Seen.self), ledger.fold(Trail.self),
                ledger.fold(FailsFrom7000.self),
            ]
            if round.isMultiple(of: 2) { folds.reverse() }
            let messages = [false, true].map { onTwo in
                #expect(throws: LedgerError.self) {
                    try ledger.fold(folds, onTwo: onTwo, from: first, below: nil)
                }?.message
            }
            let expected = max(first, 7_000)
            #expect(messages == ["refused at \(expected)", "refused at \(expected)"])
        }
        let unharmed = Folds(ledger)
        try ledger.replay(unharmed.all)
        #expect(unharmed.trail.state.lines.count > 9_000)
    }

    /// Two payload types of one type of event, each read by several folds, one of them in two parts.
    @Test func whatIsDecodedForSeveralFoldsIsWhatEachWouldDecode() async throws {
        var made = try Histories(count: Self.histories, seed: Seed(13))
        _ = try await made.record()
        let ledger = made.ledger
        for frame in [TimeFrame.everything, TimeFrame(asOf: made.day(), knownAt: made.moment())] {
            let alone = [
                try ledger.view(Sums.self, in: frame).stateDigest(),
                try ledger.view(Seen.self, in: frame).stateDigest(),
                try ledger.view(SumsAgain.self, in: frame).stateDigest(),
                try ledger.view(Both.self, in: frame).stateDigest(),
            ]
            #expect(alone[0] == alone[2] && alone[0] != alone[3])
            for onTwo in [false, true] {
                let (sums, seen) = (ledger.fold(Sums.self), ledger.fold(Seen.self))
                let (again, both) = (ledger.fold(SumsAgain.self), ledger.fold(Both.self))
                let more = ledger.fold(SumsAgain.self)
                try ledger.fold(
                    [sums, again, seen, both, more], onTwo: onTwo, in: frame, below: nil)
                let together = [
                    try sums.state.stateDigest(), try seen.state.stateDigest(),
                    try again.state.stateDigest(), try both.state.stateDigest(),
                ]
                #expect(together == alone)
                #expect(more.state.sum == sums.state.sum)
            }
        }
    }

    @Test func aPayloadIsDecodedOnceForAllFoldsAndFailsForEachAtItsPlace() async throws {
        let ledger = try Ledger.open(
            in: MemoryStorage(), events: [FactNoted.self], as: .founding)
        func facts(_ values: Range<Int64>) -> [Draft] {
            values.map { Draft(NewEvent(FactNoted(history: 1, value: $0)), by: clerk) }
        }
        try await ledger.append(facts(0..<9_000))
        for onTwo in [false, true] {
            PickyFact.decoded.withLock { $0 = 0 }
            let folds = (0..<3).map { _ in ledger.fold(Picky.self) }
            try ledger.fold(folds, onTwo: onTwo, below: nil)
            #expect(folds.map(\.state.facts) == [9_000, 9_000, 9_000])
            #expect(PickyFact.decoded.withLock { $0 } == 9_000)
        }
        try await ledger.append(facts(-1..<4_000))
        for onTwo in [false, true] {
            let (first, second) = (ledger.fold(Picky.self), ledger.fold(Picky.self))
            let other = ledger.fold(Sums.self)
            let error = #expect(throws: LedgerError.self) {
                try ledger.fold([other, first, second], onTwo: onTwo, below: nil)
            }
            #expect(error?.message.contains("cannot be negative") == true)
            #expect([first.state.facts, second.state.facts].contains(9_000))
        }
    }

    /// Whichever fold fails in whichever page, what was decoded for all of them goes once.
    @Test func whatWasDecodedIsGoneWhenAFoldFails() async throws {
        let ledger = try Ledger.open(
            in: MemoryStorage(), events: [FactNoted.self], as: .founding)
        try await ledger.append(
            (0..<9_000).map { Draft(NewEvent(FactNoted(history: 1, value: $0)), by: clerk) })
        for round in 0..<60 {
            FailsAt.value.withLock { $0 = Int64(round) * 151 }
            for onTwo in [false, true] {
                let folds: [AnyFold] = [
                    ledger.fold(FailsAt.self), ledger.fold(Keeps.self), ledger.fold(FailsAt.self),
                ]
                let error = #expect(throws: LedgerError.self) {
                    try ledger.fold(
                        round.isMultiple(of: 2) ? folds : folds.reversed(), onTwo: onTwo,
                        below: nil)
                }
                #expect(error?.message == "refused at \(round * 151)")
            }
            #expect(HeldFact.living.withLock { $0 } == 0)
        }
        try ledger.replay([ledger.fold(Keeps.self), ledger.fold(Keeps.self)])
        #expect(HeldFact.living.withLock { $0 } == 0)
    }

    @Test func whatCannotBeReadCountsOnlyAfterAllBeforeItIsFolded() async throws {
        let storage = MemoryStorage()
        let ledger = try Ledger.open(
            in: storage, events: [FactNoted.self, Oddity.self], as: .founding)
        let facts = (0..<10_000).map {
            Draft(NewEvent(FactNoted(history: 1, value: Int64($0))), by: clerk)
        }
        try await ledger.append(facts)
        try await ledger.append([Draft(NewEvent(Oddity()), by: clerk)])
        try await ledger.append(facts)
        try ledger.close()
        let reader = try Ledger.open(in: storage, events: [FactNoted.self], as: .reading)
        for onTwo in [false, true] {
            let trail = reader.fold(Trail.self)
            let unknown = #expect(throws: LedgerError.self) {
                try reader.fold([trail], onTwo: onTwo, below: nil)
            }
            #expect(unknown?.code == .damaged && unknown?.position == 10_000)
            #expect(trail.state.lines.count == 10_000)
            let refused = #expect(throws: LedgerError.self) {
                try reader.fold(
                    [reader.fold(Trail.self), reader.fold(FailsFrom9000.self)], onTwo: onTwo,
                    below: nil)
            }
            #expect(refused?.message == "refused at 9000")
        }
    }

    /// What a reader does not know stops it in a sealed segment too, where an index would let it
    /// pass over all that no fold consumes.
    @Test func sealedSegmentsShowWhatHotOnesDo() async throws {
        let storage = MemoryStorage()
        let ledger = try Ledger.open(
            in: storage, events: [FactNoted.self, Bulky.self, Oddity.self], as: .founding)
        for round in 0..<20 {
            try await ledger.append(
                (0..<500).map {
                    let isFact = $0 % 31 == round
                    return isFact
                        ? Draft(NewEvent(FactNoted(history: 1, value: Int64($0))), by: clerk)
                        : Draft(NewEvent(Bulky(text: "\($0)")), by: clerk)
                })
        }
        let hot = try digests(ledger)
        try ledger.close()
        try await seal(storage)
        let known = try Ledger.open(
            in: storage, events: [FactNoted.self, Bulky.self, Oddity.self], as: .reading)
        #expect(try digests(known) == hot)
        let stranger = try Ledger.open(in: storage, events: [FactNoted.self], as: .reading)
        for onTwo in [false, true] {
            let error = #expect(throws: LedgerError.self) {
                try stranger.fold([stranger.fold(Sums.self)], onTwo: onTwo, below: nil)
            }
            #expect(error?.code == .damaged && error?.position == 1)
        }
    }

    private func digests(_ ledger: Ledger) throws -> [String] {
        let sums = ledger.fold(Sums.self)
        let count = try ledger.replay([sums])
        let all = Folds(ledger)
        try ledger.replay(all.all)
        return try [sums.state.stateDigest(), "\(count)"] + all.digests
    }

    private func seal(_ storage: MemoryStorage) async throws {
        let writer = try LogWriter.open(in: storage, describer: CaseDescriber())
        let report = try await writer.seal(endingSegment: true)
        #expect(report.failures.isEmpty && !report.sealed.isEmpty)
        try writer.close()
    }

    @Test func anEntryOfTheGreatestSizeFindsRoom() async throws {
        let ledger = try Ledger.open(in: MemoryStorage(), events: [Bulky.self], as: .founding)
        let id = EventID.named("1", in: "bulky")
        var drafts = [
            Draft(NewEvent(Bulky(text: String(repeating: "小", count: 20_000)), id: id), by: clerk)
        ]
        let text = String(repeating: "x", count: 64_000)
        drafts += (0..<40).map { _ in Draft(NewEvent(Bulky(text: text)), by: clerk) }
        try await ledger.append(drafts)
        let correction = try EventCorrected(id, to: Bulky(text: text), reason: "longer")
        try await ledger.append([Draft(NewEvent(correction), by: clerk)])
        #expect(try ledger.view(Sizes.self).bytes == 41 * 64_000)
        let before = try ledger.event(at: 41).envelope.recorded.adding(seconds: -1_000)
        #expect(try ledger.view(Sizes.self, in: TimeFrame(knownAt: before)).bytes == 0)
    }
}

extension Ledger {
    /// A replay on one thread or on two, whatever its length.
    @discardableResult
    fileprivate func fold(
        _ folds: [AnyFold], onTwo: Bool, in frame: TimeFrame = .everything, from start: UInt64 = 0,
        below end: UInt64?
    ) throws(LedgerError) -> UInt64 {
        let run = Replay(folds, types: catalog.definitions.count, onTwo: onTwo)
        try replay(run, of: .all, in: frame, from: start, below: end ?? size)
        return run.events
    }
}

/// Folds of every kind over the same ledger.
private struct Folds {
    let seen: Fold<Seen>
    let trail: Fold<Trail>
    let sums: Fold<Sums>
    let changes: Fold<Changes>
    var all: [AnyFold] { [seen, trail, sums, changes] }
    var digests: [String] {
        get throws {
            try [
                trail.state.stateDigest(), sums.state.stateDigest(), changes.state.stateDigest(),
                seen.state.stateDigest(),
            ]
        }
    }

    init(_ ledger: Ledger) {
        seen = ledger.fold(Seen.self)
        trail = ledger.fold(Trail.self)
        sums = ledger.fold(Sums.self)
        changes = ledger.fold(Changes.self)
    }
}

/// Every event, in the order of folding, with all that a context tells.
private struct Trail: SnapshotProjection {
    var lines: [String] = []
    static func handle(_ on: inout Handlers<Trail>) {
        on.every { trail, context in
            trail.lines.append(
                "\(context.position) \(context.entry.type) \(context.occurred) \(context.recorded) "
                    + "\(context.actor) \(context.actorID) \(context.entry.onBehalfOf) "
                    + "\(context.corrected ?? 0) \(context.entry.id)")
        }
    }
}

/// A fold in which the order counts.
private struct Sums: SnapshotProjection {
    var sum: Int64 = 0
    static func handle(_ on: inout Handlers<Sums>) {
        on(FactNoted.self) { sums, _, fact in sums.sum = sums.sum &* 31 &+ fact.value }
    }
}

/// The same fact, as another part of a program declares it.
private struct FactAgain: Payload {
    static let type = FactNoted.type
    var fact = FactNoted()
    mutating func fields(_ visit: inout some FieldVisitor) throws(CodecError) {
        try fact.fields(&visit)
    }
    func tag(_ tags: inout TagSet) { fact.tag(&tags) }
}

private struct SumsAgain: SnapshotProjection {
    var sum: Int64 = 0
    static func handle(_ on: inout Handlers<SumsAgain>) {
        on(FactAgain.self) { sums, _, again in sums.sum = sums.sum &* 31 &+ again.fact.value }
    }
}

/// Two parts that consume one type, with the same payload.
private struct Both: SnapshotProjection {
    var sums = Sums()
    var more = Sums()
    static func handle(_ on: inout Handlers<Both>) {
        on.include(Sums.self, at: \.sums)
        on.include(Sums.self, at: \.more)
    }
}

/// A fact that counts how often it is read, and cannot be read where it is negative.
private struct PickyFact: Payload {
    static let type = FactNoted.type
    static let decoded = Mutex(0)
    var fact = FactNoted()
    mutating func fields(_ visit: inout some FieldVisitor) throws(CodecError) {
        try fact.fields(&visit)
        PickyFact.decoded.withLock { $0 += 1 }
        guard fact.value >= 0 else { throw CodecError(.malformed, "cannot be negative") }
    }
    func tag(_ tags: inout TagSet) { fact.tag(&tags) }
}

private struct Picky: Projection {
    var facts = 0
    static func handle(_ on: inout Handlers<Picky>) {
        on(PickyFact.self) { picky, _, _ in picky.facts += 1 }
    }
}

/// A fact that owns memory, of which it is known how much lives.
private struct HeldFact: Payload {
    static let type = FactNoted.type
    static let living = Mutex(0)
    private final class Token: Sendable {
        init() { HeldFact.living.withLock { $0 += 1 } }
        deinit { HeldFact.living.withLock { $0 -= 1 } }
    }
    var fact = FactNoted()
    private var token = Token()
    mutating func fields(_ visit: inout some FieldVisitor) throws(CodecError) {
        try fact.fields(&visit)
    }
    func tag(_ tags: inout TagSet) { fact.tag(&tags) }
}

private struct Keeps: Projection {
    var last: Int64 = 0
    static func handle(_ on: inout Handlers<Keeps>) {
        on(HeldFact.self) { keeps, _, held in keeps.last = held.fact.value }
    }
}

private struct FailsAt: Projection {
    static let value = Mutex<Int64>(0)
    static func handle(_ on: inout Handlers<FailsAt>) {
        on(HeldFact.self) { _, context, held in
            if held.fact.value == value.withLock({ $0 }) {
                throw Refused(position: context.position)
            }
        }
    }
}

/// What few events are about.
private struct Changes: SnapshotProjection {
    var places: [UInt64] = []
    static func handle(_ on: inout Handlers<Changes>) {
        on(EventRetracted.self) { changes, context, _ in changes.places.append(context.position) }
    }
}

private struct Refused: Error, CustomStringConvertible {
    let position: UInt64
    var description: String { "refused at \(position)" }
}

private struct FailsFrom7000: Projection {
    static func handle(_ on: inout Handlers<FailsFrom7000>) {
        on.every { _, context in
            if context.position >= 7_000 { throw Refused(position: context.position) }
        }
    }
}

private struct FailsFrom9000: Projection {
    static func handle(_ on: inout Handlers<FailsFrom9000>) {
        on.every { _, context in
            if context.position >= 9_000 { throw Refused(position: context.position) }
        }
    }
}

/// An event that a later writer knows.
private struct Oddity: Payload {
    static let type: EventType = "oddity.seen"
    mutating func fields(_ visit: inout some FieldVisitor) throws(CodecError) {}
    func tag(_ tags: inout TagSet) { tags.about(Tag("oddity", "1")) }
}

private struct Bulky: Payload {
    static let type: EventType = "bulk.stored"
    var text = ""
    mutating func fields(_ visit: inout some FieldVisitor) throws(CodecError) {
        try visit.field(1, "text", &text)
    }
    func tag(_ tags: inout TagSet) { tags.about(Tag("bulk", "1")) }
}

private struct Sizes: Projection {
    var bytes = 0
    static func handle(_ on: inout Handlers<Sizes>) {
        on(Bulky.self) { sizes, _, bulky in sizes.bytes += bulky.text.utf8.count }
    }
}
