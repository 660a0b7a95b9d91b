public import CaseLedger

/// A service station works from this day on.
public struct StationRegistered: Payload, Hashable {
    /// The name on disk.
    public static let type = EventType("station.registered")
    /// What people call it.
    public static let title = Phrase("登记服务站", "Station registered")
    /// What it says.
    public static let sentence = Phrase(
        "登记{level}服务站 {station}（{area}）",
        "registered station {station} in {area}")

    /// The station.
    public var station: StationID = .blank
    /// The street or community it serves.
    public var area: AreaID = .blank
    /// Its level.
    public var level: StationLevel = .blank
    /// The published number of its hotline.
    public var hotline: String = ""

    /// The event with every field blank.
    public init() {}

    /// Visits every field.
    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "station", &station, .founds)
        try visit.field(2, "area", &area)
        try visit.field(3, "level", &level)
        try visit.field(4, "hotline", &hotline)
    }
}

/// A member of staff works at a station from this day on.
public struct StaffAppointed: Payload, Hashable {
    /// The name on disk.
    public static let type = EventType("staff.appointed")
    /// What people call it.
    public static let title = Phrase("任用人员", "Staff appointed")
    /// What it says.
    public static let sentence = Phrase("{staff} 到 {station} 任职", "{staff} began at {station}")

    /// The account.
    public var staff: StaffID = .blank
    /// The station.
    public var station: StationID = .blank

    /// The event with every field blank.
    public init() {}

    /// Visits every field.
    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "staff", &staff, .founds)
        try visit.field(2, "station", &station)
    }
}

/// A member of staff no longer works at a station; this day is the last.
public struct StaffLeft: Payload, Hashable {
    /// The name on disk.
    public static let type = EventType("staff.left")
    /// What people call it.
    public static let title = Phrase("人员离任", "Staff left")
    /// What it says.
    public static let sentence = Phrase("{staff} 离开 {station}", "{staff} left {station}")

    /// The account.
    public var staff: StaffID = .blank
    /// The station.
    public var station: StationID = .blank

    /// The event with every field blank.
    public init() {}

    /// Visits every field.
    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "staff", &staff)
        try visit.field(2, "station", &station)
    }
}

/// A family has this responsible officer from this day on.
public struct OfficerAssigned: Payload, Hashable {
    /// The name on disk.
    public static let type = EventType("officer.assigned")
    /// What people call it.
    public static let title = Phrase("指定专责人员", "Officer assigned")
    /// What it says.
    public static let sentence = Phrase(
        "指定 {officer}（{station}）专责家庭 {family}",
        "assigned {officer} of {station} to family {family}")

    /// The family.
    public var family: FamilyID = .blank
    /// The responsible officer.
    public var officer: StaffID = .blank
    /// The officer's station.
    public var station: StationID = .blank

    /// The event with every field blank.
    public init() {}

    /// Visits every field.
    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "family", &family)
        try visit.field(2, "officer", &officer)
        try visit.field(3, "station", &station)
    }
}

/// An officer no longer answers for a family; this day is the last.
public struct AssignmentEnded: Payload, Hashable {
    /// The name on disk.
    public static let type = EventType("assignment.ended")
    /// What people call it.
    public static let title = Phrase("解除专责", "Assignment ended")
    /// What it says.
    public static let sentence = Phrase(
        "{officer} 不再专责家庭 {family}：{reason}",
        "{officer} no longer answers for family {family}: {reason}")

    /// The family.
    public var family: FamilyID = .blank
    /// The officer.
    public var officer: StaffID = .blank
    /// Why.
    public var reason: Personal = ""

    /// The event with every field blank.
    public init() {}

    /// Visits every field.
    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "family", &family)
        try visit.field(2, "officer", &officer)
        try visit.sealed(3, "reason", &reason, of: .family(family))
    }
}
