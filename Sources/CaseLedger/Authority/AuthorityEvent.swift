/// An event that gives or ends authority, with the rules that every domain has.
///
/// A domain adds its own knowledge of which unit lies under which; see ``Authority/Record`` for one
/// that knows nothing of it.
public protocol AuthorityEvent: Payload {
    /// The roles that may record it; every role may, if empty.
    static var keepers: Set<Role> { get }
    /// The unit that the actor's unit must lie around; `nil` if any may.
    var governed: String? { get }
    /// Refuses what is wrong in any domain.
    ///
    /// - Parameters:
    ///   - authority: What is on record of the accounts concerned.
    ///   - context: Who decides, for whom, when, and when it is said to have happened.
    ///   - limits: The limits of break-glass access.
    /// - Throws: The rule that forbids it.
    func require(
        _ authority: Authority, _ context: DecisionContext, _ limits: Authority.GlassLimits)
        throws(RuleViolation)
}

extension Authority {
    func requireFounded() throws(RuleViolation) {
        guard founding == nil else { return }
        throw RuleViolation(
            "I2", Phrase("本账本尚未设立授权。", "The authority of this ledger is not founded."),
            advice: Phrase("先设立（authority.founded）。", "Found it first: authority.founded."))
    }
}

func requireDays(_ from: Day, _ through: Day?) throws(RuleViolation) {
    guard let through, through < from else { return }
    throw RuleViolation(
        "X3", Phrase("截止日早于起始日。", "It would end before it begins."),
        advice: Phrase("核对日期。", "Check the days."))
}

extension DecisionContext {
    /// Refuses what nobody decides about themselves, nor through whom they let stand in.
    func requireApart(from account: String, _ what: Phrase) throws(RuleViolation) {
        guard isDecided(by: account) else { return }
        throw RuleViolation("I9", what, advice: Phrase("换另一人办理。", "Let somebody else do it."))
    }
}

extension Authority {
    /// How long and by whom break-glass access is given.
    public struct GlassLimits: Sendable, Hashable {
        /// For how many hours at most; the three of DHIS2, if not said otherwise.
        public var hours: Int
        /// How many uses of one account may wait for their review.
        public var unreviewed: Int

        /// Limits from their parts.
        public init(hours: Int = 3, unreviewed: Int = 2) {
            self.hours = hours
            self.unreviewed = unreviewed
        }
    }
}
