public import CaseLedger

/// A district unit answers for the plan from this day on.
public struct PlanAccepted: PlanEvent, Hashable {
    public static let type = EventType("plan.accepted")
    public static let title = Phrase("承接方案", "Plan accepted")
    public static let sentence = Phrase("{unit} 承接“五个一工程”", "{unit} accepted the plan")
    public static let measures: [Measure] = [.leadership]

    /// The district unit.
    public var unit: AreaID = .blank

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "unit", &unit)
    }

    public func check() throws(PayloadProblem) {
        if Areas.shenzhen[unit]?.kind.isDistrictUnit != true {
            throw PayloadProblem("unit", "is none of the eleven district units")
        }
    }
}

/// A number of the policy has another value from a day on.
public struct PolicyChanged: PlanEvent, Hashable {
    public static let type = EventType("policy.changed")
    public static let title = Phrase("调整政策值", "Policy changed")
    public static let sentence = Phrase(
        "自 {from} 起，{key} 为 {value}",
        "{key} is {value} from {from}")
    public static let measures: [Measure] = [.supervision]

    /// The policy's key.
    public var key: String = ""
    public var value: Int64 = 0
    /// The first day on which it holds.
    public var from: Day = .blank

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "key", &key)
        try visit.field(2, "value", &value)
        try visit.field(3, "from", &from)
    }

    /// Names its subjects.
    public func tag(_ tags: inout TagSet) { tags.about(.policy) }

    public func check() throws(PayloadProblem) {
        if PolicyKey.named(key) == nil {
            throw PayloadProblem("key", "is no key of the policy")
        }
    }
}

/// An obligation does not hold for a subject, for a recorded reason.
public struct ObligationExempted: PlanEvent, Hashable {
    public static let type = EventType("obligation.exempted")
    public static let title = Phrase("豁免义务", "Obligation exempted")
    public static let sentence = Phrase(
        "豁免 {check} 对 {subject} 的义务（{from} 至 {through}）：{reason}",
        "exempted {subject} from {check}, {from} to {through}: {reason}")
    public static let measures: [Measure] = [.supervision]

    /// The check.
    public var rule: String = ""
    /// The subject, as the check names it.
    public var subject: String = ""
    /// The first day on which nothing is owed.
    public var from: Day = .blank
    /// The last day.
    public var through: Day = .blank
    /// Why; the board publishes it, so it names nobody and is not sealed.
    public var reason: String = ""

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "check", &rule)
        try visit.field(2, "subject", &subject, .tag)
        try visit.field(3, "from", &from)
        try visit.field(4, "through", &through)
        try visit.field(5, "reason", &reason, .required)
    }
}
