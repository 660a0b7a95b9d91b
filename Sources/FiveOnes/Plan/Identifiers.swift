public import CaseLedger

/// A family of one or more martyrs.
public struct FamilyID: Identifier {
    /// The identifier's text.
    public let rawValue: String
    /// An identifier from its text.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// A survivor: a member of a martyr's family.
public struct MemberID: Identifier {
    /// The identifier's text.
    public let rawValue: String
    /// An identifier from its text.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// A martyr.
public struct MartyrID: Identifier {
    /// The identifier's text.
    public let rawValue: String
    /// An identifier from its text.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// A service station of a street or a community.
public struct StationID: Identifier {
    /// The identifier's text.
    public let rawValue: String
    /// An identifier from its text.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// An account of a member of staff.
public struct StaffID: Identifier {
    /// The identifier's text.
    public let rawValue: String
    /// An identifier from its text.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// A visit.
public struct VisitID: Identifier {
    /// The identifier's text.
    public let rawValue: String
    /// An identifier from its text.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// A matter brought to a hotline or a window.
public struct TicketID: Identifier {
    /// The identifier's text.
    public let rawValue: String
    /// An identifier from its text.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// A charitable fund.
public struct FundID: Identifier {
    /// The identifier's text.
    public let rawValue: String
    /// An identifier from its text.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// A purpose for which part of a fund is set aside.
public struct EarmarkID: Identifier {
    /// The identifier's text.
    public let rawValue: String
    /// An identifier from its text.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// A donor: an enterprise, an organization or a person.
public struct DonorID: Identifier {
    /// The identifier's text.
    public let rawValue: String
    /// An identifier from its text.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// A donation.
public struct DonationID: Identifier {
    /// The identifier's text.
    public let rawValue: String
    /// An identifier from its text.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// A matter of aid, from its application to its end.
public struct AidID: Identifier {
    /// The identifier's text.
    public let rawValue: String
    /// An identifier from its text.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// A payment out of a fund.
public struct DisbursementID: Identifier {
    /// The identifier's text.
    public let rawValue: String
    /// An identifier from its text.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// An item of the benefit catalog.
public struct BenefitItemID: Identifier {
    /// The identifier's text.
    public let rawValue: String
    /// An identifier from its text.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// A member's claim to an item of the catalog.
public struct GrantID: Identifier {
    /// The identifier's text.
    public let rawValue: String
    /// An identifier from its text.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// A round of verification, house by house.
public struct RoundID: Identifier {
    /// The identifier's text.
    public let rawValue: String
    /// An identifier from its text.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// A care activity.
public struct ActivityID: Identifier {
    /// The identifier's text.
    public let rawValue: String
    /// An identifier from its text.
    public init(rawValue: String) { self.rawValue = rawValue }
}

extension AreaID: Identifier {}

extension Tag {
    /// All that is about one family.
    public static func family(_ id: FamilyID) -> Tag { Tag("family", id.rawValue) }
    /// All that is about one member.
    public static func member(_ id: MemberID) -> Tag { Tag("member", id.rawValue) }
    /// All that is about one martyr.
    public static func martyr(_ id: MartyrID) -> Tag { Tag("martyr", id.rawValue) }
    /// All that is about one station.
    public static func station(_ id: StationID) -> Tag { Tag("station", id.rawValue) }
    /// All that is about one staff.
    public static func staff(_ id: StaffID) -> Tag { Tag("staff", id.rawValue) }
    /// All that is about one visit.
    public static func visit(_ id: VisitID) -> Tag { Tag("visit", id.rawValue) }
    /// All that is about one ticket.
    public static func ticket(_ id: TicketID) -> Tag { Tag("ticket", id.rawValue) }
    /// All that is about one fund.
    public static func fund(_ id: FundID) -> Tag { Tag("fund", id.rawValue) }
    /// All that is about one earmark.
    public static func earmark(_ id: EarmarkID) -> Tag { Tag("earmark", id.rawValue) }
    /// All that is about one donor.
    public static func donor(_ id: DonorID) -> Tag { Tag("donor", id.rawValue) }
    /// All that is about one donation.
    public static func donation(_ id: DonationID) -> Tag { Tag("donation", id.rawValue) }
    /// All that is about one aid.
    public static func aid(_ id: AidID) -> Tag { Tag("aid", id.rawValue) }
    /// All that is about one disbursement.
    public static func disbursement(_ id: DisbursementID) -> Tag {
        Tag("disbursement", id.rawValue)
    }
    /// All that is about one benefit item.
    public static func benefitItem(_ id: BenefitItemID) -> Tag { Tag("benefit-item", id.rawValue) }
    /// All that is about one grant.
    public static func grant(_ id: GrantID) -> Tag { Tag("grant", id.rawValue) }
    /// All that is about one round.
    public static func round(_ id: RoundID) -> Tag { Tag("round", id.rawValue) }
    /// All that is about one activity.
    public static func activity(_ id: ActivityID) -> Tag { Tag("activity", id.rawValue) }
    /// All that is about one area.
    public static func area(_ id: AreaID) -> Tag { Tag("area", id.rawValue) }
    /// All that sets the policy.
    public static let policy = Tag("policy", "plan")
}

extension Payload {
    /// An event with the fields that `fill` sets; the others stay blank.
    ///
    /// ```swift
    /// VisitMade { $0.family = "F-0012"; $0.occasion = .springFestival }
    /// ```
    public init(_ fill: (inout Self) -> Void) {
        self.init()
        fill(&self)
    }
}
