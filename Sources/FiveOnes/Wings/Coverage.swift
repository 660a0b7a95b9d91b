public import CaseLedger

/// What the wings have of one measure of the plan, from the code itself.
public struct Coverage: Sendable {
    /// The task or requirement.
    public let measure: Measure
    /// The events that serve it.
    public let events: [EventType]
    /// Those of them that a decision records live.
    public let decisions: [EventType]
    /// The views that consume such events, of those that supervision always folds.
    public let views: [String]
    /// The checks that supervise it.
    public let checks: [PlanCheck]

    /// Whether there is nothing of the measure yet.
    public var isNothing: Bool { events.isEmpty && checks.isEmpty }

    /// Every measure, in the order of the plan.
    public static var all: [Coverage] { Measure.allCases.map { Coverage(of: $0) } }

    /// What there is of a measure.
    public init(of measure: Measure) {
        let served = Wing.all.flatMap(\.events).filter { event in
            (event.payload as? any PlanEvent.Type)?.measures.contains(measure) ?? false
        }
        let types = Set(served.map(\.type))
        self.measure = measure
        events = served.map(\.type)
        decisions = events.filter(PlanDecision.types.contains)
        views = WingView.all.filter { view in
            !view.isOnDemand && !(view.types ?? types).isDisjoint(with: types)
        }.map(\.name)
        checks = PlanCheck.all.filter { $0.measure == measure }
    }
}
