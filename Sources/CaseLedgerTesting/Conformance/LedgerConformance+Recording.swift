import CaseLedger
import SegmentLog

extension LedgerConformance {
    static let recording: [LedgerBehaviour] = [
        LedgerBehaviour("an event is on record when its append has returned") { proving in
            let ledger = try proving.open()
            let receipt = try await ledger.record(AccountOpened("A-1"), by: .teller)
            try proving.same(receipt.positions, [0], "the first position")
            try proving.same(receipt.size, 1, "the size on the receipt")
            try proving.same(ledger.size, 1, "the size")
            try proving.same(ledger.head?.root.base64, receipt.root, "the root")
            let event = try ledger.event(at: 0)
            try proving.same(event.actor, .teller, "who acted")
            try proving.same(try event.payload(AccountOpened.self), AccountOpened("A-1"), "it")
        },
        LedgerBehaviour("positions have no gap, and recorded times never go back") { proving in
            let ledger = try proving.place.open(.accounts) {
                // A clock that goes back and forth.
                Instant(
                    microseconds: 1_700_000_000_000_000 + (proving.clock.next().microseconds * 7)
                        % 11)
            }
            for number in 0..<20 {
                try await ledger.record(AccountOpened("A-\(number)"), by: .teller)
            }
            var last = Instant(microseconds: 0)
            var position: UInt64 = 0
            try ledger.history { event in
                try proving.same(event.position, position, "the next position")
                try proving.that(last <= event.envelope.recorded, "time goes back at \(position)")
                last = event.envelope.recorded
                position += 1
            }
            try proving.same(position, 20, "the number of events")
        },
        LedgerBehaviour("events of one append stand side by side, or none of them does") {
            proving in
            let ledger = try await proving.holding("A-1")
            let drafts = (1...9).map { Draft(NewEvent(MoneyMoved("A-1", $0)), by: .teller) }
            let receipt = try await ledger.append(drafts)
            try proving.same(receipt.positions, Array(1...9), "their positions")
            let wrong = Draft(NewEvent(MoneyMoved("A-9", 1)), by: .teller)
            try await proving.fails(.unknownReference, "an append with one wrong event") {
                try await ledger.append(drafts + [wrong])
            }
            try proving.same(ledger.size, 10, "the size after the refusal")
        },
        LedgerBehaviour("a subject that no event founded is unknown") { proving in
            let ledger = try await proving.holding("A-1")
            try await proving.fails(.unknownReference, "an event about nothing") {
                try await ledger.record(MoneyMoved("A-2", 1), by: .teller)
            }
            try proving.that(try ledger.knows(Tag("account", "A-1")), "A-1 is unknown")
            try proving.that(!(try ledger.knows(Tag("account", "A-2"))), "A-2 is known")
        },
        LedgerBehaviour("an event without an actor, or too large for an entry, is refused") {
            proving in
            let ledger = try await proving.holding("A-1")
            let nobody = Actor("", role: "teller", unit: "bank:east")
            try await proving.fails(.malformed, "an event by nobody") {
                try await ledger.record(MoneyMoved("A-1", 1), by: nobody)
            }
            let long = String(repeating: "x", count: 65_536)
            try await proving.fails(.tooLarge, "an event of 64 KiB") {
                try await ledger.record(MoneyMoved("A-1", 1, note: long), by: .teller)
            }
            let fits = String(repeating: "x", count: 65_000)
            try await ledger.record(MoneyMoved("A-1", 1, note: fits), by: .teller)
            try proving.same(ledger.size, 2, "the size")
        },
        LedgerBehaviour("the same event is recorded once, for ever") { proving in
            var ledger = try await proving.holding("A-1", "A-2")
            let id = EventID.named("payment-1", in: "conformance")
            let moved = MoneyMoved("A-1", 5)
            try await ledger.record(moved, by: .teller, id: id)
            try await ledger.record(MoneyMoved("A-2", 7), by: .teller)
            for _ in 0..<2 {
                let again = try await ledger.record(moved, by: .teller, id: id)
                try proving.same(again.positions, [2], "its position when it comes again")
                try proving.same(ledger.size, 4, "the size")
                let error = try await proving.fails(.idTaken, "its identity for another event") {
                    try await ledger.record(MoneyMoved("A-1", 6), by: .teller, id: id)
                }
                try proving.same(error.position, 2, "the position in the error")
                try ledger.close()
                ledger = try proving.open()
            }
            try proving.same(try ledger.position(of: id), 2, "the position of the identity")
        },
        LedgerBehaviour("each tag of an entry leads to the entry before that carries it") {
            proving in
            let ledger = try await proving.holding("A-0", "A-1", "A-2")
            for number in 0..<30 {
                try await ledger.record(MoneyMoved("A-\(number * 7 % 3)", 1), by: .teller)
            }
            var heads: [String: UInt64] = [:]
            try ledger.history { event in
                for link in event.envelope.tags {
                    let before = heads[link.tag].map { event.position - $0 } ?? 0
                    try proving.same(link.back, before, "the way back of \(link.tag)")
                    heads[link.tag] = event.position
                }
            }
            try proving.same(heads.count, 5, "the number of tags")
            try proving.same(try ledger.verifyEntries(), [], "what the ledger finds wrong")
        },
        LedgerBehaviour("what is admitted is taken one by one, and safe once it is synced") {
            proving in
            let ledger = try await proving.holding("A-1")
            let outcomes = try ledger.admit([
                Draft(NewEvent(MoneyMoved("A-1", 1)), by: .teller),
                Draft(NewEvent(MoneyMoved("A-7", 1)), by: .teller),
                Draft(NewEvent(MoneyMoved("A-1", 2)), by: .teller),
            ])
            try await ledger.synced(through: 3)
            guard case .recorded(1) = outcomes[0], case .refused(let error) = outcomes[1],
                case .recorded(2) = outcomes[2]
            else { throw Proving.Otherwise(what: "the outcomes are \(outcomes)") }
            try proving.same(error.code, .unknownReference, "the refusal")
            try proving.same(ledger.size, 3, "the size")
        },
    ]
}
