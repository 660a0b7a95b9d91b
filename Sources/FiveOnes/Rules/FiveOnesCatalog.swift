public import CaseLedger

extension EventCatalog {
    /// Every event of the plan.
    public static let fiveOnes = EventCatalog(
        [
            EventDefinition(PlanAccepted.self),
            EventDefinition(PolicyChanged.self),
            EventDefinition(ObligationExempted.self),
        ] + registry + service + benefits + funds + [
            EventDefinition(ActivityHeld.self)
        ])

    private static let registry = [
        EventDefinition(MartyrRecorded.self),
        EventDefinition(FamilyEnrolled.self),
        EventDefinition(FamilyMoved.self),
        EventDefinition(FamilyClosed.self),
        EventDefinition(MemberEnrolled.self),
        EventDefinition(MemberDied.self),
        EventDefinition(VerificationRoundOpened.self),
        EventDefinition(MemberVerified.self),
    ]

    private static let service = [
        EventDefinition(StationRegistered.self),
        EventDefinition(StaffAppointed.self),
        EventDefinition(StaffLeft.self),
        EventDefinition(OfficerAssigned.self),
        EventDefinition(AssignmentEnded.self),
        EventDefinition(VisitMade.self),
        EventDefinition(VisitFailed.self),
        EventDefinition(TicketOpened.self),
        EventDefinition(TicketAssigned.self),
        EventDefinition(TicketResponded.self),
        EventDefinition(TicketStepDone.self),
        EventDefinition(TicketDeadlineExtended.self),
        EventDefinition(TicketResolved.self),
        EventDefinition(EffectFeedbackGiven.self),
        EventDefinition(TicketClosed.self),
        EventDefinition(TicketReopened.self),
    ]

    private static let benefits = [
        EventDefinition(BenefitItemAdded.self),
        EventDefinition(BenefitItemWithdrawn.self),
        EventDefinition(BenefitClaimed.self),
        EventDefinition(BenefitGranted.self),
        EventDefinition(BenefitRefused.self),
        EventDefinition(BenefitDelivered.self),
    ]

    private static let funds = [
        EventDefinition(FundEstablished.self),
        EventDefinition(CustodianAppointed.self),
        EventDefinition(EarmarkOpened.self),
        EventDefinition(DonationReceived.self),
        EventDefinition(DonationReversed.self),
        EventDefinition(AidApplied.self),
        EventDefinition(AidApproved.self),
        EventDefinition(AidRejected.self),
        EventDefinition(DisbursementPaid.self),
        EventDefinition(DisbursementConfirmed.self),
        EventDefinition(DisbursementReversed.self),
    ]
}

extension Role {
    /// A named officer who answers for a family (专责人员).
    public static let responsibleOfficer: Role = "responsibleOfficer"
    /// A street or community station.
    public static let stationStaff: Role = "stationStaff"
    /// A district bureau's staff.
    public static let districtStaff: Role = "districtStaff"
    /// The city's double-support division (双拥工作处).
    public static let cityStaff: Role = "cityStaff"
    /// Who alone keeps a fund (专人).
    public static let fundCustodian: Role = "fundCustodian"
    /// Who approves aid.
    public static let approver: Role = "approver"
    /// Who pays out.
    public static let payer: Role = "payer"
    /// A qualified foundation's staff, who receive donations.
    public static let foundationStaff: Role = "foundationStaff"
    /// Who inspects.
    public static let inspector: Role = "inspector"
    /// A system that records on its own.
    public static let system: Role = "system"

    /// Every role of the plan, the keeper of the authority first.
    public static let ofThePlan: [Role] = [
        .authorityKeeper, .responsibleOfficer, .stationStaff, .districtStaff, .cityStaff,
        .fundCustodian, .approver, .payer, .foundationStaff, .inspector, .system,
    ]
}
