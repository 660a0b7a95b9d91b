import CaseLedger

extension Wing {
    /// Care activities and ceremonies.
    static let memorial = Wing(
        "memorial",
        events: [.of(ActivityHeld.self)],
        past: [.founding(ActivityHeld.self)])
}
