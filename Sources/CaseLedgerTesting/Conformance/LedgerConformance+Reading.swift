import CaseLedger
import SegmentLog
import SegmentLogTesting

extension LedgerConformance {
    static let reading: [LedgerBehaviour] = [
        LedgerBehaviour("a view of one subject is its part of the whole view") { proving in
            let ledger = try await proving.holding("A-0", "A-1", "A-2")
            for number in 0..<40 {
                try await ledger.record(
                    MoneyMoved("A-\(number * number % 3)", Int64(number)), by: .teller)
            }
            let whole = try ledger.view(Balances.self).fen
            for account in ["A-0", "A-1", "A-2"] {
                let part = try ledger.view(Balances.self, of: .tag(Tag("account", account))).fen
                try proving.same(part, [account: whole[account] ?? -1], "the part of \(account)")
            }
            let two = try ledger.view(
                Balances.self, of: .tags([Tag("account", "A-0"), Tag("account", "A-2")]))
            try proving.same(Set(two.fen.keys), ["A-0", "A-2"], "a view of two subjects")
        },
        LedgerBehaviour("both times count as the plain rules say, corrections included") {
            proving in
            var check = TwoTimesCheck(proving, seed: 20_251_125)
            try await check.run()
        },
        LedgerBehaviour("a correction shows, a retraction hides, and the lineage tells both") {
            proving in
            let ledger = try await proving.holding("A-1")
            try await ledger.record(MoneyMoved("A-1", 5), by: .teller)
            let id = try ledger.event(at: 1).id
            let correction = try EventCorrected(id, to: MoneyMoved("A-1", 50), reason: "a zero")
            try await ledger.record(correction, by: .teller)
            try proving.same(try balance(ledger), 50, "the corrected balance")
            try await ledger.record(EventRetracted(id, reason: "a mistake"), by: .teller)
            try proving.same(try balance(ledger), 0, "the balance without it")
            let retraction = try ledger.event(at: 3).id
            try await ledger.record(EventRetracted(retraction, reason: "it was right"), by: .teller)
            try proving.same(try balance(ledger), 50, "the balance with it again")
            try proving.same(
                try [1, 2, 3].map { try balance(ledger, $0) }, [5, 50, 0], "what was known when")
            let steps = try ledger.lineage(of: id).steps
            try proving.same(steps.map(\.isInForce), [true, false], "what is in force")
            try proving.same(steps.map(\.reason), ["a zero", "a mistake"], "the reasons")
        },
        LedgerBehaviour("a ledger that is opened again is the same") { proving in
            var ledger = try await proving.holding("A-1")
            for number in 1...9 {
                try await ledger.record(MoneyMoved("A-1", Int64(number)), by: .teller)
                let (root, view) = (ledger.head, try ledger.view(Balances.self))
                try ledger.close()
                ledger = try proving.open()
                try proving.same(ledger.head, root, "size and root")
                try proving.same(try ledger.view(Balances.self), view, "the view")
                try proving.that(ledger.recovery?.isClean ?? false, "there was something to mend")
            }
            let last = try ledger.event(at: 9).envelope.tags.map(\.back)
            try proving.same(last, [1, 1, 1], "the last entry's way back")
        },
        LedgerBehaviour("readers see what is synced, follow, and cannot record") { proving in
            let ledger = try await proving.holding("A-1")
            let reader = try proving.open(.reading)
            for number in 1...9 {
                try await ledger.record(MoneyMoved("A-1", Int64(number)), by: .teller)
                try proving.same(reader.size, ledger.size, "the size that the reader sees")
                try proving.same(
                    try reader.view(Balances.self), try ledger.view(Balances.self), "its view")
            }
            try await proving.fails(.readOnly, "recording by a reader") {
                try await reader.record(AccountOpened("A-2"), by: .teller)
            }
        },
        LedgerBehaviour("one records at a time, and another may when it has closed") { proving in
            let ledger = try await proving.holding("A-1")
            let error = try await proving.fails(.log, "opening for recording twice") {
                try proving.open()
            }
            try proving.same(error.cause?.code, .locked, "the cause")
            try ledger.close()
            try await proving.fails(.log, "recording after the close") {
                try await ledger.record(AccountOpened("A-2"), by: .teller)
            }
            let next = try proving.open()
            try await next.record(AccountOpened("A-2"), by: .teller)
            try proving.same(next.size, 2, "the size")
        },
    ]
}

/// The balance of A-1, as known when an entry was recorded.
private func balance(_ ledger: Ledger, _ position: UInt64? = nil) throws -> Int64? {
    let knownAt = try position.map { try ledger.event(at: $0) }?.envelope.recorded
    return try ledger.view(Balances.self, in: TimeFrame(knownAt: knownAt)).fen["A-1"]
}

/// A random history of payments, late, corrected and retracted, against rules written down plainly.
private struct TwoTimesCheck {
    private struct Fact {
        var fen: Int64
        var day: Int32
        var recorded: Instant
        /// What was said of it later: when, and the money, or `nil` for a retraction.
        var amended: [(recorded: Instant, fen: Int64?)] = []
    }

    let proving: Proving
    private var seed: Seed

    init(_ proving: Proving, seed: UInt64) {
        self.proving = proving
        self.seed = Seed(seed)
    }

    mutating func run() async throws {
        let ledger = try await proving.holding("A-1")
        var facts: [Fact] = []
        var ids: [EventID] = []
        for _ in 0..<60 {
            let fen = 1 + Int64(seed.next() % 1000)
            let target = facts.isEmpty ? 0 : Int(seed.next() % UInt64(facts.count))
            switch facts.isEmpty ? 0 : seed.next() % 4 {
            case 2:
                let correction = try EventCorrected(
                    ids[target], to: MoneyMoved("A-1", fen), reason: "wrong")
                let at = try await record(correction, nil, in: ledger)
                facts[target].amended.append((at.envelope.recorded, fen))
            case 3:
                let retraction = EventRetracted(ids[target], reason: "wrong")
                let at = try await record(retraction, nil, in: ledger)
                facts[target].amended.append((at.envelope.recorded, nil))
            default:
                let day = 20_000 + Int32(seed.next() % 20)
                let event = try await record(MoneyMoved("A-1", fen), day, in: ledger)
                ids.append(event.id)
                facts.append(Fact(fen: fen, day: day, recorded: event.envelope.recorded))
            }
        }
        let moments = try (0..<ledger.size).map { try ledger.event(at: $0).envelope.recorded }
        for day in [nil, 19_999, 20_003, 20_010, 20_019] as [Int32?] {
            for known in [nil] + moments.map(Optional.some) {
                let frame = TimeFrame(asOf: day.map { Day(number: $0) }, knownAt: known)
                let found = try ledger.view(Balances.self, in: frame).fen["A-1"] ?? 0
                let expected = facts.reduce(0) { $0 + Self.counted($1, day, known) }
                try proving.same(found, expected, "the balance in \(frame)")
            }
        }
    }

    private func record(_ payload: some Payload, _ day: Int32?, in ledger: Ledger) async throws
        -> RecordedEvent
    {
        let occurred = day.map { Moment.day(Day(number: $0)) }
        let receipt = try await ledger.record(payload, by: .teller, occurred: occurred)
        return try ledger.event(at: receipt.positions[0])
    }

    /// What a fact counts for: nothing before its day or its record, nothing once retracted, else
    /// what was said last.
    private static func counted(_ fact: Fact, _ day: Int32?, _ known: Instant?) -> Int64 {
        guard fact.day <= day ?? .max, known.map({ fact.recorded <= $0 }) ?? true else { return 0 }
        let said = fact.amended.filter { amendment in known.map { amendment.recorded <= $0 } ?? true
        }
        guard !said.contains(where: { $0.fen == nil }) else { return 0 }
        return said.last?.fen ?? fact.fen
    }
}
