public import CaseLedger

/// A matter was brought to a hotline or a window.
public struct TicketOpened: Payload, Hashable {
    /// The name on disk.
    public static let type = EventType("ticket.opened")
    /// What people call it.
    public static let title = Phrase("受理工单", "Ticket opened")
    /// What it says.
    public static let sentence = Phrase(
        "受理工单 {ticket}（{category}，{channel}）",
        "opened ticket {ticket} ({category}, {channel})")

    /// The ticket.
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

    /// The event with every field blank.
    public init() {}

    /// Visits every field.
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
}

/// Somebody answers for a ticket from now on.
public struct TicketAssigned: Payload, Hashable {
    /// The name on disk.
    public static let type = EventType("ticket.assigned")
    /// What people call it.
    public static let title = Phrase("派单", "Ticket assigned")
    /// What it says.
    public static let sentence = Phrase(
        "工单 {ticket} 派给 {owner}",
        "assigned ticket {ticket} to {owner}")

    /// The ticket.
    public var ticket: TicketID = .blank
    /// Who answers for it.
    public var owner: String = ""

    /// The event with every field blank.
    public init() {}

    /// Visits every field.
    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "ticket", &ticket)
        try visit.field(2, "owner", &owner)
    }
}

/// The caller was answered for the first time.
public struct TicketResponded: Payload, Hashable {
    /// The name on disk.
    public static let type = EventType("ticket.responded")
    /// What people call it.
    public static let title = Phrase("答复工单", "Ticket responded")
    /// What it says.
    public static let sentence = Phrase("答复工单 {ticket}", "responded to ticket {ticket}")

    /// The ticket.
    public var ticket: TicketID = .blank

    /// The event with every field blank.
    public init() {}

    /// Visits every field.
    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "ticket", &ticket)
    }
}

/// One step of handling a ticket was done.
public struct TicketStepDone: Payload, Hashable {
    /// The name on disk.
    public static let type = EventType("ticket.step-done")
    /// What people call it.
    public static let title = Phrase("办理步骤", "Step done")
    /// What it says.
    public static let sentence = Phrase("办理工单 {ticket}：{step}", "ticket {ticket}: {step}")

    /// The ticket.
    public var ticket: TicketID = .blank
    /// The step.
    public var step: String = ""
    /// Its reference elsewhere.
    public var reference: String = ""

    /// The event with every field blank.
    public init() {}

    /// Visits every field.
    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "ticket", &ticket)
        try visit.field(2, "step", &step)
        try visit.field(3, "reference", &reference)
    }
}

/// A ticket may take longer.
public struct TicketDeadlineExtended: Payload, Hashable {
    /// The name on disk.
    public static let type = EventType("ticket.deadline-extended")
    /// What people call it.
    public static let title = Phrase("延长时限", "Deadline extended")
    /// What it says.
    public static let sentence = Phrase(
        "工单 {ticket} 延期至 {deadline}：{reason}",
        "extended ticket {ticket} to {deadline}: {reason}")

    /// The ticket.
    public var ticket: TicketID = .blank
    /// The new deadline.
    public var deadline: Instant = .blank
    /// Why.
    public var reason: Personal = ""

    /// The event with every field blank.
    public init() {}

    /// Visits every field.
    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "ticket", &ticket)
        try visit.field(2, "deadline", &deadline)
        try visit.sealed(3, "reason", &reason, of: .ticket(ticket))
    }
}

/// The matter of a ticket was dealt with.
public struct TicketResolved: Payload, Hashable {
    /// The name on disk.
    public static let type = EventType("ticket.resolved")
    /// What people call it.
    public static let title = Phrase("办结工单", "Ticket resolved")
    /// What it says.
    public static let sentence = Phrase(
        "办结工单 {ticket}：{outcome}",
        "resolved ticket {ticket}: {outcome}")

    /// The ticket.
    public var ticket: TicketID = .blank
    /// How it ended.
    public var outcome: Personal = ""

    /// The event with every field blank.
    public init() {}

    /// Visits every field.
    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "ticket", &ticket)
        try visit.sealed(2, "outcome", &outcome, of: .ticket(ticket))
    }
}

/// The caller was asked whether it helped.
public struct EffectFeedbackGiven: Payload, Hashable {
    /// The name on disk.
    public static let type = EventType("ticket.feedback-given")
    /// What people call it.
    public static let title = Phrase("效果反馈", "Effect fed back")
    /// What it says.
    public static let sentence = Phrase(
        "工单 {ticket} 回访：{effect}，满意度 {satisfaction}",
        "called back on ticket {ticket}: {effect}, satisfaction {satisfaction}")

    /// The ticket.
    public var ticket: TicketID = .blank
    /// What it came to.
    public var effect: TicketEffect = .blank
    /// From 1 to 5; 0 if not given.
    public var satisfaction: Int64 = 0

    /// The event with every field blank.
    public init() {}

    /// Visits every field.
    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "ticket", &ticket)
        try visit.field(2, "effect", &effect)
        try visit.field(3, "satisfaction", &satisfaction)
    }

    /// Refuses what makes no sense.
    public func check() throws(PayloadProblem) {
        if !(0...5).contains(satisfaction) {
            throw PayloadProblem("satisfaction", "is not between 0 and 5")
        }
    }
}

/// A ticket is at its end.
public struct TicketClosed: Payload, Hashable {
    /// The name on disk.
    public static let type = EventType("ticket.closed")
    /// What people call it.
    public static let title = Phrase("关闭工单", "Ticket closed")
    /// What it says.
    public static let sentence = Phrase("关闭工单 {ticket}", "closed ticket {ticket}")

    /// The ticket.
    public var ticket: TicketID = .blank

    /// The event with every field blank.
    public init() {}

    /// Visits every field.
    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "ticket", &ticket)
    }
}

/// The matter of a ticket is not dealt with after all.
public struct TicketReopened: Payload, Hashable {
    /// The name on disk.
    public static let type = EventType("ticket.reopened")
    /// What people call it.
    public static let title = Phrase("重新受理", "Ticket reopened")
    /// What it says.
    public static let sentence = Phrase(
        "重新受理工单 {ticket}：{reason}",
        "reopened ticket {ticket}: {reason}")

    /// The ticket.
    public var ticket: TicketID = .blank
    /// Why.
    public var reason: Personal = ""

    /// The event with every field blank.
    public init() {}

    /// Visits every field.
    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "ticket", &ticket)
        try visit.sealed(2, "reason", &reason, of: .ticket(ticket))
    }
}
