public import CaseLedger

/// What an event is about, as far as authority goes: whoever records it must reach this.
public indirect enum Concern: Hashable, Sendable {
    /// The whole city.
    case city
    /// An area.
    case area(AreaID)
    /// A unit, such as `station:S-nantou`.
    case unit(String)
    /// A station.
    case station(StationID)
    /// A family, by where it lives and who answers for it on the day.
    case family(FamilyID)
    /// A family as it was on the day before, for what changes where it lives.
    case familyBefore(FamilyID)
    /// A survivor, by the family.
    case member(MemberID)
    /// A fund.
    case fund(FundID)
    /// A ticket: its station or its family.
    case ticket(TicketID)
    /// A claim to a benefit, by its family.
    case claim(GrantID)
    /// A matter of aid, by its family.
    case aid(AidID)
    /// A payment: its fund or the payee's family.
    case payment(DisbursementID)
    /// An item of the benefit catalog, by its area.
    case item(BenefitItemID)
    /// Any one of these will do.
    case either([Concern])

    /// What people read in the table of who may record what.
    public var label: Phrase {
        switch self {
        case .city: Phrase("全市", "the city")
        case .area: Phrase("所涉区域", "the area")
        case .unit: Phrase("所涉单位", "the unit")
        case .station: Phrase("服务站", "the station")
        case .family: Phrase("家庭（居住地、专责人员所在站）", "the family, by residence or officer")
        case .familyBefore: Phrase("家庭（前一日）", "the family, as of the day before")
        case .member: Phrase("遗属的家庭", "the survivor's family")
        case .fund: Phrase("基金所属单位", "the fund's unit")
        case .ticket: Phrase("工单的服务站或家庭", "the ticket's station or family")
        case .claim: Phrase("申请人家庭", "the claimant's family")
        case .aid: Phrase("申请人家庭", "the applicant's family")
        case .payment: Phrase("基金所属单位或收款人家庭", "the fund's unit or the payee's family")
        case .item: Phrase("项目的区域", "the item's area")
        case .either(let parts):
            Phrase(
                parts.map(\.label.chinese).joined(separator: "，或"),
                parts.map(\.label.english).joined(separator: ", or "))
        }
    }
}
