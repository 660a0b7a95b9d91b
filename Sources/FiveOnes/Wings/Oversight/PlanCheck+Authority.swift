import CaseLedger

extension PlanCheck {
    /// X2: whoever acted held the role, in a unit that reaches what it was about, on that day; and,
    /// where it was decided here, still when it was recorded.
    static let authority = PlanCheck(
        "X2", .supervision, .forbids,
        Phrase("行事者当日有权", "Whoever acted had the authority on that day"),
        basis: Phrase(
            "不变式 I2；授权记录、机构与区域从属、离任记录",
            "Invariant I2: grants on record, the hierarchy of units and areas, leavings"),
        mend: Phrase("核实行事者与授权", "look at who acted, and on what authority"),
        extraViews: [Acts.self]
    ) { world in
        guard let acts = world.acts else { return [] }
        var judge = AuthorityJudge(world, acts)
        let owed = acts.doers.indices.compactMap { judge.owed(by: $0) }
        guard world.authority.founding == nil, !acts.doers.isEmpty else { return owed }
        return owed + [
            Owed(
                Obligation(
                    subject: .authorityOfLedger, day: world.horizon,
                    responsible: Responsible(unit: "city:double-support")),
                .unknown(
                    missing: Phrase(
                        "授权的设立：本账本角色仅凭行事者自称；用 authority.founded 设立",
                        "the founding of the authority, so roles are as callers said; found it with "
                            + "authority.founded"), there: []))
        ]
    }
}

/// Judges the acts of everybody, one after the other.
private struct AuthorityJudge {
    /// What was wrong with an act, from the least to the most grave.
    enum Fault: Int, CaseIterable {
        case late, outOfReach, notHeld, ended, left, wrongRole, ownGrant, forged

        var words: Phrase {
            switch self {
            case .late: Phrase("件事后才获授权", "before the role was granted (granted only afterwards)")
            case .outOfReach: Phrase("件超出所在单位或角色的范围", "outside the reach of the unit or role")
            case .notHeld: Phrase("件当日未任该角色", "without holding the role on that day")
            case .ended: Phrase("件登记时已不任该角色", "recorded when the role was held no longer")
            case .left: Phrase("件在离任之后", "after leaving the station")
            case .wrongRole: Phrase("件该角色无权办理", "that the role may not do")
            case .ownGrant: Phrase("件自授角色", "granting a role to themselves")
            case .forged: Phrase("件签名不属于该账号的密钥", "with a signature by none of their keys")
            }
        }

        var advice: Phrase {
            switch self {
            case .late: Phrase("核实授权依据", "look at the ground of the grant")
            case .outOfReach: Phrase("核实是否应由其他单位办理", "see whether another unit should have acted")
            case .notHeld:
                Phrase(
                    "补录确有的任命，否则撤回并重新办理",
                    "record the grant if there was one, else retract and decide anew")
            case .ended, .left, .forged: Phrase("查明何人使用该账号", "find out who used the account")
            case .wrongRole: Phrase("由有权的角色复核", "let a role that may do it look again")
            case .ownGrant: Phrase("终止该角色并由他人复核", "end the role and let somebody else look again")
            }
        }
    }

    let world: SupervisionCase
    let acts: Acts
    let isFounded: Bool
    /// Who was granted a role, by the grant's position.
    private let granted: [UInt64: String]
    private let amendings: [Int: [Acts.Amending]]

    init(_ world: SupervisionCase, _ acts: Acts) {
        self.world = world
        self.acts = acts
        isFounded = world.authority.founding != nil
        let founding = world.authority.founding?.position
        var granted: [UInt64: String] = [:]
        for holder in world.authority.holders {
            for grant in world.authority.grants(of: holder)
            where grant.delegator == nil && grant.position != founding {
                granted[grant.position] = holder
            }
        }
        self.granted = granted
        amendings = Dictionary(grouping: acts.amendings, by: \.doer)
    }

    mutating func owed(by index: Int) -> Owed? {
        let doer = acts.doers[index]
        var faults: [Fault: [(day: Day, position: UInt64)]] = [:]
        var grants: Set<UInt64> = []
        var count = 0
        var rests = Rests()
        func judge(
            _ roles: Set<Role>, _ concerns: [Concern], _ days: [Day], _ position: UInt64,
            _ access: Authority.Act.Kind? = nil
        ) {
            count += 1
            rests.note(vouching(doer, days, position))
            if let event = acts.signed[position], world.authority.vouching(for: event) == .forged {
                faults[.forged, default: []].append((event.recorded.day, position))
            }
            var (fault, standing) = self.fault(doer, roles, concerns, days, access, position)
            if fault == nil || fault == .late, let recorded = acts.recorded[position] {
                fault =
                    faultOfRecording(
                        doer, roles, concerns, days, on: recorded, position) ?? fault
            }
            grants.formUnion(standing?.positions ?? [])
            if let fault, let day = days.last { faults[fault, default: []].append((day, position)) }
        }
        for act in acts.acts[index] {
            let sort = acts.sorts[Int(act.sort)]
            var kind: Authority.Act.Kind?
            if case .access(let access, _) = sort.rule { kind = access }
            judge(sort.rule.roles, sort.concerns, [act.day], act.position, kind)
            let holder = granted[act.position]
            if holder == doer.actor.id || holder == doer.onBehalfOf {
                faults[.ownGrant, default: []].append((act.day, act.position))
            }
        }
        for amending in amendings[index] ?? [] {
            guard let target = world.amended[amending.target] else { continue }
            let rules = PlanDecision.rules(of: target, replacedBy: amending.substitute)
            judge(
                rules.roles, rules.concerns, [target.occurred.latest, amending.day],
                amending.position)
        }
        guard isFounded || !faults.isEmpty, count > 0 else { return nil }
        return owed(by: doer, count, faults, grants, rests)
    }

    /// How many of an account's acts are proven by whose key, and how many rest on the service's word
    /// though it had a key.
    struct Rests {
        var proven: [String: Int] = [:]
        var unsigned = 0

        mutating func note(_ vouching: Authority.Vouching) {
            switch vouching {
            case .key(let name): proven[name, default: 0] += 1
            case .unsigned: unsigned += 1
            case .service, .forged: break
            }
        }

        /// Nothing where there is no key.
        var words: Phrase {
            var parts = proven.sorted { $0.key < $1.key }.map { name, count in
                Phrase("\(count) 件由密钥 \(name) 证明", "\(count) proven by the key \(name)")
            }
            if unsigned > 0 {
                parts.append(
                    Phrase("\(unsigned) 件仅凭登记系统所称", "\(unsigned) on the service's word"))
            }
            return Phrase(
                parts.map { "；" + $0.chinese }.joined(), parts.map { "; " + $0.english }.joined())
        }
    }

    /// What an act rests on.
    private func vouching(
        _ doer: Acts.Doer, _ days: [Day], _ position: UInt64
    ) -> Authority.Vouching {
        if let event = acts.signed[position] { return world.authority.vouching(for: event) }
        guard let day = acts.recorded[position] ?? days.last,
            !world.authority.keys(of: doer.actor.id, on: day, at: position).isEmpty
        else { return .service }
        return .unsigned
    }

    /// What is wrong with an act, and what it rests on.
    private func fault(
        _ doer: Acts.Doer, _ roles: Set<Role>, _ concerns: [Concern], _ days: [Day],
        _ access: Authority.Act.Kind?, _ position: UInt64
    ) -> (Fault?, Standing?) {
        let actor = doer.actor
        guard roles.isEmpty || roles.contains(actor.role) else { return (.wrongRole, nil) }
        guard let day = days.last, !world.hasLeft(actor, on: day) else { return (.left, nil) }
        let concerns = concerns.filter { !isOpen($0, to: actor, at: acts.readings[position]) }
        let need = access.map { world.need(to: $0, roles, concerns, on: day, for: actor) }
        let within = (need ?? world.need(roles, concerns, on: days, for: actor)).within
        guard isFounded else {
            let own = Tag.unit(actor.unit)
            return (within.allSatisfy { $0.contains(own) } ? nil : .outOfReach, nil)
        }
        if let standing = world.authority.standing(
            of: actor, within: within, on: day, onBehalfOf: doer.onBehalfOf, at: position)
        {
            return (standing.isLate(for: day) ? .late : nil, standing)
        }
        // Who stands in for somebody reads without saying so.
        if access != nil {
            for delegator in Set(world.authority.grants(of: actor.id).compactMap(\.delegator)) {
                let standing = world.authority.standing(
                    of: actor, within: within, on: day, onBehalfOf: delegator, at: position)
                if let standing { return (nil, standing) }
            }
        }
        let anywhere = world.authority.standing(
            of: actor, on: day, onBehalfOf: doer.onBehalfOf, at: position)
        return (anywhere == nil ? .notHeld : .outOfReach, anywhere)
    }

    /// Whether break-glass access opened something to somebody at the instant of reading.
    private func isOpen(_ concern: Concern, to actor: Actor, at instant: Instant?) -> Bool {
        guard let instant, let around = world.around(concern, on: instant.day) else { return false }
        return world.authority.glass(of: actor.id, in: actor.unit, on: around, at: instant) != nil
    }

    /// What is wrong with recording an act on a later day than that of acting.
    private func faultOfRecording(
        _ doer: Acts.Doer, _ roles: Set<Role>, _ concerns: [Concern], _ days: [Day],
        on recorded: Day, _ position: UInt64
    ) -> Fault? {
        if world.hasLeft(doer.actor, on: recorded) { return .left }
        let within = world.need(roles, concerns, on: days, for: doer.actor).within
        let standing = world.authority.standing(
            of: doer.actor, within: within, on: recorded, onBehalfOf: doer.onBehalfOf,
            at: position)
        return isFounded && standing == nil ? .ended : nil
    }

    private func owed(
        by doer: Acts.Doer, _ count: Int, _ faults: [Fault: [(day: Day, position: UInt64)]],
        _ grants: Set<UInt64>, _ rests: Rests
    ) -> Owed {
        let actor = doer.actor
        let grave = faults.keys.sorted { $0.rawValue > $1.rawValue }
        let outcome: Outcome =
            grave.isEmpty ? .satisfied : grave == [.late] ? .late : .violated
        let parts = grave.map { fault -> Phrase in
            let acts = (faults[fault] ?? []).sorted {
                ($0.day, $0.position) < ($1.day, $1.position)
            }
            let first = acts.first.map { "\($0.day)" } ?? ""
            return Phrase(
                "\(acts.count) \(fault.words.chinese)（最早 \(first)）",
                "\(acts.count) \(acts.count == 1 ? "act" : "acts") \(fault.words.english) "
                    + "(first on \(first))")
        }
        let what = Phrase(
            parts.map(\.chinese).joined(separator: "；"),
            parts.map(\.english).joined(separator: "; "))
        let advice = grave.first?.advice ?? Phrase("", "")
        let stand = doer.onBehalfOf.isEmpty ? "" : "/for \(doer.onBehalfOf)"
        let days = faults.values.joined().map(\.day)
        let said =
            grave.isEmpty
            ? Phrase(
                "\(count) 件均在授权之内\(rests.words.chinese)",
                "all \(count) acts within their authority\(rests.words.english)")
            : Phrase(
                "共 \(count) 件：\(what.chinese)；\(advice.chinese)\(rests.words.chinese)",
                "of \(count) acts: \(what.english); \(advice.english)\(rests.words.english)")
        return Owed(
            Obligation(
                subject: .actor(actor.id), anchor: "\(actor.role)/\(actor.unit)\(stand)",
                day: days.min() ?? world.horizon,
                responsible: Responsible(unit: world.district(of: actor.unit), person: actor.id),
                opens: days.min().map { .day($0) }),
            .judged(
                outcome, settled: nil, by: Array(grants) + faults.values.joined().map(\.position))
        ) { _ in said }
    }
}

extension SupervisionCase: PlanRecord {
    /// The unit that answers for a unit's people: a station's district, else itself.
    func district(of unit: String) -> String {
        guard unit.hasPrefix("station:") else { return unit }
        return assignments.responsibleUnit(of: StationID(rawValue: String(unit.dropFirst(8))))
            ?? unit
    }
}
