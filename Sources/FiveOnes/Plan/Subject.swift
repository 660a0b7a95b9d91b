public import CaseLedger

/// What the identifiers of the plan stand for; the kind is the name in tags on disk.
public enum Subject {
    /// A family of one or more martyrs.
    public enum Family: SubjectKind { public static let kind = "family" }
    /// A survivor: a member of a martyr's family.
    public enum Member: SubjectKind { public static let kind = "member" }
    /// A martyr.
    public enum Martyr: SubjectKind { public static let kind = "martyr" }
    /// A service station of a street or a community.
    public enum Station: SubjectKind { public static let kind = "station" }
    /// An account of a member of staff.
    public enum Staff: SubjectKind { public static let kind = "staff" }
    /// A visit.
    public enum Visit: SubjectKind { public static let kind = "visit" }
    /// A matter brought to a hotline or a window.
    public enum Ticket: SubjectKind { public static let kind = "ticket" }
    /// A charitable fund.
    public enum Fund: SubjectKind { public static let kind = "fund" }
    /// A purpose for which part of a fund is set aside.
    public enum Earmark: SubjectKind { public static let kind = "earmark" }
    /// A donor: an enterprise, an organization or a person.
    public enum Donor: SubjectKind { public static let kind = "donor" }
    /// A donation.
    public enum Donation: SubjectKind { public static let kind = "donation" }
    /// A matter of aid, from its application to its end.
    public enum Aid: SubjectKind { public static let kind = "aid" }
    /// A payment out of a fund.
    public enum Disbursement: SubjectKind { public static let kind = "disbursement" }
    /// An item of the benefit catalog.
    public enum BenefitItem: SubjectKind { public static let kind = "benefit-item" }
    /// A member's claim to an item of the catalog.
    public enum Grant: SubjectKind { public static let kind = "grant" }
    /// A round of verification, house by house.
    public enum Round: SubjectKind { public static let kind = "round" }
    /// A care activity.
    public enum Activity: SubjectKind { public static let kind = "activity" }
}

/// Identifies a family of one or more martyrs.
public typealias FamilyID = Ref<Subject.Family>
/// Identifies a survivor.
public typealias MemberID = Ref<Subject.Member>
/// Identifies a martyr.
public typealias MartyrID = Ref<Subject.Martyr>
/// Identifies a service station of a street or a community.
public typealias StationID = Ref<Subject.Station>
/// Identifies an account of a member of staff.
public typealias StaffID = Ref<Subject.Staff>
/// Identifies a visit.
public typealias VisitID = Ref<Subject.Visit>
/// Identifies a matter brought to a hotline or a window.
public typealias TicketID = Ref<Subject.Ticket>
/// Identifies a charitable fund.
public typealias FundID = Ref<Subject.Fund>
/// Identifies a purpose for which part of a fund is set aside.
public typealias EarmarkID = Ref<Subject.Earmark>
/// Identifies a donor: an enterprise, an organization or a person.
public typealias DonorID = Ref<Subject.Donor>
/// Identifies a donation.
public typealias DonationID = Ref<Subject.Donation>
/// Identifies a matter of aid, from its application to its end.
public typealias AidID = Ref<Subject.Aid>
/// Identifies a payment out of a fund.
public typealias DisbursementID = Ref<Subject.Disbursement>
/// Identifies an item of the benefit catalog.
public typealias BenefitItemID = Ref<Subject.BenefitItem>
/// Identifies a member's claim to an item of the catalog.
public typealias GrantID = Ref<Subject.Grant>
/// Identifies a round of verification, house by house.
public typealias RoundID = Ref<Subject.Round>
/// Identifies a care activity.
public typealias ActivityID = Ref<Subject.Activity>

extension AreaID: Identifier { public static let kind = "area" }

extension Tag {
    /// All that is about one family.
    public static func family(_ id: FamilyID) -> Tag { id.tag }
    /// All that is about one member.
    public static func member(_ id: MemberID) -> Tag { id.tag }
    /// All that is about one martyr.
    public static func martyr(_ id: MartyrID) -> Tag { id.tag }
    /// All that is about one station.
    public static func station(_ id: StationID) -> Tag { id.tag }
    /// All that is about one staff.
    public static func staff(_ id: StaffID) -> Tag { id.tag }
    /// All that is about one visit.
    public static func visit(_ id: VisitID) -> Tag { id.tag }
    /// All that is about one ticket.
    public static func ticket(_ id: TicketID) -> Tag { id.tag }
    /// All that is about one fund.
    public static func fund(_ id: FundID) -> Tag { id.tag }
    /// All that is about one earmark.
    public static func earmark(_ id: EarmarkID) -> Tag { id.tag }
    /// All that is about one donor.
    public static func donor(_ id: DonorID) -> Tag { id.tag }
    /// All that is about one donation.
    public static func donation(_ id: DonationID) -> Tag { id.tag }
    /// All that is about one aid.
    public static func aid(_ id: AidID) -> Tag { id.tag }
    /// All that is about one disbursement.
    public static func disbursement(_ id: DisbursementID) -> Tag { id.tag }
    /// All that is about one benefit item.
    public static func benefitItem(_ id: BenefitItemID) -> Tag { id.tag }
    /// All that is about one grant.
    public static func grant(_ id: GrantID) -> Tag { id.tag }
    /// All that is about one round.
    public static func round(_ id: RoundID) -> Tag { id.tag }
    /// All that is about one activity.
    public static func activity(_ id: ActivityID) -> Tag { id.tag }
    /// All that is about one area.
    public static func area(_ id: AreaID) -> Tag { id.tag }
    /// All that sets the policy.
    public static let policy = Tag("policy", "plan")
}

extension Payload {
    /// An event with the fields that `fill` sets; the others stay blank.
    ///
    /// ```swift
    /// VisitMade(.home) { $0.family = "F-0012"; $0.occasion = .springFestival }
    /// ```
    public init(_ fill: (inout Self) -> Void) {
        self.init()
        fill(&self)
    }
}
