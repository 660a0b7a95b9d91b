import ArgumentParser
import FiveOnes

/// `fiveones funds LEDGER [FUND]`.
struct FundsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "funds", abstract: "The balances of the special funds, to the fen.")

    @OptionGroup var ledger: LedgerArgument
    @Argument(help: "Only this fund.") var fund: String?
    @OptionGroup var times: FrameOptions
    @OptionGroup var output: FormatOption
    @OptionGroup var say: LanguageOption

    func run() throws {
        let opened = try ReadableLedger(ledger.path, say)
        let balances = try about(ledger.path) { try opened.ledger.fundBalances(in: times.frame) }
            .only(
                fund.map { FundID(rawValue: $0.hasPrefix("fund:") ? String($0.dropFirst(5)) : $0) })
        if let fund, balances.statements.isEmpty {
            throw Failure(
                .noInput,
                "\(ledger.path): no fund \(fund) is on record\(times.byThen); "
                    + "'fiveones funds' without a fund lists them")
        }
        if output.isJSON {
            try write(balances.json(in: times.frame))
        } else {
            let times = say.times(times.frame)
            if !times.isEmpty { try write(line: say("基金余额", "Balances") + times + "\n\n") }
            try write(
                line: balances.statements.isEmpty
                    ? say("没有专项基金记录。", "No fund is on record.")
                    : FundsText(say).table(balances).render(for: .standardOutput))
        }
        try opened.finish()
    }
}

/// The balances as a table: a line for each earmark and one for each fund.
struct FundsText {
    private let say: LanguageOption

    init(_ say: LanguageOption) { self.say = say }

    /// The table; `brief` leaves out the earmarks that are in order.
    func table(_ balances: FundBalances, brief: Bool = false) -> Table {
        var table = Table(columns: [
            .init(say("基金/专款", "fund / earmark")), .init(say("用途", "for")),
            .init(say("收入", "received"), .right), .init(say("支出", "paid"), .right),
            .init(say("余额", "balance"), .right), .init(say("捐物", "goods"), .right),
        ])
        for statement in balances.statements {
            table.append([
                .init("\(statement.fund.id)  \(statement.fund.name)", .bold), "",
                .init("\(statement.received)", .bold), .init("\(statement.paid)", .bold),
                .init("\(statement.balance)", statement.balance < .zero ? [.bold, .red] : .bold),
                .init("\(statement.goods)", .bold),
            ])
            for line in statement.lines where !brief || line.balance < .zero {
                let purposes = line.purposes.map { $0.label(in: say.language) }
                table.append([
                    .init("  \(line.earmark)"),
                    .init(purposes.joined(separator: say("、", ", "))),
                    .init("\(line.received)"), .init("\(line.paid)"),
                    .init("\(line.balance)", line.balance < .zero ? .red : nil),
                    .init("\(line.goods)"),
                ])
            }
        }
        return table
    }
}
