public import CaseLedger

/// The service window of a station does not serve from a day on through another.
public struct WindowSuspended: PlanEvent, Hashable {
    public static let type = EventType("window.suspended")
    public static let title = Phrase("暂停服务窗口", "Window suspended")
    public static let sentence = Phrase(
        "{station} 的服务窗口自 {from} 至 {through} 暂停：{reason}",
        "the window of {station} is suspended from {from} through {through}: {reason}")
    public static let measures: [Measure] = [.servicePlatform]

    public var station: StationID = .blank
    /// The first day without service.
    public var from: Day = .blank
    /// The last one.
    public var through: Day = .blank
    public var reason: String = ""

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "station", &station)
        try visit.field(2, "from", &from)
        try visit.field(3, "through", &through)
        try visit.field(4, "reason", &reason, .required)
    }

    public func check() throws(PayloadProblem) {
        if through < from { throw PayloadProblem("through", "is before the first day") }
    }
}

extension WindowSuspended: Recordable {
    public static var roles: Set<Role> { [.stationStaff, .districtStaff] }
    public var concerns: [Concern] { [.station(station)] }
    public var needs: Query { .station(station) }

    /// Refuses a station that is not on record.
    public func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation) {
        guard past.assignments.stations[station] == nil else { return }
        throw RuleViolation(
            "I4", Phrase("服务站 \(station) 无记录。", "Station \(station) is not on record."),
            advice: Phrase("核对服务站编号。", "Check the station's identifier."))
    }
}
