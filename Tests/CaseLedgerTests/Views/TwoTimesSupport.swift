import CaseLedger
import CaseLedgerTesting
import Foundation
import SegmentLogTesting
import Testing

/// Something was observed.
struct FactNoted: Payload, Hashable {
    static let type: EventType = "fact.noted"
    var history: Int64 = 0
    var value: Int64 = 0
    mutating func fields(_ visit: inout some FieldVisitor) throws(CodecError) {
        try visit.field(1, "history", &history)
        try visit.field(2, "value", &value)
    }
    func tag(_ tags: inout TagSet) { tags.about(Tag("history", "\(history)")) }
}

/// What a frame shows of each history: for each event its value and the day it had happened by.
struct Seen: SnapshotProjection, Equatable {
    struct Fact: Hashable, Codable {
        var value: Int64
        var day: Int32
        var corrected: UInt64?
    }
    var histories: [Int64: [UInt64: Fact]] = [:]
    static func handle(_ on: inout Handlers<Seen>) {
        on(FactNoted.self) { seen, context, fact in
            seen.histories[fact.history, default: [:]][context.position] = Fact(
                value: fact.value, day: context.occurred.latest.number,
                corrected: context.corrected)
        }
    }
}

/// Many random histories in one ledger, their events interleaved.
struct Histories {
    let ledger: Ledger
    let clock = SteppingClock(Instant(microseconds: 1_700_000_000_000_000))
    private let count: Int
    private var seed: Seed

    init(count: Int, seed: Seed) throws {
        self.count = count
        self.seed = seed
        let clock = clock
        ledger = try Ledger.open(
            in: MemoryStorage(), events: [FactNoted.self], as: .founding,
            LedgerOptions(clock: { clock.next() }))
    }

    /// The first days of 2025, by number.
    static let days: ClosedRange<Int32> = 20_085...20_150

    static func moment(_ seed: inout Seed) -> Moment {
        let day = Day(number: days.lowerBound + Int32(seed.next() % 60))
        switch seed.next() % 5 {
        case 0: return .month(day.parts.year, day.parts.month)
        case 1: return .instant(day.start.adding(seconds: Int64(seed.next() % 86_400)))
        default: return .day(day)
        }
    }

    mutating func day() -> Day {
        Day(number: Self.days.lowerBound + Int32(seed.next() % 66))
    }

    mutating func moment() -> Instant {
        let last = Int64(count) * 10
        return Instant(
            microseconds: 1_700_000_000_000_000 + Int64(seed.next() % UInt64(last)) * 1_000_000)
    }

    /// Records about ten events of each history and tells the oracle of each.
    mutating func record() async throws -> Oracle {
        var oracle = Oracle()
        var drafts: [Draft] = []
        var places: [Int64: [Int]] = [:]
        for number in 0..<(count * 10) {
            let history = Int64(seed.next() % UInt64(count))
            let id = EventID.named("\(number)", in: "history")
            let own = places[history] ?? []
            let facts = own.filter { oracle.records[$0].target == nil }
            let choice = seed.next() % 10
            var record = Oracle.Record(history: history)
            let draft: NewEvent
            if choice < 4 || facts.isEmpty {
                record.value = Int64(number)
                let moment = Self.moment(&seed)
                record.lastDay = Oracle.lastDay(moment)
                draft = NewEvent(
                    FactNoted(history: history, value: Int64(number)), occurred: moment, id: id)
            } else if choice < 8, let target = facts.randomElement(using: &seed) {
                record.target = target
                record.value = Int64(number)
                let moment = seed.next() % 2 == 0 ? Self.moment(&seed) : nil
                record.lastDay = moment.map(Oracle.lastDay)
                let correction = try EventCorrected(
                    .named("\(target)", in: "history"),
                    to: FactNoted(history: history, value: Int64(number)), occurred: moment,
                    reason: "mistaken")
                draft = NewEvent(correction, id: id)
            } else {
                let target = try #require(own.randomElement(using: &seed))
                record.target = target
                draft = NewEvent(
                    EventRetracted(.named("\(target)", in: "history"), reason: "never"), id: id)
            }
            places[history, default: []].append(oracle.records.count)
            oracle.records.append(record)
            drafts.append(Draft(draft, by: clerk))
        }
        for case .refused(let error) in try ledger.admit(drafts) { throw error }
        try await ledger.synced(through: UInt64(drafts.count))
        var place = 0
        try ledger.history { event in
            oracle.records[place].recorded = event.envelope.recorded.microseconds
            place += 1
        }
        return oracle
    }

    /// The view of one history alone is what the view of all says of it.
    mutating func compareOne(with oracle: Oracle) throws {
        let (history, day, moment) = (Int64(seed.next() % UInt64(count)), day(), moment())
        let seen = try ledger.view(
            Seen.self, of: .tag(Tag("history", "\(history)")),
            in: TimeFrame(asOf: day, knownAt: moment))
        let expected = oracle.seen(asOf: day.number, knownAt: moment.microseconds)
        #expect(seen.histories[history] == expected[history])
    }
}

/// The rules of the two times, written down as plainly as can be and in no way cleverly.
struct Oracle {
    struct Record {
        var history: Int64
        var recorded: Int64 = 0
        /// What a fact or a correction says.
        var value: Int64?
        /// The last day on which it can have happened, where the record says so.
        var lastDay: Int32?
        /// What it corrects or retracts.
        var target: Int?
    }
    var records: [Record] = []

    /// The last day of a moment, by another calendar than the one under test.
    static func lastDay(_ moment: Moment) -> Int32 {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(secondsFromGMT: 8 * 3600) ?? .gmt
        let text = moment.description
        let parts = text.prefix(10).split(separator: "-").compactMap { Int($0) }
        var day = DateComponents(
            year: parts[0], month: parts[1], day: parts.count > 2 ? parts[2] : 1)
        if parts.count == 2 {
            day.month = parts[1] + 1
            day.day = 0
        }
        let date = calendar.date(from: day) ?? .distantPast
        return Int32(((date.timeIntervalSince1970 + 8 * 3600) / 86_400).rounded(.down))
    }

    func seen(asOf: Int32?, knownAt: Int64?) -> [Int64: [UInt64: Seen.Fact]] {
        var about: [Int: [Int]] = [:]
        for (place, record) in records.enumerated() where record.recorded <= knownAt ?? .max {
            if let target = record.target { about[target, default: []].append(place) }
        }
        // A retraction counts unless a later retraction of it counts.
        func stands(_ place: Int) -> Bool {
            !(about[place] ?? []).contains { records[$0].value == nil && stands($0) }
        }
        var seen: [Int64: [UInt64: Seen.Fact]] = [:]
        for (place, record) in records.enumerated()
        where record.target == nil && record.recorded <= knownAt ?? .max && stands(place) {
            guard let value = record.value, let day = record.lastDay else { continue }
            var fact = Seen.Fact(value: value, day: day)
            for place in about[place] ?? [] where stands(place) {
                guard let value = records[place].value else { continue }
                fact.value = value
                fact.day = records[place].lastDay ?? fact.day
                fact.corrected = UInt64(place)
            }
            if fact.day <= asOf ?? .max { seen[record.history, default: [:]][UInt64(place)] = fact }
        }
        return seen
    }
}
