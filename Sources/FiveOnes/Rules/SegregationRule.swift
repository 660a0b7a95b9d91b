public import CaseLedger

/// A rule that nobody has two of some posts about the same matter (不相容岗位分离).
public struct SegregationRule: Sendable, Hashable {
    /// The rule's name in refusals.
    public let rule: String
    /// The kind of matter: `aid`, `grant`, `ticket`.
    public let matter: String
    /// The posts of which one person has at most one.
    public let apart: [Post]

    /// Every rule of the plan.
    ///
    /// Who handled an application may also confirm that the money arrived: both are the officer's,
    /// who neither decides nor pays.
    public static let all: [SegregationRule] = [
        SegregationRule(
            rule: "I9", matter: "aid", apart: [.handler, .approver, .custodian, .payer]),
        SegregationRule(
            rule: "I9", matter: "aid", apart: [.approver, .custodian, .payer, .confirmer]),
        SegregationRule(rule: "I9", matter: "grant", apart: [.handler, .approver]),
        SegregationRule(rule: "C12.5", matter: "ticket", apart: [.resolver, .caller]),
    ]
}

/// Something that one person does about a matter, and that must be kept apart from others.
public enum Post: String, CaseIterable, Sendable {
    /// Took the application.
    case handler
    /// Decided it.
    case approver
    /// Keeps the fund and proposes the payment.
    case custodian
    /// Paid it out.
    case payer
    /// Confirmed that it arrived.
    case confirmer
    /// Resolved a ticket.
    case resolver
    /// Asked the caller whether it helped.
    case caller

    /// What people call who does it.
    public var label: Phrase {
        switch self {
        case .handler: Phrase("申请经办人", "who handled the application")
        case .approver: Phrase("审批人", "approver")
        case .custodian: Phrase("专管人", "custodian")
        case .payer: Phrase("拨付人", "payer")
        case .confirmer: Phrase("到账确认人", "who confirmed its arrival")
        case .resolver: Phrase("办理人", "who resolved it")
        case .caller: Phrase("回访人", "who called back")
        }
    }
}

/// That an account has a post about a matter.
struct PostHeld: Hashable, Sendable {
    /// The kind of matter.
    let matter: String
    let post: Post
    let account: String
}

/// An event that brings posts to accounts.
protocol PostBearing: Recordable {
    /// The posts that the event brings to accounts, and those that others have about its matter.
    func posts(_ past: Past, _ context: RecordContext) -> (new: [PostHeld], held: [PostHeld])
}

extension Recordable {
    /// Refuses the event if somebody would have two posts that are to be kept apart.
    func requireSegregation(_ past: Past, _ context: RecordContext) throws(RuleViolation) {
        guard let (new, held) = (self as? any PostBearing)?.posts(past, context) else { return }
        for rule in SegregationRule.all {
            if let (one, other) = rule.conflict(new, held) {
                throw RuleViolation(
                    rule.rule,
                    Phrase(
                        "同一人不能既是\(one.label.chinese)又是\(other.label.chinese)。",
                        "One person cannot be both \(one.label.english) and \(other.label.english)."
                    ),
                    advice: Phrase("换另一人办理。", "Let somebody else do it."))
            }
        }
    }
}

extension SegregationRule {
    /// Two posts of one account that the rule keeps apart, the first of them new.
    func conflict(_ new: [PostHeld], _ held: [PostHeld]) -> (Post, Post)? {
        for one in new where one.matter == matter && apart.contains(one.post) {
            for other in held + new
            where other.matter == matter && other.account == one.account && other.post != one.post
                && apart.contains(other.post)
            {
                return (one.post, other.post)
            }
        }
        return nil
    }
}
