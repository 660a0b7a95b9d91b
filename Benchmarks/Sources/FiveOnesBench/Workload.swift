import CaseLedger
import SegmentLogTesting

/// The events of every row: the same for us and for the peers, from one seed.
///
/// Books and readers are founded first. Then readers borrow and return at random, and about one
/// event in 33 is a payment. A reader has some fifty events.
struct Workload {
    let drafts: [Draft]
    let readers: Int

    private static let words = [
        "renewed", "by phone", "cover worn", "for school", "large print", "with slip", "reserved",
        "late shift", "second copy", "gift card", "no stamp", "reading club", "from annex",
    ]

    init(events: Int) {
        let books = max(20, events / 40)
        let readers = max(10, events / 100)
        self.readers = readers
        var seed = Seed(20_250_930)
        var drafts: [Draft] = []
        drafts.reserveCapacity(events)
        var holder: [Int?] = Array(repeating: nil, count: books)
        let clerks = (0..<40).map {
            Actor("clerk.\($0)", role: "clerk", unit: "branch:\($0 % 9)")
        }
        var time: Int64 = 1_704_067_200_000_000
        func add(_ payload: some Payload) {
            time += Int64.random(in: 1_000_000...90_000_000, using: &seed)
            let instant = Instant(microseconds: time)
            let event = NewEvent(
                payload, occurred: .instant(instant), id: .next(at: instant, using: &seed))
            drafts.append(Draft(event, by: clerks[Int.random(in: 0..<40, using: &seed)]))
        }
        for book in 0..<books {
            add(BookAdded(book: "B-\(book)", shelf: "\(book % 97).\(book % 13)"))
        }
        for reader in 0..<readers {
            add(ReaderJoined(reader: "R-\(reader)", branch: "branch:\(reader % 9)"))
        }
        while drafts.count < events {
            if Int.random(in: 0..<33, using: &seed) == 0 {
                let reader = Int.random(in: 0..<readers, using: &seed)
                add(
                    FeePaid(
                        reader: "R-\(reader)", fen: .random(in: 50...2_000, using: &seed),
                        receipt: "Q-\(drafts.count)"))
                continue
            }
            let book = Int.random(in: 0..<books, using: &seed)
            let first = Self.words[Int.random(in: 0..<Self.words.count, using: &seed)]
            let second = Self.words[Int.random(in: 0..<Self.words.count, using: &seed)]
            if let reader = holder[book] {
                holder[book] = nil
                add(BookReturned(book: "B-\(book)", reader: "R-\(reader)", condition: first))
            } else {
                let reader = Int.random(in: 0..<readers, using: &seed)
                holder[book] = reader
                add(
                    BookLent(
                        book: "B-\(book)", reader: "R-\(reader)", due: time / 86_400_000_000 + 30,
                        note: "\(first), \(second)"))
            }
        }
        self.drafts = drafts
    }
}

extension Draft {
    /// The entry that a peer stores: all that the ledger stores but the back-links.
    func envelope(at position: Int, _ recorded: Instant) -> Envelope {
        var envelope = Envelope()
        envelope.position = UInt64(position)
        envelope.id = event.id?.bytes ?? []
        envelope.type = event.type.name
        envelope.version = UInt64(event.type.version)
        envelope.recorded = recorded
        envelope.occurred = event.occurred ?? .instant(recorded)
        envelope.actor = actor.id
        envelope.role = actor.role.rawValue
        envelope.unit = actor.unit
        envelope.tags = allTags.map { Envelope.Link(tag: $0.text, back: 0) }
        envelope.payload = event.payload
        return envelope
    }

    /// The tags that the ledger gives the entry.
    var allTags: [Tag] { event.tags.all + [.actor(actor.id), .unit(actor.unit)] }
}
