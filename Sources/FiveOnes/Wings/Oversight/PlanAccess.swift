public import CaseLedger

/// Who may do what with personal data: a role that the act asks for, in a unit that answers for the
/// family that day.
///
/// City units, and an inspector of any unit, reach every family.
public struct PlanAccess: AccessPolicy {
    /// An act and the roles that may do it.
    public struct Rule: Sendable, Hashable {
        /// What is done.
        public let kind: Authority.Act.Kind
        /// What for, by the purpose's name on disk; empty where no purpose is asked.
        public let purpose: String
        /// Who may.
        public let roles: Set<Role>
    }

    /// The one table of acts and roles.
    public static let rules: [Rule] =
        [Authority.Act.Kind.read, .export].flatMap { kind in
            Purpose.fiveOnes.map { Rule(kind: kind, purpose: $0.id, roles: $0.roles) }
        } + [
            Rule(kind: .export, purpose: Purpose.backup.id, roles: Purpose.backup.roles),
            Rule(kind: .state, purpose: "", roles: [.districtStaff, .cityStaff, .inspector]),
            Rule(kind: .hold, purpose: "", roles: [.districtStaff, .cityStaff]),
            Rule(kind: .lift, purpose: "", roles: [.districtStaff, .cityStaff]),
            Rule(kind: .erase, purpose: "", roles: [.districtStaff, .cityStaff]),
            Rule(
                kind: .sign, purpose: "",
                roles: [.authorityKeeper, .cityStaff, .inspector, .system]
            ),
        ]

    /// The place of an act in ``rules``; `nil` for a purpose that the plan does not have.
    static func rule(_ kind: Authority.Act.Kind, _ purpose: String = "") -> Int? {
        rules.firstIndex { $0.kind == kind && $0.purpose == purpose }
    }

    /// The roles that may open something for one purpose or another.
    static let readers: Set<Role> = Purpose.fiveOnes.reduce(into: []) { $0.formUnion($1.roles) }

    /// The policy.
    public init() {}

    /// One of the roles of ``rules``, in a unit around the family that the subject belongs to.
    public func need(for act: Authority.Act, in ledger: Ledger) throws(LedgerError)
        -> Standing.Need
    {
        guard let rule = Self.rule(act.kind, act.purpose?.id ?? "") else {
            var need = Standing.Need()
            need.refusal = RuleViolation(
                "P1", Phrase("没有这一查阅目的。", "The plan has no such purpose."),
                advice: Phrase("查看可用的目的。", "Use one of the plan's purposes."))
            return need
        }
        let roles = Self.rules[rule].roles
        if let refusal = act.refusal(unlessIn: roles) {
            var need = Standing.Need()
            need.refusal = refusal
            return need
        }
        let concerns = Self.concerns(act.kind, act.subject)
        let past = try Self.past(of: concerns, act.actor, in: ledger)
        return past.need(to: act.kind, roles, concerns, on: act.day, for: act.actor)
    }

    /// What an act is about, as far as authority goes.
    static func concerns(_ kind: Authority.Act.Kind, _ subject: Tag?) -> [Concern] {
        kind == .sign ? [.city] : subject.flatMap { Concern(personal: $0) }.map { [$0] } ?? []
    }

    /// What is on record of these concerns, and of whether an actor of a station works there.
    private static func past(
        of concerns: [Concern], _ actor: Actor, in ledger: Ledger
    ) throws(LedgerError) -> Past {
        var query = Query([])
        if actor.unit.hasPrefix("station:") {
            query.add(.presence(of: StaffID(rawValue: actor.id)))
            query.add(.station(StationID(rawValue: String(actor.unit.dropFirst(8)))))
        }
        query.add(.all(concerns) { $0.reads(Past()) })
        guard !query.items.isEmpty else { return Past() }
        while true {
            let past = try ledger.view(Past.self, of: query)
            let wider = query.adding(.all(concerns) { $0.reads(past) })
            guard wider.items.count > query.items.count else { return past }
            query = wider
        }
    }
}

extension Concern {
    /// What a subject of personal data belongs to; `nil` for what belongs to no family, such as a
    /// martyr, whose name is kept in honor.
    init?(personal subject: Tag) {
        let id = String(subject.id)
        switch subject.kind {
        case "family": self = .family(FamilyID(rawValue: id))
        case "member": self = .member(MemberID(rawValue: id))
        case "ticket": self = .ticket(TicketID(rawValue: id))
        case "aid": self = .aid(AidID(rawValue: id))
        case "disbursement": self = .payment(DisbursementID(rawValue: id))
        case "grant": self = .claim(GrantID(rawValue: id))
        default: return nil
        }
    }
}

extension PlanRecord {
    /// What an act on personal data asks of who does it.
    func need(
        to kind: Authority.Act.Kind, _ roles: Set<Role>, _ concerns: [Concern], on day: Day,
        for actor: Actor
    ) -> Standing.Need {
        var need = need(roles, concerns, on: [day], for: actor, recorded: day)
        let own = Tag.unit(actor.unit)
        if kind != .sign, actor.role == .inspector || actor.unit.hasPrefix("city:") {
            need.within = need.within.map { $0.contains(own) ? $0 : $0 + [own] }
        }
        return need
    }
}

extension Ledger {
    /// The subjects whose personal data stands in a family's file: the family, its survivors, and
    /// its tickets, matters of aid and claims.
    ///
    /// Martyrs are left out: their names are kept in honor of them (英雄烈士保护法).
    public func personalSubjects(of family: FamilyID) throws(LedgerError) -> [Tag] {
        guard let file = try familyFile(family, in: .everything) else { return [] }
        let members = file.registry.families[family]?.members ?? []
        return [.family(family)] + members.map { .member($0) }
            + file.tickets.tickets.keys.sorted().map { .ticket($0) }
            + file.funds.aid.keys.sorted().map { .aid($0) }
            + file.funds.payments.keys.sorted().map { .disbursement($0) }
            + file.benefits.claims.keys.sorted().map { .grant($0) }
    }
}
