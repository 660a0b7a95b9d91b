public import CaseLedger

/// A subject of the plan, and the only list of what belongs to it.
///
/// The catalog of events, what can be recorded, what supervision folds, the checks and the tool's
/// listings derive from ``all``. A new event, view or check stands in its file and in the list of
/// its wing; what other rules look at of a subject stands in `Query+Subjects.swift` besides.
///
/// ```swift
/// Wing.all.flatMap(\.checks).map(\.id)  // "X2", "X7", "C9.1", …
/// ```
public struct Wing: Sendable, Identifiable {
    /// The name, as its folder's.
    public let id: String
    /// The events, in the order of the catalog.
    public let events: [EventDefinition]
    /// The views that supervision folds.
    public let views: [WingView]
    /// What decisions may ask of the past.
    let past: [Past.Part]
    /// The checks.
    public let checks: [PlanCheck]
    /// The numbers that its rules depend on.
    public let policy: [PolicyKey]

    init(
        _ id: String, events: [EventDefinition], views: [WingView] = [], past: [Past.Part] = [],
        checks: [PlanCheck] = [], policy: [PolicyKey] = []
    ) {
        self.id = id
        self.events = events
        self.views = views
        self.past = past
        self.checks = checks
        self.policy = policy
    }

    /// Every wing, in the order of the catalog.
    public static let all: [Wing] = [
        oversight, registry, stations, visits, hotline, benefits, funds, memorial,
    ]
}

extension EventDefinition {
    /// The definition of an event that a decision can record.
    static func of<Event: PlanEvent & Recordable>(_ event: Event.Type) -> EventDefinition {
        EventDefinition(event)
    }
}

extension EventCatalog {
    /// Every event of the plan.
    public static let fiveOnes = EventCatalog(
        Wing.all.flatMap(\.events), access: PlanAccess())
}

extension PlanCheck {
    /// Every check, in the order of the plan.
    public static let all: [PlanCheck] = Measure.allCases.flatMap { measure in
        Wing.all.flatMap(\.checks).filter { $0.measure == measure }
    }

    /// A check by its identifier.
    public static func named(_ id: String) -> PlanCheck? { all.first { $0.id == id } }
}

extension WingView {
    /// Every view, in the order of the wings.
    public static let all: [WingView] = Wing.all.flatMap(\.views)
}

extension Past.Part {
    /// Every part, in the order of the wings.
    static let all: [Past.Part] = Wing.all.flatMap(\.past)
}
