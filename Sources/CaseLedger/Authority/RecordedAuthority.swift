/// Goes by the grants on record, or believes its callers: ``Authorizer/recorded`` and
/// ``Authorizer/trusted``.
public struct RecordedAuthority: Authorizer {
    let believesCallers: Bool

    /// Looks the actor's grants up, and those of whom the actor stands in for.
    public func standing(for request: Standing.Request, in ledger: Ledger)
        async throws(LedgerError) -> Standing
    {
        try recorded(for: request, in: ledger)
    }

    /// The same for whoever cannot wait.
    func recorded(for request: Standing.Request, in ledger: Ledger) throws(LedgerError) -> Standing
    {
        guard !believesCallers, try ledger.knows(.authorityOfLedger) else {
            return try Self.believed(request)
        }
        let (authority, reads) = try ledger.authority(of: request)
        // If it was founded after what counts here, callers are believed still.
        let found =
            authority.founding == nil
            ? try Self.believed(request)
            : authority.standing(
                of: request.actor, within: request.need.within, on: request.day,
                onBehalfOf: request.onBehalfOf)
        guard var standing = found else { throw LedgerError(request.refusal(by: authority)) }
        standing.reads = reads
        return standing
    }

    /// Compares the unit that the actor states with what the decision is about.
    private static func believed(_ request: Standing.Request) throws(LedgerError) -> Standing {
        let unit = Tag.unit(request.actor.unit)
        if let around = request.need.within.first(where: { !$0.contains(unit) }) {
            throw LedgerError(request.outOfReach(around))
        }
        return Standing()
    }
}

extension Authorizer where Self == RecordedAuthority {
    /// Goes by the grants on record, from the founding of the ledger's authority on; believes its
    /// callers in a ledger whose authority was never founded.
    public static var recorded: RecordedAuthority { RecordedAuthority(believesCallers: false) }

    /// Believes the role and the unit that the caller states, whatever is on record.
    ///
    /// It asks only whether that unit reaches what the decision is about. For services that have
    /// made sure of both themselves.
    public static var trusted: RecordedAuthority { RecordedAuthority(believesCallers: true) }
}

extension RecordedAuthority {
    /// The types of event that change somebody's authority.
    static let types: Query.Types = [
        AuthorityFounded.type, RoleGranted.type, RoleDelegated.type, RoleEnded.type,
    ]
}

extension Ledger {
    /// The authority on record of an actor and of everybody it may stand in for, and the query that
    /// it was read by.
    fileprivate func authority(of request: Standing.Request) throws(LedgerError)
        -> (Authority, Query)
    {
        var query = Query([])
        func read(_ tag: Tag) {
            query.add(Query([Query.Item(types: RecordedAuthority.types, tags: [tag])]))
        }
        read(.authorityOfLedger)
        read(.authority(of: request.actor.id))
        if !request.onBehalfOf.isEmpty { read(.authority(of: request.onBehalfOf)) }
        while true {
            let authority = try state(Authority.self, of: query, below: request.observed)
            let before = query.items.count
            for account in authority.delegators(behind: request.onBehalfOf) {
                read(.authority(of: account))
            }
            guard query.items.count > before else { return (authority, query) }
        }
    }
}

extension Authority {
    /// Everybody whose delegations an account holds, directly or through others.
    fileprivate func delegators(behind account: String) -> [String] {
        guard !account.isEmpty else { return [] }
        var found: [String] = []
        var open = [account]
        while let next = open.popLast() {
            for delegator in grants(of: next).compactMap(\.delegator)
            where !found.contains(delegator) {
                found.append(delegator)
                open.append(delegator)
            }
        }
        return found
    }
}

/// What is wrong, in words that name the rule, what is missing and who can grant it.
extension Standing.Request {
    /// The refusal of a role that may not do this at all; `nil` if it may.
    public var wrongRole: RuleViolation? {
        guard !need.roles.isEmpty, !need.roles.contains(actor.role) else { return nil }
        let roles = need.roles.map(\.rawValue).sorted().joined(separator: ", ")
        return RuleViolation(
            "I2", Phrase("角色“\(actor.role)”无权作此决定。", "Role '\(actor.role)' may not decide this."),
            advice: Phrase("有权的角色：\(roles)。", "These may: \(roles)."))
    }

    /// The refusal of a unit that does not reach what the decision is about.
    public func outOfReach(_ around: [Tag]) -> RuleViolation {
        let units = Self.list(around)
        return RuleViolation(
            "I2",
            Phrase(
                "\(actor.unit) 在 \(day) 不负责此事。", "\(actor.unit) does not answer for this on \(day)."
            ),
            advice: units.isEmpty
                ? Phrase("由负责的单位办理。", "Let the unit that does record it.")
                : Phrase("可办理的单位：\(units)。", "These units may: \(units)."))
    }

    /// The refusal of a role that the actor does not hold.
    public var notHeld: RuleViolation {
        let keepers = Self.list(need.keepers)
        return RuleViolation(
            "I2",
            Phrase(
                "此账号在 \(day) 未在 \(actor.unit) 担任“\(actor.role)”。",
                "The account did not hold role '\(actor.role)' in \(actor.unit) on \(day)."),
            advice: keepers.isEmpty
                ? Phrase("由授权管理员授予。", "A keeper of the authority can grant it.")
                : Phrase(
                    "可由以下单位的授权管理员授予：\(keepers)。",
                    "A keeper of one of these units can grant it: \(keepers)."))
    }

    fileprivate func refusal(by authority: Authority) -> RuleViolation {
        let held = authority.grants(of: actor.id).filter {
            $0.role == actor.role && $0.unit == actor.unit && $0.contains(day)
        }
        guard onBehalfOf.isEmpty else {
            guard held.contains(where: { $0.delegator == onBehalfOf && $0.reaches(need.within) })
            else {
                return RuleViolation(
                    "I2",
                    Phrase(
                        "在 \(day) 没有代行“\(actor.role)”（\(actor.unit)）的委托。",
                        "No delegation of role '\(actor.role)' in \(actor.unit) held on \(day)."),
                    advice: Phrase(
                        "由被代行人委托（authority.delegated），或以本人名义办理。",
                        "Whoever is stood in for can delegate it; or act on one's own behalf."))
            }
            return RuleViolation(
                "I2",
                Phrase(
                    "被代行人在 \(day) 本身无此权限。",
                    "Whoever is stood in for did not have the role themselves on \(day)."),
                advice: Phrase("由有权的人办理。", "Let somebody who has it decide."))
        }
        let own = held.filter { $0.delegator == nil }
        guard !own.isEmpty else { return notHeld }
        let unit = Tag.unit(actor.unit)
        if let around = need.within.first(where: { !$0.contains(unit) }) {
            return outOfReach(around)
        }
        let limits = Set(own.compactMap(\.scope)).sorted().map(\.text).joined(separator: ", ")
        return RuleViolation(
            "I2",
            Phrase("该角色仅限 \(limits)。", "The role is limited to \(limits)."),
            advice: Phrase("由范围更大的人办理。", "Let somebody with a wider scope decide."))
    }

    /// The nearest units of a list, by their identifiers.
    private static func list(_ tags: [Tag]) -> String {
        tags.filter { $0.kind == "unit" }.prefix(3).map { String($0.id) }.joined(separator: ", ")
    }
}
