public import CaseLedger

/// The matter of a ticket was dealt with.
public struct TicketResolved: PlanEvent, Hashable {
    public static let type = EventType("ticket.resolved")
    public static let title = Phrase("办结工单", "Ticket resolved")
    public static let sentence = Phrase(
        "办结工单 {ticket}：{outcome}",
        "resolved ticket {ticket}: {outcome}")

    public var ticket: TicketID = .blank
    /// How it ended.
    public var outcome: Personal = ""

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "ticket", &ticket)
        try visit.sealed(2, "outcome", &outcome, of: .ticket(ticket))
    }
}

/// The caller was asked whether it helped.
public struct EffectFeedbackGiven: PlanEvent, Hashable {
    public static let type = EventType("ticket.feedback-given")
    public static let title = Phrase("效果反馈", "Effect fed back")
    public static let sentence = Phrase(
        "工单 {ticket} 回访：{effect}，满意度 {satisfaction}",
        "called back on ticket {ticket}: {effect}, satisfaction {satisfaction}")

    public var ticket: TicketID = .blank
    /// What it came to.
    public var effect: TicketEffect = .blank
    /// From 1 to 5; 0 if not given.
    public var satisfaction: Int64 = 0

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "ticket", &ticket)
        try visit.field(2, "effect", &effect)
        try visit.field(3, "satisfaction", &satisfaction)
    }

    public func check() throws(PayloadProblem) {
        if !(0...5).contains(satisfaction) {
            throw PayloadProblem("satisfaction", "is not between 0 and 5")
        }
    }
}

extension EffectFeedbackGiven: ChoiceEvent {
    public static var choice: WritableKeyPath<Self, TicketEffect> { \.effect }
}

/// A ticket is at its end.
public struct TicketClosed: PlanEvent, Hashable {
    public static let type = EventType("ticket.closed")
    public static let title = Phrase("关闭工单", "Ticket closed")
    public static let sentence = Phrase("关闭工单 {ticket}", "closed ticket {ticket}")

    public var ticket: TicketID = .blank

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "ticket", &ticket)
    }
}

/// The matter of a ticket is not dealt with after all.
public struct TicketReopened: PlanEvent, Hashable {
    public static let type = EventType("ticket.reopened")
    public static let title = Phrase("重新受理", "Ticket reopened")
    public static let sentence = Phrase(
        "重新受理工单 {ticket}：{reason}",
        "reopened ticket {ticket}: {reason}")

    public var ticket: TicketID = .blank
    public var reason: Personal = ""

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "ticket", &ticket)
        try visit.sealed(2, "reason", &reason, of: .ticket(ticket))
    }
}

/// What help came to, in the caller's words.
public enum TicketEffect: String, FieldCode, Sendable {
    case solved
    case partly
    case unsolved
    case unreached

    public static var blank: TicketEffect { .solved }

    public var label: Phrase {
        switch self {
        case .solved: Phrase("已解决", "solved")
        case .partly: Phrase("部分解决", "partly solved")
        case .unsolved: Phrase("未解决", "not solved")
        case .unreached: Phrase("未联系上", "the caller could not be reached")
        }
    }
}
