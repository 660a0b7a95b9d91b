import CaseExchange
import CaseLedger
import SegmentLog

extension LedgerConformance {
    static let outside: [LedgerBehaviour] = [
        LedgerBehaviour("every event is proven under the root, and nothing else is") { proving in
            let ledger = try await proving.holding("A-1")
            for number in 1..<20 {
                try await ledger.record(MoneyMoved("A-1", Int64(number)), by: .teller)
            }
            let prover = try ledger.prover()
            let head = prover.head
            try proving.same(head, ledger.head, "the tree of a proof")
            for position in 0..<ledger.size {
                let item = try ledger.proven(position, in: head, by: prover)
                try item.proof.verify(MerkleTree.leafHash(item.entry), in: head.root)
                for (index, byte) in item.entry.enumerated() {
                    var entry = item.entry
                    entry[index] = byte ^ 1
                    let leaf = MerkleTree.leafHash(entry)
                    let isProven = (try? item.proof.verify(leaf, in: head.root)) != nil
                    try proving.that(
                        !isProven, "entry \(position) is proven with byte \(index) changed")
                }
            }
            try await proving.fails(.notFound, "a proof of what is not there") {
                try ledger.proven(20, in: head, by: prover)
            }
        },
        LedgerBehaviour("a ledger only grows: every earlier root is a beginning of every later") {
            proving in
            let ledger = try await proving.holding("A-1")
            var heads = [ledger.head]
            for number in 1..<12 {
                try await ledger.record(MoneyMoved("A-1", Int64(number)), by: .teller)
                heads.append(ledger.head)
            }
            let prover = try ledger.prover()
            for head in heads.compactMap({ $0 }) {
                try prover.requireGrowth(from: head, in: "an earlier root")
                let other = TreeHead(size: head.size, root: MerkleTree.leafHash([1, 2, 3]))
                let isGrown = (try? prover.requireGrowth(from: other, in: "no root")) != nil
                try proving.that(!isGrown, "a root that never was is taken for a beginning")
            }
            try proving.same(heads.compactMap { $0?.size }, Array(1...12), "the sizes")
        },
        LedgerBehaviour("what is exported and imported loses nothing and changes nothing") {
            proving in
            let ledger = try await proving.holding("A-1", "A-2")
            try await ledger.record(
                MoneyMoved("A-1", 5, note: "\"é\n烈"), by: .teller, occurred: .month(2024, 2))
            let id = try ledger.event(at: 2).id
            try await ledger.record(
                EventCorrected(id, to: MoneyMoved("A-2", 7), reason: "the other"), by: .teller)
            var lines: [[UInt8]] = []
            try ledger.history { event in
                lines.append(JSONWriter.compact(try CloudEvents.json(event, source: "conformance")))
            }
            let reader = CloudEvents(catalog: ledger.catalog, importer: "conformance")
            let drafts = try lines.map { try reader.draft($0) }
            for (position, outcome) in try ledger.admit(drafts).enumerated() {
                guard case .known(UInt64(position)) = outcome else {
                    throw Proving.Otherwise(what: "its own export brings \(outcome)")
                }
            }
            let other = try Ledger.inMemory(events: ledger.catalog)
            _ = try other.admit(drafts)
            try await other.synced(through: UInt64(drafts.count))
            try proving.same(
                try other.view(Balances.self), try ledger.view(Balances.self), "the other's view")
            for position in 0..<ledger.size {
                let (left, right) = (try ledger.event(at: position), try other.event(at: position))
                try proving.same(right.id, left.id, "the identity at \(position)")
                try proving.same(right.envelope.payload, left.envelope.payload, "the payload")
                try proving.same(right.envelope.occurred, left.envelope.occurred, "the day")
                try proving.same(right.tags, left.tags, "the tags")
                try proving.same(
                    right.envelope.attestation?.importer, "conformance", "who attests it")
            }
        },
    ]
}
