public import CaseLedger

/// An event of the plan.
public protocol PlanEvent: Payload {
    /// The tasks and requirements of the plan that it serves.
    static var measures: [Measure] { get }
}
