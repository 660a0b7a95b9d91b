public import CaseLedger

/// A family has this responsible officer from this day on.
public struct OfficerAssigned: PlanEvent, Hashable {
    public static let type = EventType("officer.assigned")
    public static let title = Phrase("指定专责人员", "Officer assigned")
    public static let sentence = Phrase(
        "指定 {officer}（{station}）专责家庭 {family}",
        "assigned {officer} of {station} to family {family}")
    public static let measures: [Measure] = [.serviceTeams]

    public var family: FamilyID = .blank
    /// The responsible officer.
    public var officer: StaffID = .blank
    /// The officer's station.
    public var station: StationID = .blank

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "family", &family)
        try visit.field(2, "officer", &officer)
        try visit.field(3, "station", &station)
    }
}

/// An officer no longer answers for a family; this day is the last.
public struct AssignmentEnded: PlanEvent, Hashable {
    public static let type = EventType("assignment.ended")
    public static let title = Phrase("解除专责", "Assignment ended")
    public static let sentence = Phrase(
        "{officer} 不再专责家庭 {family}：{reason}",
        "{officer} no longer answers for family {family}: {reason}")
    public static let measures: [Measure] = [.serviceTeams]

    public var family: FamilyID = .blank
    public var officer: StaffID = .blank
    public var reason: Personal = ""

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "family", &family)
        try visit.field(2, "officer", &officer)
        try visit.sealed(3, "reason", &reason, of: .family(family))
    }
}
