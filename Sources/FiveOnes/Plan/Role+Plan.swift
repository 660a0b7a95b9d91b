public import CaseLedger

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
