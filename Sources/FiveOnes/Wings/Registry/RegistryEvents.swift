public import CaseLedger

/// A martyr is on record.
public struct MartyrRecorded: PlanEvent, Hashable {
    public static let type = EventType("martyr.recorded")
    public static let title = Phrase("登记烈士", "Martyr recorded")
    public static let sentence = Phrase(
        "登记烈士 {martyr}，牺牲于 {sacrificed}",
        "recorded martyr {martyr}, who fell on {sacrificed}")
    public static let measures: [Measure] = [.dossiers]

    public var martyr: MartyrID = .blank
    public var name: Personal = ""
    /// The day of sacrifice, as precisely as it is known.
    public var sacrificed: Moment?
    /// The number of the martyr's certificate.
    public var certificate: Personal = ""

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "martyr", &martyr, .founds)
        try visit.sealed(2, "name", &name, of: .martyr(martyr))
        try visit.field(3, "sacrificed", &sacrificed)
        try visit.sealed(4, "certificate", &certificate, of: .martyr(martyr))
    }
}

/// A family is in the care of the plan from this day on.
public struct FamilyEnrolled: PlanEvent, Hashable {
    public static let type = EventType("family.enrolled")
    public static let title = Phrase("家庭建档", "Family enrolled")
    public static let sentence = Phrase(
        "为家庭 {family} 建档，居住于 {area}",
        "enrolled family {family}, resident in {area}")
    public static let measures: [Measure] = [.dossiers]

    public var family: FamilyID = .blank
    /// Its martyrs.
    public var martyrs: [MartyrID] = []
    /// The street or community where it lives.
    public var area: AreaID = .blank

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "family", &family, .founds)
        try visit.field(2, "martyrs", &martyrs)
        try visit.field(3, "area", &area)
    }
}

/// A family lives elsewhere from this day on.
public struct FamilyMoved: PlanEvent, Hashable {
    public static let type = EventType("family.moved")
    public static let title = Phrase("家庭迁居", "Family moved")
    public static let sentence = Phrase("家庭 {family} 迁往 {area}", "family {family} moved to {area}")
    public static let measures: [Measure] = [.dossiers]

    public var family: FamilyID = .blank
    /// The street or community where it lives now.
    public var area: AreaID = .blank

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "family", &family)
        try visit.field(2, "area", &area)
    }
}

/// A family is no longer in the care of this office.
public struct FamilyClosed: PlanEvent, Hashable {
    public static let type = EventType("family.closed")
    public static let title = Phrase("家庭销档", "Family closed")
    public static let sentence = Phrase(
        "家庭 {family} 销档：{reason}",
        "closed the file of family {family}: {reason}")
    public static let measures: [Measure] = [.dossiers]

    public var family: FamilyID = .blank
    public var reason: Personal = ""

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "family", &family)
        try visit.sealed(2, "reason", &reason, of: .family(family))
    }
}

/// A survivor has a file from this day on.
public struct MemberEnrolled: PlanEvent, Hashable {
    public static let type = EventType("member.enrolled")
    public static let title = Phrase("遗属建档", "Survivor enrolled")
    public static let sentence = Phrase(
        "为遗属 {member}（家庭 {family}）建档",
        "enrolled survivor {member} of family {family}")
    public static let measures: [Measure] = [.dossiers]

    public var member: MemberID = .blank
    public var family: FamilyID = .blank
    public var name: Personal = ""
    /// What the survivor is to the martyr (GB/T 4761, two digits).
    public var relation: String = ""
    /// The day of birth, as precisely as it is known.
    public var birthday: Moment?
    /// The calendar by which the birthday is kept.
    public var calendar: CalendarKind = .blank
    /// Whether the survivor receives a pension or an allowance.
    public var receivesPension: Bool = false
    /// The number of the resident identity card (GB 11643), where it is known.
    public var idNumber: Personal = ""

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "member", &member, .founds)
        try visit.field(2, "family", &family)
        try visit.sealed(3, "name", &name, of: .member(member))
        try visit.field(4, "relation", &relation)
        try visit.field(5, "birthday", &birthday)
        try visit.field(6, "calendar", &calendar)
        try visit.field(7, "receivesPension", &receivesPension)
        try visit.sealed(8, "idNumber", &idNumber, of: .member(member))
    }

    /// Names its subjects.
    public func tag(_ tags: inout TagSet) {
        tags.found(.member(member))
        tags.about(.family(family))
        tags.alike(.number("id-number", idNumber))
        tags.alike(.name("name-birthday", name, birthday))
    }
}

/// A survivor died; what is owed to the living ends with this day.
public struct MemberDied: PlanEvent, Hashable {
    public static let type = EventType("member.died")
    public static let title = Phrase("遗属去世", "Survivor died")
    public static let sentence = Phrase(
        "遗属 {member}（家庭 {family}）去世",
        "survivor {member} of family {family} died")
    public static let measures: [Measure] = [.dossiers]

    public var member: MemberID = .blank
    public var family: FamilyID = .blank

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "member", &member)
        try visit.field(2, "family", &family)
    }
}

/// Every survivor of an area is to be verified, house by house and person by person.
public struct VerificationRoundOpened: PlanEvent, Hashable {
    public static let type = EventType("verification-round.opened")
    public static let title = Phrase("启动核查", "Verification round opened")
    public static let sentence = Phrase(
        "在 {area} 启动核查 {round}，{due} 前完成",
        "opened verification round {round} in {area}, due {due}")
    public static let measures: [Measure] = [.interactionBase]

    public var round: RoundID = .blank
    /// The district unit.
    public var area: AreaID = .blank
    /// The last day.
    public var due: Day = .blank

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "round", &round, .founds)
        try visit.field(2, "area", &area)
        try visit.field(3, "due", &due)
    }
}

/// A survivor's living condition, health and income were verified.
public struct MemberVerified: PlanEvent, Hashable {
    public static let type = EventType("member.verified")
    public static let title = Phrase("核查遗属", "Survivor verified")
    public static let sentence = Phrase(
        "以{method}方式核查遗属 {member}（家庭 {family}）",
        "verified survivor {member} of family {family} by {method}")
    public static let measures: [Measure] = [.interactionBase]

    public var member: MemberID = .blank
    public var family: FamilyID = .blank
    /// How.
    public var method: VerificationMethod = .blank
    /// The living condition.
    public var living: Personal = ""
    /// The state of health.
    public var health: Personal = ""
    /// The source of income.
    public var income: Personal = ""
    /// The round, if there was one.
    public var round: RoundID?

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "member", &member)
        try visit.field(2, "family", &family)
        try visit.field(3, "method", &method)
        try visit.sealed(4, "living", &living, of: .member(member))
        try visit.sealed(5, "health", &health, of: .member(member))
        try visit.sealed(6, "income", &income, of: .member(member))
        try visit.field(7, "round", &round)
    }
}
