import CaseLedger

/// What the rules of the plan look at, subject by subject: never more than the facts they rest on.
extension Query {
    private static func names(_ types: any Payload.Type...) -> Query.Types {
        Query.Types(types.map { $0.type })
    }

    private static func facts(_ types: Query.Types, about tag: Tag) -> Query {
        Query([Item(types: types, tags: [tag])])
    }

    private static let family = names(
        FamilyEnrolled.self, FamilyMoved.self, FamilyClosed.self, OfficerAssigned.self,
        AssignmentEnded.self)
    private static let member = names(MemberEnrolled.self, MemberDied.self)
    private static let staff = names(
        StaffAppointed.self, StaffLeft.self, OfficerAssigned.self, AssignmentEnded.self)
    private static let presence = names(StaffAppointed.self, StaffLeft.self)
    private static let departure = names(StaffLeft.self)
    private static let station = names(StationRegistered.self)
    private static let ticket = names(
        TicketOpened.self, TicketAssigned.self, TicketResponded.self, TicketStepDone.self,
        TicketDeadlineExtended.self, TicketResolved.self, EffectFeedbackGiven.self,
        TicketClosed.self, TicketReopened.self)
    private static let item = names(BenefitItemAdded.self, BenefitItemWithdrawn.self)
    private static let claim = names(
        BenefitClaimed.self, BenefitGranted.self, BenefitRefused.self, BenefitDelivered.self)
    private static let fund = names(FundEstablished.self, CustodianAppointed.self)
    private static let earmark = names(EarmarkOpened.self)
    private static let donation = names(DonationReceived.self, DonationReversed.self)
    private static let aid = names(
        AidApplied.self, AidApproved.self, AidRejected.self, DisbursementPaid.self)
    private static let payment = names(
        DisbursementPaid.self, DisbursementConfirmed.self, DisbursementReversed.self)
    private static let policies = names(PolicyChanged.self)

    /// What is looked at of each of some subjects.
    static func all<ID>(_ subjects: [ID], _ query: (ID) -> Query) -> Query {
        subjects.reduce(into: Query([])) { all, subject in all.add(query(subject)) }
    }

    /// Where a family lives, from when to when it is in care, and who answers for it.
    static func family(_ id: FamilyID) -> Query { facts(family, about: .family(id)) }
    /// To which family a survivor belongs, and whether it lives.
    static func member(_ id: MemberID) -> Query { facts(member, about: .member(id)) }
    /// The survivors of a family, and whether they live.
    static func survivors(of id: FamilyID) -> Query { facts(member, about: .family(id)) }
    /// Where somebody works, and for whom somebody answers.
    static func staff(_ id: StaffID) -> Query { facts(staff, about: .staff(id)) }
    /// Where somebody works.
    static func presence(of id: StaffID) -> Query { facts(presence, about: .staff(id)) }
    /// Which station somebody has left.
    static func departure(of id: StaffID) -> Query { facts(departure, about: .staff(id)) }
    /// Where a station stands.
    static func station(_ id: StationID) -> Query { facts(station, about: .station(id)) }
    /// All that has happened to a ticket.
    static func ticket(_ id: TicketID) -> Query { facts(ticket, about: .ticket(id)) }
    /// What an item of the catalog is, and from when to when.
    static func benefitItem(_ id: BenefitItemID) -> Query { facts(item, about: .benefitItem(id)) }
    /// A claim, and what became of it.
    static func grant(_ id: GrantID) -> Query { facts(claim, about: .grant(id)) }
    /// Whose a fund is, and who kept it.
    static func fund(_ id: FundID) -> Query { facts(fund, about: .fund(id)) }
    /// What an earmark is for.
    static func earmark(_ id: EarmarkID) -> Query { facts(earmark, about: .earmark(id)) }
    /// A donation, and whether it came to stay.
    static func donation(_ id: DonationID) -> Query { facts(donation, about: .donation(id)) }
    /// A matter of aid with its decisions and payments.
    static func aid(_ id: AidID) -> Query { facts(aid, about: .aid(id)) }
    /// A payment, and what became of it.
    static func disbursement(_ id: DisbursementID) -> Query {
        facts(payment, about: .disbursement(id))
    }
    /// The values of the policy.
    static let policy = facts(policies, about: .policy)
}
