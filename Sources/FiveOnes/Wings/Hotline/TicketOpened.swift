public import CaseLedger

/// A matter was brought to a hotline or a window.
public struct TicketOpened: PlanEvent, Hashable {
    public static let type = EventType("ticket.opened")
    public static let title = Phrase("受理工单", "Ticket opened")
    public static let sentence = Phrase(
        "受理工单 {ticket}（{category}，{channel}）",
        "opened ticket {ticket} ({category}, {channel})")
    public static let measures: [Measure] = [.roundTheClockHotline]

    public var ticket: TicketID = .blank
    /// What the caller wants.
    public var category: TicketCategory = .blank
    /// By which way it came.
    public var channel: String = ""
    /// The station that owns it.
    public var station: StationID?
    /// The caller's family.
    public var family: FamilyID?
    /// The caller.
    public var member: MemberID?
    /// When it must be resolved, if not by the category's limit.
    public var deadline: Instant?
    /// The department that owns it, where it is no station.
    public var department: String = ""
    /// What it is about.
    public var matter: Personal = ""

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "ticket", &ticket, .founds)
        try visit.field(2, "category", &category)
        try visit.field(3, "channel", &channel)
        try visit.field(4, "station", &station)
        try visit.field(5, "family", &family)
        try visit.field(6, "member", &member)
        try visit.field(7, "deadline", &deadline)
        try visit.field(8, "department", &department)
        // Whose matter it is: the caller's, the family's, or nobody's on record.
        try visit.sealed(
            9, "matter", &matter,
            of: member.map { .member($0) } ?? family.map { .family($0) } ?? .ticket(ticket))
    }

    public func check() throws(PayloadProblem) { try ticket.requireNeutral("ticket") }
}

/// Somebody answers for a ticket from now on.
public struct TicketAssigned: PlanEvent, Hashable {
    public static let type = EventType("ticket.assigned")
    public static let title = Phrase("派单", "Ticket assigned")
    public static let sentence = Phrase(
        "工单 {ticket} 派给 {owner}",
        "assigned ticket {ticket} to {owner}")

    public var ticket: TicketID = .blank
    /// Who answers for it.
    public var owner: String = ""

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "ticket", &ticket)
        try visit.field(2, "owner", &owner)
    }
}

/// The caller was answered for the first time.
public struct TicketResponded: PlanEvent, Hashable {
    public static let type = EventType("ticket.responded")
    public static let title = Phrase("答复工单", "Ticket responded")
    public static let sentence = Phrase("答复工单 {ticket}", "responded to ticket {ticket}")

    public var ticket: TicketID = .blank

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "ticket", &ticket)
    }
}

/// One step of handling a ticket was done.
public struct TicketStepDone: PlanEvent, Hashable {
    public static let type = EventType("ticket.step-done")
    public static let title = Phrase("办理步骤", "Step done")
    public static let sentence = Phrase("办理工单 {ticket}：{step}", "ticket {ticket}: {step}")

    public var ticket: TicketID = .blank
    public var step: String = ""
    /// Its reference elsewhere.
    public var reference: String = ""

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "ticket", &ticket)
        try visit.field(2, "step", &step)
        try visit.field(3, "reference", &reference)
    }
}

/// A ticket may take longer.
public struct TicketDeadlineExtended: PlanEvent, Hashable {
    public static let type = EventType("ticket.deadline-extended")
    public static let title = Phrase("延长时限", "Deadline extended")
    public static let sentence = Phrase(
        "工单 {ticket} 延期至 {deadline}：{reason}",
        "extended ticket {ticket} to {deadline}: {reason}")

    public var ticket: TicketID = .blank
    /// The new deadline.
    public var deadline: Instant = .blank
    public var reason: Personal = ""

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "ticket", &ticket)
        try visit.field(2, "deadline", &deadline)
        try visit.sealed(3, "reason", &reason, of: .ticket(ticket))
    }
}

/// What a caller wants, which sets the limit for resolving it.
public enum TicketCategory: String, FieldCode, Sendable {
    case enquiry
    case guidance
    case request
    case complaint
    case urgent

    public static var blank: TicketCategory { .enquiry }

    public var label: Phrase {
        switch self {
        case .enquiry: Phrase("咨询", "enquiry")
        case .guidance: Phrase("指引", "guidance")
        case .request: Phrase("求助", "request")
        case .complaint: Phrase("投诉", "complaint")
        case .urgent: Phrase("紧急", "urgent")
        }
    }
}
