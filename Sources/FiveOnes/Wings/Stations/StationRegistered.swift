public import CaseLedger

/// A service station works from this day on.
public struct StationRegistered: PlanEvent, Hashable {
    public static let type = EventType("station.registered")
    public static let title = Phrase("登记服务站", "Station registered")
    public static let sentence = Phrase(
        "登记{level}服务站 {station}（{area}）",
        "registered station {station} in {area}")
    public static let measures: [Measure] = [.servicePlatform]

    public var station: StationID = .blank
    /// The street or community it serves.
    public var area: AreaID = .blank
    /// Its level.
    public var level: StationLevel = .blank
    /// The published number of its hotline.
    public var hotline: String = ""

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "station", &station, .founds)
        try visit.field(2, "area", &area)
        try visit.field(3, "level", &level)
        try visit.field(4, "hotline", &hotline)
    }
}

/// A member of staff works at a station from this day on.
public struct StaffAppointed: PlanEvent, Hashable {
    public static let type = EventType("staff.appointed")
    public static let title = Phrase("任用人员", "Staff appointed")
    public static let sentence = Phrase("{staff} 到 {station} 任职", "{staff} began at {station}")
    public static let measures: [Measure] = [.serviceTeams]

    /// The account.
    public var staff: StaffID = .blank
    public var station: StationID = .blank

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "staff", &staff, .founds)
        try visit.field(2, "station", &station)
    }
}

/// A member of staff no longer works at a station; this day is the last.
public struct StaffLeft: PlanEvent, Hashable {
    public static let type = EventType("staff.left")
    public static let title = Phrase("人员离任", "Staff left")
    public static let sentence = Phrase("{staff} 离开 {station}", "{staff} left {station}")
    public static let measures: [Measure] = [.serviceTeams]

    /// The account.
    public var staff: StaffID = .blank
    public var station: StationID = .blank

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "staff", &staff)
        try visit.field(2, "station", &station)
    }
}

/// The level of a service station in the four-level system.
public enum StationLevel: String, FieldCode, Sendable {
    case street
    case community

    public static var blank: StationLevel { .street }

    public var label: Phrase {
        switch self {
        case .street: Phrase("街道（镇）", "street or town")
        case .community: Phrase("社区（村）", "community or village")
        }
    }
}
