public import CaseLedger

/// A care activity was held.
public struct ActivityHeld: PlanEvent, Hashable {
    public static let type = EventType("activity.held")
    public static let title = Phrase("举办活动", "Activity held")
    public static let sentence = Phrase(
        "在 {area} 举办{kind} {activity}，{attended} 人参加",
        "held {kind} {activity} in {area}, {attended} attended")
    public static let measures: [Measure] = [.careMonth]

    public var activity: ActivityID = .blank
    /// What kind.
    public var kind: ActivityKind = .blank
    /// Where.
    public var area: AreaID = .blank
    /// How many survivors came.
    public var attended: Int64 = 0

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "activity", &activity, .founds)
        try visit.field(2, "kind", &kind)
        try visit.field(3, "area", &area)
        try visit.field(4, "attended", &attended)
    }

    public func check() throws(PayloadProblem) {
        if attended < 0 {
            throw PayloadProblem("attended", "is less than nobody")
        }
    }
}

extension ActivityHeld: Recordable {
    /// District staff, stations and the city.
    public static var roles: Set<Role> { [.districtStaff, .stationStaff, .cityStaff] }
    public var concerns: [Concern] { [.area(area)] }

    /// Refuses an activity that is on record already.
    public func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation) {
        try past.requireNew(past.known.contains(.activity(activity)), .activity(activity))
    }
}

/// What kind of care activity it is.
public enum ActivityKind: String, FieldCode, Sendable {
    case performance
    case freeClinicHaircut
    case freeRepair
    case warmthToHome
    case publicity
    case ceremony

    public static var blank: ActivityKind { .performance }

    public var label: Phrase {
        switch self {
        case .performance: Phrase("文艺表演", "a performance")
        case .freeClinicHaircut: Phrase("义诊义剪", "a free clinic or haircut")
        case .freeRepair: Phrase("义修义补", "free repair or mending")
        case .warmthToHome: Phrase("温暖送到家", "warmth to the home")
        case .publicity: Phrase("宣传", "publicity")
        case .ceremony: Phrase("纪念活动", "a ceremony")
        }
    }
}
