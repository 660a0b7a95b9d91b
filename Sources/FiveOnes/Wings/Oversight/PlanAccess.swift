public import CaseLedger

/// Who may read whose personal data: the role that the purpose asks for, and the unit that answers
/// for the family that day.
///
/// City units, and an inspector of any unit, reach every family.
public struct PlanAccess: AccessPolicy {
    /// The policy.
    public init() {}

    /// Refuses a role that the purpose does not have, and a unit that does not answer for the
    /// family.
    public func check(_ request: Purpose.Request, in ledger: Ledger) throws(LedgerError) {
        try request.requireRole()
        let reader = request.reader
        guard !reader.unit.hasPrefix("city:"), reader.role != .inspector,
            let family = try Self.family(of: request.subject, in: ledger)
        else { return }
        var tags = [Tag.family(family)]
        if reader.unit.hasPrefix("station:") {
            tags.append(Tag("station", String(reader.unit.dropFirst(8))))
        }
        let past = try ledger.view(Past.self, of: .tags(tags))
        guard let around = past.around(.family(family), on: request.day),
            !around.contains(.unit(reader.unit))
        else { return }
        throw LedgerError(
            RuleViolation(
                "P1",
                Phrase(
                    "\(reader.unit) 在 \(request.day) 不负责该家庭。",
                    "\(reader.unit) does not answer for the family on \(request.day)."),
                advice: Phrase(
                    "由负责该家庭的单位查阅。", "Let a unit that answers for the family read.")))
    }

    /// The family that a subject belongs to; `nil` for what belongs to none.
    private static func family(of subject: Tag, in ledger: Ledger) throws(LedgerError)
        -> FamilyID?
    {
        let id = String(subject.id)
        switch subject.kind {
        case "family": return FamilyID(rawValue: id)
        case "member":
            let registry = try ledger.view(Registry.self, of: .tag(subject))
            return registry.members[MemberID(rawValue: id)]?.family
        case "ticket":
            let book = try ledger.view(TicketBook.self, of: .tag(subject))
            return book.tickets[TicketID(rawValue: id)]?.family
        default: return nil
        }
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
