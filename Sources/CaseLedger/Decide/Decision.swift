/// One thing that somebody may do: what it must look at, and what it records or why it may not.
///
/// ```swift
/// struct LendBook: Decision {
///     var book: String
///     var reader: String
///     static let roles: Set<Role> = ["clerk"]
///     var reads: Query { [Tag("book", book)] }
///     func decide(_ state: LoansOpen, _ context: DecisionContext)
///         throws(RuleViolation) -> [NewEvent]
///     {
///         guard !state.open.contains(book) else {
///             throw RuleViolation(
///                 "L1", Phrase("该书已借出。", "The book is out."),
///                 advice: Phrase("请先归还。", "Return it first."))
///         }
///         return [NewEvent(BookLent(book: book, reader: reader))]
///     }
/// }
/// ```
///
/// `decide` is pure: the same state and context always give the same events or the same refusal.
///
/// A requirement that is misspelt, or has another type, is silently its default. Where the
/// conformance stands in an extension of its own, the compiler warns of most of these.
public protocol Decision: Sendable {
    /// What the decision has to know, folded from the events that ``reads`` names.
    associatedtype State: Projection
    /// The roles that may take it; every role may, if empty.
    static var roles: Set<Role> { get }
    /// The events that its rule looks at, and whose news makes it decide again.
    ///
    /// Name no more than the rule needs: `Query(BookAdded.self, about: book)` is not disturbed by
    /// what else is recorded about the book.
    var reads: Query { get }
    /// Further events to look at, named by what the first ones say or by who acts.
    ///
    /// It is asked again with what those say, until it names nothing new.
    func reads(after state: State, _ context: DecisionContext) -> Query
    /// What it looks at of an event that it corrects or retracts; all about its subjects, by default.
    func reads(amending event: Envelope) -> Query
    /// Views over whole histories that its rule asks, to be found in ``DecisionContext/view(_:)``.
    func follows(_ state: State, _ context: DecisionContext) -> [Followed]
    /// When it is said to have happened; by the caller's word or now, if `nil`.
    var occurred: Moment? { get }
    /// The event that it corrects or retracts.
    var amends: EventID? { get }
    /// The version of the policy that it goes by, to be recorded with its events; empty without.
    func policy(_ state: State) -> String
    /// What it asks of who takes it: on the day of ``DecisionContext/occurred``, and still on the
    /// day of recording.
    func needs(_ state: State, _ context: DecisionContext) -> Standing.Need
    /// The events to record, or the rule that forbids it.
    func decide(_ state: State, _ context: DecisionContext) throws(RuleViolation) -> [NewEvent]
}

extension Decision {
    /// Every role may take it.
    public static var roles: Set<Role> { [] }
    /// Nothing further.
    public func reads(after state: State, _ context: DecisionContext) -> Query { [] }
    /// All events about the amended event's subjects.
    public func reads(amending event: Envelope) -> Query { .tags(event.subjects) }
    /// No history.
    public func follows(_ state: State, _ context: DecisionContext) -> [Followed] { [] }
    /// When the caller says, or now.
    public var occurred: Moment? { nil }
    /// It amends nothing.
    public var amends: EventID? { nil }
    /// It goes by no policy that has versions.
    public func policy(_ state: State) -> String { "" }
    /// One of its roles, in any unit.
    public func needs(_ state: State, _ context: DecisionContext) -> Standing.Need {
        Standing.Need(roles: Self.roles)
    }
}

/// What surrounds a decision: who decides, when, and what has been seen.
public struct DecisionContext: Sendable {
    /// Who decides.
    public let actor: Actor
    /// The present moment by the ledger's clock.
    public let now: Instant
    /// The size of the log that the decision has seen.
    public let observed: UInt64
    /// For whom, where the actor stands in for somebody; else empty.
    public let onBehalfOf: String
    /// When it is said to have happened.
    public let occurred: Moment
    /// The event that is corrected or retracted, as it was recorded; that of the first amendment,
    /// where an amendment is amended.
    public let amended: Envelope?
    /// The views over whole histories that the decision follows.
    var followed: [any Projection]
    /// Everybody on whose authority it rests beside the actor's own.
    var delegators: [String] = []

    /// A context from its parts; what is said to happen happens now, if `occurred` is `nil`.
    public init(
        actor: Actor, now: Instant, observed: UInt64, onBehalfOf: String = "",
        occurred: Moment? = nil, amended: Envelope? = nil, followed: [any Projection] = []
    ) {
        self.actor = actor
        self.now = now
        self.observed = observed
        self.onBehalfOf = onBehalfOf
        self.occurred = occurred ?? .instant(now)
        self.amended = amended
        self.followed = followed
    }

    /// The view of a kind that the decision follows; one without events, if it follows none.
    public func view<View: Projection>(_ view: View.Type) -> View {
        for followed in followed { if let view = followed as? View { return view } }
        return View()
    }

    /// The present day in Asia/Shanghai.
    public var today: Day { now.day }

    /// Whether it is an account that decides here, itself or through whom it lets stand in.
    public func isDecided(by account: String) -> Bool {
        account == actor.id || account == onBehalfOf || delegators.contains(account)
    }
}

/// A view over a whole history that a rule asks, such as the balance of an earmark.
///
/// The ledger keeps and continues it, so that asking costs what is new.
public struct Followed: Sendable {
    /// What would be news.
    let news: Query
    let view: @Sendable (Ledger, UInt64) throws(LedgerError) -> any Projection

    /// A view of what a query names.
    ///
    /// - Parameters:
    ///   - view: The view.
    ///   - query: The events that it is made of.
    ///   - news: Which of them make the decision be taken again; all of them, if `nil`.
    public init<View: Projection>(
        _ view: View.Type, of query: Query, disturbedBy news: Query? = nil
    ) {
        self.news = news ?? query
        self.view = { (ledger, end) throws(LedgerError) in
            try ledger.state(view, of: query, below: end)
        }
    }
}
