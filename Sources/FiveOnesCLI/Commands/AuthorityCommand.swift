import ArgumentParser
import FiveOnes

/// `fiveones authority LEDGER`.
struct AuthorityCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "authority", abstract: "Who may do what, and on what ground.",
        discussion: """
            Every role and delegation on record; with --as-of only those that held on that day, with \
            --known-at only as then on record.
            """)

    @OptionGroup var ledger: LedgerArgument
    @Option(help: "Only what this account holds.") var actor: String?
    @OptionGroup var times: FrameOptions
    @OptionGroup var output: FormatOption
    @OptionGroup var say: LanguageOption

    func run() throws {
        let opened = try ReadableLedger(ledger.path, say)
        let authority = try about(ledger.path) {
            try opened.ledger.view(Authority.self, in: TimeFrame(knownAt: times.knownAt?.instant))
        }
        let grants = authority.holders.filter { actor == nil || $0 == actor }
            .flatMap { authority.grants(of: $0) }
            .filter { grant in times.asOf.map { grant.contains($0) } ?? true }
        if output.isJSON {
            try write([
                "format": 1, "founded": .bool(authority.founding != nil),
                "grants": .array(grants.map(Self.json)),
            ])
        } else if authority.founding == nil {
            try write(
                line: say(
                    "本账本未设立授权：角色仅凭行事者自称。",
                    "The authority of this ledger was never founded: roles are as callers say."))
        } else {
            try write(line: table(grants).render(for: .standardOutput))
        }
        try opened.finish()
    }

    private func table(_ grants: [Authority.Grant]) -> Table {
        var table = Table(columns: [
            .init(say("账号", "account")), .init(say("角色", "role")), .init(say("单位", "unit")),
            .init(say("限于", "limited to")), .init(say("自", "from")), .init(say("至", "through")),
            .init(say("代行", "for")), .init(say("授予人", "by")), .init(say("位置", "position"), .right),
        ])
        for grant in grants {
            table.append([
                .init(grant.holder), .init(grant.role.rawValue), .init(grant.unit),
                .init(grant.scope?.text ?? ""), .init(grant.from.description),
                .init(grant.through?.description ?? ""), .init(grant.delegator ?? ""),
                .init(grant.grantedBy), .init("\(grant.position)", .dim),
            ])
        }
        return table
    }

    private static func json(_ grant: Authority.Grant) -> JSONValue {
        var object = JSONObject()
        object["holder"] = .string(grant.holder)
        object["role"] = .string(grant.role.rawValue)
        object["unit"] = .string(grant.unit)
        if let scope = grant.scope { object["scope"] = .string(scope.text) }
        object["from"] = .string(grant.from.description)
        object["through"] = grant.through.map { .string($0.description) } ?? .null
        if let delegator = grant.delegator { object["onBehalfOf"] = .string(delegator) }
        object["grantedBy"] = .string(grant.grantedBy)
        object["position"] = .integer(Int64(grant.position))
        object["ended"] = grant.ended.map { .integer(Int64($0)) } ?? .null
        return .object(object)
    }
}
