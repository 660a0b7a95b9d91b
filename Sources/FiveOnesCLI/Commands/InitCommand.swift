import ArgumentParser
import FiveOnes

/// `fiveones init LEDGER`.
struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Found a ledger in an empty or absent directory.",
        discussion: """
            The keys to its personal data are made beside it, in LEDGER.keys, or where --keys says. \
            Keep a copy of them apart from every copy of the ledger: without the keys nobody can \
            read a name, with both anybody can. What a founding that was cut short has left is \
            completed by the next; a ledger without keys, in which nothing is sealed, gets them.
            """)

    @OptionGroup var ledger: LedgerArgument
    @OptionGroup var keys: KeyOptions
    @Option(
        help: ArgumentHelp(
            "Found its authority too: this account may grant roles.", valueName: "account"))
    var founder: String?
    @Option(help: ArgumentHelp("The founder's unit, one of the city's.", valueName: "unit"))
    var founderUnit = "city:double-support"
    @Option(help: "On what ground: the decree or letter of appointment.")
    var ground = "founding of the ledger"
    @OptionGroup var say: LanguageOption

    func run() async throws {
        let office = try keys.office(at: ledger.path)
        do {
            try await office.found(
                by: founder.map {
                    AuthorityFounded(founder: $0, unit: founderUnit, ground: ground)
                }, leaving: KeyNote.text)
        } catch {
            guard let failure = Failure(known: error, at: ledger.path) else { throw error }
            let advice = error.code == .keys ? " Name that place with --keys." : ""
            let isInTheWay = error.code == .keys || [.noInput, .io].contains(failure.exit)
            throw Failure(isInTheWay ? .cannotCreate : failure.exit, failure.message + advice)
        }
        OutputWriter.standardOutput.say(
            say("已在 \(ledger.path) 建立账本。", "Founded a ledger in \(ledger.path)."))
        if let founder {
            OutputWriter.standardOutput.say(
                say(
                    "授权管理员：\(founder)（\(founderUnit)）；用 fiveones grant 授予角色。",
                    "\(founder) (\(founderUnit)) keeps its authority: grant roles with 'fiveones grant'."
                ))
        }
        guard Terminal.standardError.isTerminal else { return }
        OutputWriter.standardError.say(
            say(
                "个人信息的密钥在 \(office.keyPath)：请单独备份，绝不要与账本的备份放在一起。",
                "The keys to its personal data are in \(office.keyPath). Keep a copy of them apart from every "
                    + "copy of the ledger: without them nobody can read a name, with both anybody "
                    + "can."))
    }
}
