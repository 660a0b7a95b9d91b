public import CaseLedger

extension Purpose {
    /// Visits, contact and service to a family.
    public static let care = Purpose(
        "care", Phrase("关爱服务", "Care for a family"),
        ground: Phrase(
            "个人信息保护法第13条第1款第3项；烈士褒扬条例第25条",
            "PIPL article 13(1)(3); Regulations on Commendation of Martyrs, article 25"),
        roles: [.responsibleOfficer, .stationStaff, .districtStaff, .cityStaff])

    /// The yearly and quarterly verification of survivors.
    public static let verification = Purpose(
        "verification", Phrase("逐户逐人核查", "Verification of survivors"),
        ground: Phrase(
            "个人信息保护法第13条第1款第3项；烈士褒扬条例第23条",
            "PIPL article 13(1)(3); Regulations on Commendation of Martyrs, article 23"),
        roles: [.responsibleOfficer, .stationStaff, .districtStaff])

    /// Aid, benefits and payments.
    public static let aid = Purpose(
        "aid", Phrase("帮扶与优待", "Aid and benefits"),
        ground: Phrase(
            "个人信息保护法第13条第1款第3项；慈善法第81条",
            "PIPL article 13(1)(3); Charity Law, article 81"),
        roles: [.districtStaff, .fundCustodian, .approver, .payer, .foundationStaff])

    /// Inspection, audit and complaints about the office.
    public static let audit = Purpose(
        "audit", Phrase("审计监督", "Audit and supervision"),
        ground: Phrase(
            "个人信息保护法第54条；退役军人保障法第71条",
            "PIPL article 54; Law on Protection of Veterans, article 71"),
        roles: [.inspector, .cityStaff])

    /// A person's own request to see or copy the data, or a near relative's of somebody dead.
    public static let subjectRequest = Purpose(
        "subject-request", Phrase("本人查阅复制", "Request of the person"),
        ground: Phrase("个人信息保护法第45条、第49条", "PIPL articles 45 and 49"),
        roles: [.responsibleOfficer, .stationStaff, .districtStaff, .cityStaff])

    /// Handing data over to another office or system.
    public static let transfer = Purpose(
        "transfer", Phrase("数据移交", "Hand-over of data"),
        ground: Phrase(
            "退役军人保障法第8条；军人抚恤优待条例第8条",
            "Law on Protection of Veterans, article 8; Regulations on Pensions, article 8"),
        roles: [.districtStaff, .cityStaff, .system])

    /// The purposes for which the plan's people may read personal data.
    public static let fiveOnes: [Purpose] = [
        .care, .verification, .aid, .audit, .subjectRequest, .transfer,
    ]
}

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

/// What is kept of a person whose data was erased, and why.
public enum Retention {
    /// The grounds, for the certificate of an erasure.
    public static let grounds: [String] = [
        "identifiers, kinship, days of birth and death, and what was done on which day by whom: "
            + "Archives Law article 37 and its Regulations article 39; PIPL article 47",
        "amounts of donations, aid and payments: Charity Law articles 78 and 79",
        "names and certificates of martyrs: Law on the Protection of Heroes and Martyrs",
        "tags of the blind index, which tell nothing without their own key: PIPL article 51",
    ]
}
