public import CaseLedger

/// The policy as events have set it, the exemptions granted, and which units answer for the plan.
public struct PolicyBook: SnapshotProjection {
    public static let name = "policy"

    /// An exemption from an obligation.
    public struct Exemption: Hashable, Codable, Sendable {
        /// The check.
        public let rule: String
        /// The subject, as the check names it.
        public let subject: String
        /// The days it covers.
        public let days: ClosedRange<Day>
        /// Why.
        public let reason: String
        /// Where the exemption is on record.
        public let position: UInt64
    }

    /// What an exemption is for.
    private struct Exempted: Hashable, Codable {
        let rule: String
        let subject: String
    }

    /// The policy's numbers, each with the days on which it held.
    public private(set) var policy = Policy()
    /// Values that events set outside their key's range, by position; the earlier value stays.
    public private(set) var refused: [UInt64] = []
    /// The exemptions, in the order of recording.
    public private(set) var exemptions: [Exemption] = []
    /// The same by check and subject.
    private var exemptionsBySubject: [Exempted: [Exemption]] = [:]
    /// The district units that accepted the plan, with the day and the event.
    public private(set) var accepted: [AreaID: Dated<AreaID>] = [:]

    public init() {}

    public static func handle(_ on: inout Handlers<PolicyBook>) {
        on(PolicyChanged.self) { state, context, event in
            guard let key = PolicyKey.named(event.key), let value = Int(exactly: event.value),
                let policy = state.policy.setting(key, to: value, from: event.from)
            else { return state.refused.append(context.position) }
            state.policy = policy
        }
        on(ObligationExempted.self) { state, context, event in
            guard event.from <= event.through else { return }
            let exemption = Exemption(
                rule: event.rule, subject: event.subject, days: event.from...event.through,
                reason: event.reason, position: context.position)
            state.exemptions.append(exemption)
            let what = Exempted(rule: event.rule, subject: event.subject)
            state.exemptionsBySubject[what, default: []].append(exemption)
        }
        on(PlanAccepted.self) { state, context, event in
            let from = context.occurred.earliest
            if state.accepted[event.unit].map({ from < $0.from }) ?? true {
                state.accepted[event.unit] = Dated(event.unit, from: from, context)
            }
        }
    }

    /// The exemption that covers a subject of a check on a day.
    public func exemption(from rule: String, of subject: String, on day: Day) -> Exemption? {
        guard !exemptions.isEmpty else { return nil }
        return exemptionsBySubject[Exempted(rule: rule, subject: subject)]?
            .last { $0.days.contains(day) }
    }

    /// The exemptions that together cover every one of some days; `nil` if a day is left.
    func exemptions(from rule: String, of subject: Tag, covering days: ClosedRange<Day>)
        -> [Exemption]?
    {
        guard !exemptions.isEmpty,
            let known = exemptionsBySubject[Exempted(rule: rule, subject: subject.text)]
        else { return nil }
        var found: [Exemption] = []
        var next = days.lowerBound
        while next <= days.upperBound {
            let longest = known.filter { $0.days.contains(next) }
                .max { $0.days.upperBound < $1.days.upperBound }
            guard let longest else { return nil }
            found.append(longest)
            next = longest.days.upperBound.adding(days: 1)
        }
        return found
    }
}
