public import CaseLedger

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

    /// Refuses a name or an ID number in the place of an identifier.
    public func check() throws(PayloadProblem) {
        try member.requireNeutral("member")
        try family.requireNeutral("family")
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
