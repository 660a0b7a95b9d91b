import ArgumentParser
import FiveOnes

/// `fiveones shut LEDGER ACCOUNT --keeper ACCOUNT:UNIT --reason TEXT`.
struct ShutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shut", abstract: "End all that an account may do, from this moment on.",
        discussion: """
            For an account that is lost or misused. Every role and delegation that it holds ends at \
            once, not with the day as 'fiveones grant --end' has it; a role that lies outside of \
            what the keeper keeps is named, and stays. What it recorded before counts still.
            """)

    @OptionGroup var ledger: LedgerArgument
    @Argument(help: "The account.") var account: String
    @Option(
        help: ArgumentHelp(
            "Who shuts it: a keeper and the unit they keep.", valueName: "account:unit"))
    var keeper: Keeper
    @Option(help: "Why.") var reason: String
    @OptionGroup var clock: ClockOption
    @OptionGroup var say: LanguageOption

    func validate() throws {
        if reason.isEmpty { throw ValidationError("--reason is empty; say why.") }
    }

    func run() async throws {
        let actor = Actor(keeper.account, role: .authorityKeeper, unit: keeper.unit)
        let lines = try await recording(in: ledger.path, say, clock: clock, isNamed: false) {
            opened in
            let grants = try opened.view(Authority.self).grants(of: account).filter {
                $0.contains(opened.now.day)
            }
            guard !grants.isEmpty else {
                throw Failure(.noInput, "the account holds no role; see 'fiveones authority'")
            }
            var lines: [String] = []
            var refusal: LedgerError?
            for grant in grants {
                let ended = RoleEnded {
                    $0.holder = account
                    $0.role = grant.role.rawValue
                    $0.unit = grant.unit
                    $0.scope = grant.scope?.text ?? ""
                    $0.delegator = grant.delegator ?? ""
                    $0.reason = reason
                    $0.atOnce = opened.now
                }
                do { lines += try await opened.decide(Record(ended), by: actor, say) } catch let
                    error as LedgerError
                {
                    guard error.code == .refused else { throw error }
                    refusal = error
                }
            }
            for line in lines { OutputWriter.standardOutput.writeLine(line) }
            if let refusal { throw refusal }
            return lines
        }
        assert(!lines.isEmpty)
    }
}
