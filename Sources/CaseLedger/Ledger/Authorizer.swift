/// Who says whether somebody may do something.
///
/// ``Ledger/perform(_:by:onBehalfOf:channel:evidence:occurred:signedBy:)`` asks it about every decision, and
/// so does taking one again. Bring your own to ask a directory service:
///
/// ```swift
/// struct Directory: Authorizer {
///     func standing(for request: Standing.Request, in ledger: Ledger)
///         async throws(LedgerError) -> Standing
///     {
///         guard await lookUp(request.actor.id, request.actor.role) else {
///             throw LedgerError(request.notHeld)
///         }
///         return Standing()
///     }
/// }
/// let ledger = try Ledger.open(
///     at: path, events: .library, LedgerOptions(authority: Directory()))
/// ```
public protocol Authorizer: Sendable {
    /// What lets the actor act.
    ///
    /// The role has been compared with ``Standing/Need/roles`` before.
    ///
    /// - Throws: ``LedgerError/Code/refused`` with rule I2 if nothing does.
    func standing(for request: Standing.Request, in ledger: Ledger) async throws(LedgerError)
        -> Standing
}

extension Standing {
    /// What a decision asks of who takes it: one of some roles, in a unit that reaches all it is
    /// about.
    public struct Need: Sendable {
        /// The roles that may take it; every role may, if empty.
        public var roles: Set<Role>
        /// For each thing it is about, the units and subjects around that thing, the nearest first.
        ///
        /// Such as `[unit:station:S-1, unit:district:north, unit:city, area:north]`. Nothing is
        /// asked of the unit, if empty.
        public var within: [[Tag]]
        /// The units whose keepers may grant the actor's role, the nearest first; the founder's, if
        /// empty.
        ///
        /// They are looked for where a refusal names them.
        public var keepers: [Tag] { named() }
        private let named: @Sendable () -> [Tag]
        /// What forbids it to this actor, whatever was granted: somebody who has left, for example.
        public var refusal: RuleViolation?

        /// A need from its parts.
        public init(
            roles: Set<Role> = [], within: [[Tag]] = [],
            keepers: @escaping @Sendable @autoclosure () -> [Tag] = []
        ) {
            self.roles = roles
            self.within = within
            named = keepers
        }
    }
}

extension Standing {
    /// The question whether somebody may do something on a day.
    public struct Request: Sendable {
        /// Who acts.
        public let actor: Actor
        /// For whom, where the actor stands in for somebody; else empty.
        public let onBehalfOf: String
        /// What is asked of the actor.
        public let need: Standing.Need
        /// The day of acting: the day on which it is said to have happened.
        public let day: Day
        /// Only what stands below this position counts.
        public let observed: UInt64

        /// A request from its parts.
        public init(
            actor: Actor, onBehalfOf: String = "", need: Standing.Need, day: Day, observed: UInt64
        ) {
            self.actor = actor
            self.onBehalfOf = onBehalfOf
            self.need = need
            self.day = day
            self.observed = observed
        }
    }
}
