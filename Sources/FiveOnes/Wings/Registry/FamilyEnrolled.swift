public import CaseLedger

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

    /// Refuses a name or an ID number in the place of an identifier.
    public func check() throws(PayloadProblem) { try family.requireNeutral("family") }
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
