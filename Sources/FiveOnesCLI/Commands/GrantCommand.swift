import ArgumentParser
import FiveOnes

/// `fiveones grant LEDGER HOLDER ROLE UNIT --keeper ACCOUNT:UNIT --ground TEXT`.
struct GrantCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grant", abstract: "Grant a role in a unit, or end it.",
        discussion: """
            A role reaches as far as its unit does: a station its area and the families of its \
            officers, a district unit its streets, a body of the city everything. Only a keeper of \
            the authority grants, never to themselves; 'fiveones init --founder' names the first. \
            To let somebody stand in, record authority.delegated.
            """)

    @OptionGroup var ledger: LedgerArgument
    @Argument(help: "The account that is to hold the role.") var holder: String
    @Argument(help: "The role: \(Role.ofThePlan.map(\.rawValue).joined(separator: ", ")).")
    var role: String
    @Argument(help: "The unit: station:S-nantou, district:nanshan, city:foundation.")
    var unit: String
    @Option(
        help: ArgumentHelp(
            "Who grants: a keeper and the unit they keep.", valueName: "account:unit"))
    var keeper: Keeper
    @Option(help: "On what ground: the letter of appointment.") var ground: String?
    @Option(help: ArgumentHelp("The first day; today if not given.", valueName: "day"))
    var from: Day?
    @Option(help: ArgumentHelp("The last day; open if not given.", valueName: "day"))
    var through: Day?
    @Option(help: ArgumentHelp("The one thing that it is limited to.", valueName: "tag"))
    var scope: Tag?
    @Option(
        help: ArgumentHelp(
            "The account's public key, by which it signs what it does.", valueName: "vkey"))
    var key: VerifierArgument?
    @Option(help: ArgumentHelp("End the role instead, for this reason.", valueName: "reason"))
    var end: String?
    @Option(
        help: ArgumentHelp(
            "The last day of a role that ends; today if not given.", valueName: "day"))
    var on: Day?
    @OptionGroup var clock: ClockOption
    @OptionGroup var say: LanguageOption

    func validate() throws {
        if (end == nil) == (ground == nil) {
            throw ValidationError("Give --ground to grant the role, or --end to end it.")
        }
        if end != nil, from != nil || through != nil || key != nil {
            throw ValidationError("--from, --through and --key go with a grant; --on with --end.")
        }
        if end == nil, on != nil { throw ValidationError("--on goes with --end.") }
        guard Role.ofThePlan.contains(Role(rawValue: role)) else {
            throw ValidationError(
                "\(role) is no role of the plan; these are: "
                    + Role.ofThePlan.map(\.rawValue).joined(separator: ", "))
        }
    }

    func run() async throws {
        let actor = Actor(keeper.account, role: .authorityKeeper, unit: keeper.unit)
        let lines = try await recording(in: ledger.path, say, clock: clock, isNamed: false) {
            opened in
            guard let end else {
                let granted = RoleGranted {
                    $0.holder = holder
                    $0.role = role
                    $0.unit = unit
                    $0.scope = scope?.text ?? ""
                    $0.from = from ?? opened.now.day
                    $0.through = through
                    $0.ground = ground ?? ""
                    $0.key = key?.key.description
                }
                return try await opened.decide(Record(granted), by: actor, say)
            }
            let ended = RoleEnded {
                $0.holder = holder
                $0.role = role
                $0.unit = unit
                $0.scope = scope?.text ?? ""
                $0.reason = end
            }
            let day = on.map { Moment.day($0) }
            return try await opened.decide(Record(ended, occurred: day), by: actor, say)
        }
        for line in lines { OutputWriter.standardOutput.writeLine(line) }
    }
}

/// A keeper of the authority, written `he.min:city:double-support`.
struct Keeper: ExpressibleByArgument {
    let account: String
    let unit: String

    init?(argument: String) {
        let parts = argument.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }) else { return nil }
        account = String(parts[0])
        unit = String(parts[1])
    }
}

extension Ledger {
    /// Takes a decision and says what was recorded.
    func decide(
        _ decision: some Decision, by actor: Actor, _ say: LanguageOption
    ) async throws -> [String] {
        try await perform(decision, by: actor).positions.map { position in
            "\(position)  \(try event(at: position).sentence(in: say.language))"
        }
    }
}
