public import CaseLedger

/// The balances of the funds, to the fen: for each earmark what came in, what went out, what is
/// left.
public struct FundBalances: Sendable, Hashable {
    /// The balance of one earmark.
    public struct Line: Sendable, Hashable {
        /// The earmark.
        public let earmark: EarmarkID
        /// What it may be used for.
        public let purposes: [AidPurpose]
        /// Money that came in, less what went back.
        public let received: Money
        /// Money that went out, less what came back.
        public let paid: Money
        /// Money that is left.
        public let balance: Money
        /// The value of goods that came in, less what went back.
        public let goods: Money
        /// How many donations came in, reversed ones excepted.
        public let donations: Int
        /// How many payments went out, reversed ones excepted.
        public let payments: Int
    }

    /// The balances of one fund.
    public struct Statement: Sendable, Hashable {
        /// The fund.
        public let fund: FundBook.Fund
        /// Its earmarks, in the order of opening.
        public let lines: [Line]

        /// Money that came in, less what went back.
        public var received: Money { lines.reduce(.zero) { $0 + $1.received } }
        /// Money that went out, less what came back.
        public var paid: Money { lines.reduce(.zero) { $0 + $1.paid } }
        /// Money that is left.
        public var balance: Money { lines.reduce(.zero) { $0 + $1.balance } }
        /// The value of goods that came in, less what went back.
        public var goods: Money { lines.reduce(.zero) { $0 + $1.goods } }
    }

    /// The funds, by identifier.
    public let statements: [Statement]

    /// The balances that books come to.
    public init(_ book: FundBook) {
        statements = book.funds.values.sorted { $0.id < $1.id }.map { fund in
            Statement(fund: fund, lines: fund.earmarks.compactMap { book.earmarks[$0]?.line })
        }
    }

    /// The balances of one fund, or of all for `nil`.
    public func only(_ fund: FundID?) -> FundBalances {
        FundBalances(statements: statements.filter { fund == nil || $0.fund.id == fund })
    }

    private init(statements: [Statement]) { self.statements = statements }

    /// The balances as JSON, `"format":1`; money in integer fen.
    public func json(in frame: TimeFrame) -> JSONValue {
        [
            "format": 1,
            "asOf": frame.asOf.map { .string($0.description) } ?? .null,
            "knownAt": frame.knownAt.map { .string($0.description) } ?? .null,
            "funds": .array(
                statements.map { statement in
                    [
                        "fund": .string(statement.fund.id.rawValue),
                        "name": .string(statement.fund.name),
                        "custodian": .string(statement.fund.custodians.last?.value.rawValue ?? ""),
                        "received": .integer(statement.received.fen),
                        "paid": .integer(statement.paid.fen),
                        "balance": .integer(statement.balance.fen),
                        "goods": .integer(statement.goods.fen),
                        "earmarks": .array(statement.lines.map(\.json)),
                    ]
                }),
        ]
    }
}

extension FundBalances.Line {
    /// The line as JSON.
    fileprivate var json: JSONValue {
        [
            "earmark": .string(earmark.rawValue),
            "purposes": .array(purposes.map { .string($0.rawValue) }),
            "received": .integer(received.fen), "paid": .integer(paid.fen),
            "balance": .integer(balance.fen), "goods": .integer(goods.fen),
            "donations": .integer(Int64(donations)), "payments": .integer(Int64(payments)),
        ]
    }
}

extension FundBook.Earmark {
    /// The earmark's balance, apart by what moved it.
    fileprivate var line: FundBalances.Line {
        var (received, paid, goods) = (Money.zero, Money.zero, Money.zero)
        var (donations, payments) = (0, 0)
        for posting in postings {
            switch (posting.kind, posting.form) {
            case (.donation, let form), (.donationReversed, let form):
                if form == .money { received += posting.amount } else { goods += posting.amount }
                donations += posting.amount > .zero ? 1 : -1
            case (.payment, _), (.paymentReversed, _):
                paid -= posting.amount
                payments += posting.amount < .zero ? 1 : -1
            }
        }
        return FundBalances.Line(
            earmark: id, purposes: purposes, received: received, paid: paid,
            balance: balance(of: .money), goods: goods, donations: donations, payments: payments)
    }
}

extension Ledger {
    /// The balances of all funds as true and as known by `frame`.
    ///
    /// - Complexity: O(entries).
    public func fundBalances(in frame: TimeFrame) throws(LedgerError) -> FundBalances {
        FundBalances(try view(FundBook.self, in: frame))
    }
}
