import CaseLedger

/// The books of the funds as an hledger journal: double entry, one transaction a movement.
///
/// | account | holds |
/// |---|---|
/// | `assets:money:FUND:EARMARK` | money there is |
/// | `assets:goods:FUND:EARMARK` | the value of goods that came in |
/// | `income:money:…` `income:goods:…` | where it came from, negative as in every ledger |
/// | `expenses:aid:FUND:EARMARK` | what was paid out |
///
/// `hledger balance assets:money` says what ``FundBalances`` says, to the fen; a test holds both
/// together. Where only the day of a movement is known, it counts as in ``FundBook``.
public struct FundJournal {
    private let book: FundBook

    /// The journal of these books.
    public init(_ book: FundBook) { self.book = book }

    /// The journal, one transaction at a time, each with its line ends.
    ///
    /// - Parameter fund: Only this fund; all of them, if `nil`.
    /// - Returns: The declarations, then the transactions in the order of time.
    public func entries(of fund: FundID? = nil) -> [String] {
        let head = "; The special funds. Amounts are in yuan.\ncommodity 1000.00 CNY\n\n"
        let earmarks = book.earmarks.values.filter { fund == nil || $0.fund == fund }
        let movements = earmarks.flatMap { earmark in earmark.postings.map { ($0, earmark) } }
        return [head]
            + movements.sorted { $0.0.comes(before: $1.0) }.map { Self.transaction($0, of: $1) }
    }

    private static func transaction(
        _ posting: FundBook.Posting, of earmark: FundBook.Earmark
    ) -> String {
        let place = "\(plain(earmark.fund.rawValue)):\(plain(earmark.id.rawValue))"
        let form = posting.form == .money ? "money" : "goods"
        let (what, against): (String, String) =
            switch posting.kind {
            case .donation(let id): ("donation \(plain(id.rawValue))", "income:\(form):\(place)")
            case .donationReversed(let id):
                ("donation \(plain(id.rawValue)) reversed", "income:\(form):\(place)")
            case .payment(let id): ("payment \(plain(id.rawValue))", "expenses:aid:\(place)")
            case .paymentReversed(let id):
                ("payment \(plain(id.rawValue)) reversed", "expenses:aid:\(place)")
            }
        let amount = yuan(posting.amount)
        let negated = yuan(.zero - posting.amount)
        return """
            \(posting.instant.day) \(what)  ; position:\(posting.position)
                assets:\(form):\(place)  \(amount) CNY
                \(against)  \(negated) CNY


            """
    }

    /// An identifier without what means something else to hledger.
    private static func plain(_ id: String) -> String {
        String(id.map { $0.isWhitespace || ":;|()[]{}*!=\"".contains($0) ? "_" : $0 })
    }

    /// An amount without signs of currency and groups: `-1234.05`.
    private static func yuan(_ amount: Money) -> String {
        let magnitude = amount.fen.magnitude
        let cents = magnitude % 100
        return "\(amount.fen < 0 ? "-" : "")\(magnitude / 100).\(cents < 10 ? "0" : "")\(cents)"
    }
}
