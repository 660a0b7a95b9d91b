import CaseLedger

extension LedgerConformance {
    static let conditions: [LedgerBehaviour] = [
        LedgerBehaviour("a refused decision names its rule and records nothing") { proving in
            let ledger = try await proving.holding("A-1")
            try await ledger.record(MoneyMoved("A-1", 5), by: .teller)
            try await ledger.perform(Withdraw(account: "A-1", fen: 5), by: .teller)
            let error = try await proving.fails(.refused, "taking what is not there") {
                try await ledger.perform(Withdraw(account: "A-1", fen: 1), by: .teller)
            }
            try proving.same(error.violation?.rule, "A1", "the rule")
            try proving.same(ledger.size, 3, "the size")
        },
        LedgerBehaviour("a condition holds back what is stale, and only that") { proving in
            let ledger = try await proving.holding("A-1", "A-2")
            let seen = ledger.size
            try await ledger.record(MoneyMoved("A-1", 5), by: .teller)
            let draft = Draft(NewEvent(MoneyMoved("A-2", 1)), by: .teller)
            func append(_ account: String, _ types: Query.Types?, after: UInt64) async throws {
                let query = Query.tags([Tag("account", account)], of: types)
                try await ledger.append([draft], if: AppendCondition(query, after: after))
            }
            for types in [nil, [MoneyMoved.type]] as [Query.Types?] {
                try await proving.fails(.conflict, "an append after news") {
                    try await append("A-1", types, after: seen)
                }
            }
            try proving.same(ledger.size, 3, "the size after conflicts")
            try await append("A-1", [AccountOpened.type], after: seen)
            try await append("A-1", nil, after: seen + 1)
            try await append("A-3", nil, after: 0)
            try proving.same(ledger.size, 6, "the size")
        },
        LedgerBehaviour("decisions that race lose nothing and double nothing") { proving in
            let ledger = try await proving.holding("A-1", "A-2")
            for account in ["A-1", "A-2"] {
                try await ledger.record(MoneyMoved(account, 10), by: .teller)
            }
            let taken = await withTaskGroup(of: Int.self) { group in
                for task in 0..<16 {
                    group.addTask {
                        let withdraw = Withdraw(account: task % 4 == 0 ? "A-2" : "A-1", fen: 1)
                        var taken = 0
                        for _ in 0..<3
                        where (try? await ledger.perform(withdraw, by: .teller)) != nil {
                            taken += 1
                        }
                        return taken
                    }
                }
                return await group.reduce(0, +)
            }
            let left = try ledger.view(Balances.self).fen
            try proving.that(left.values.allSatisfy { $0 >= 0 }, "more was taken than was there")
            try proving.same(left.values.reduce(0, +), 20 - Int64(taken), "what is left")
            try proving.same(ledger.size, 4 + UInt64(taken), "the size")
        },
        LedgerBehaviour("a decision that was taken gives the same when it is taken again") {
            proving in
            let ledger = try await proving.holding("A-1")
            try await ledger.record(MoneyMoved("A-1", 5), by: .teller)
            let receipt = try await ledger.perform(Withdraw(account: "A-1", fen: 3), by: .teller)
            try await ledger.record(MoneyMoved("A-1", 100), by: .teller)
            let again = try await ledger.redecide(
                Withdraw(account: "A-1", fen: 3), at: receipt.positions[0])
            try proving.same(again.differences, [], "the difference")
            try proving.same(again.observed, 2, "what it had seen")
            let other = try await ledger.redecide(
                Withdraw(account: "A-1", fen: 6), at: receipt.positions[0])
            try proving.same(other.refusal?.rule, "A1", "the refusal of another decision")
        },
    ]
}
