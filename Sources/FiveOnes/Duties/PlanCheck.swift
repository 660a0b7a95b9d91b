public import CaseLedger

/// One check of the plan: what it expects or forbids, and how replay settles it.
public struct PlanCheck: Sendable, Identifiable {
    /// How a check speaks.
    public enum Kind: String, Sendable {
        /// Something must happen: an obligation met or missed.
        case expects
        /// Something must not happen: a pattern found or not.
        case forbids
    }

    /// The identifier of the specification, `C15.1`.
    public let id: String
    /// The measure of the plan that it supervises.
    public let measure: Measure
    /// Whether it expects or forbids.
    public let kind: Kind
    /// What it says, in a line.
    public let title: Phrase
    /// What it rests on: the plan, the law, a standard, a default of the policy.
    public let basis: Phrase
    /// The views that are folded only because it asks for them.
    let extraViews: [any Projection.Type]
    /// What would settle what it finds missing or wrong.
    public let mend: Phrase
    /// Everything it speaks of, with what the record says of each.
    let owes: @Sendable (SupervisionCase) -> [Owed]

    init(
        _ id: String, _ measure: Measure, _ kind: Kind, _ title: Phrase, basis: Phrase,
        mend: Phrase, extraViews: [any Projection.Type] = [],
        owes: @escaping @Sendable (SupervisionCase) -> [Owed]
    ) {
        self.id = id
        self.measure = measure
        self.kind = kind
        self.title = title
        self.basis = basis
        self.extraViews = extraViews
        self.mend = mend
        self.owes = owes
    }
}

/// What one check found.
public struct CheckResult: Sendable {
    /// The check.
    public let check: PlanCheck
    /// One finding for each obligation, by unit, subject and anchor.
    public let findings: [Finding]

    /// How many obligations came to each outcome; only outcomes that occur.
    ///
    /// The numbers add up to the number of findings.
    public var totals: [Outcome: Int] {
        findings.reduce(into: [:]) { $0[$1.outcome, default: 0] += 1 }
    }
}
