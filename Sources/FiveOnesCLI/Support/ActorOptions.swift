import ArgumentParser
import FiveOnes

/// `--actor`, `--role` and `--unit`: who does what is recorded.
struct ActorOptions: ParsableArguments {
    @Option(name: .customLong("actor"), help: "The account that acts.") var id: String?
    @Option(help: "The role in which it acts.") var role: String?
    @Option(help: "The unit in whose name it acts.") var unit: String?

    /// Whether anything is said about who acts.
    var isGiven: Bool { id != nil || role != nil || unit != nil }

    /// Who acts; all three must be given.
    func actor() throws -> Actor {
        guard let id, let role, let unit, !id.isEmpty, !role.isEmpty, !unit.isEmpty else {
            throw ValidationError("Say who acts with --actor, --role and --unit.")
        }
        return Actor(id, role: Role(rawValue: role), unit: unit)
    }
}
