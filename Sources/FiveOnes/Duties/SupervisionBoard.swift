public import CaseLedger
import SegmentLog

/// What a supervision run found, and what it rests on: the same prefix, policy and two times give
/// the same bytes again.
public struct SupervisionBoard: Sendable {
    /// The last day whose facts count.
    public let asOf: Day
    /// The last day that the run can know of, at whose end it settles: ``asOf`` or before.
    public let horizon: Day
    /// The last instant whose records count; `nil` for all.
    public let knownAt: Instant?
    /// How many entries the run has seen.
    public let size: UInt64
    /// The RFC 6962 root over them, in base64.
    public let root: String
    /// The version of the policy.
    public let policy: String
    /// The district unit it is narrowed to; `nil` for all.
    public let unit: String?
    /// What each check found.
    public let results: [CheckResult]

    /// Whether any check found a violation.
    public var hasViolations: Bool {
        results.contains { $0.findings.contains { $0.outcome == .violated } }
    }

    /// The board as JSON, `"format":1`.
    public var json: JSONValue {
        var object = JSONObject()
        object["format"] = 1
        object["asOf"] = .string(asOf.description)
        if horizon < asOf { object["settledAt"] = .string(horizon.description) }
        object["knownAt"] = knownAt.map { .string($0.description) } ?? .null
        object["checkpoint"] = [
            "size": .integer(Int64(size)), "root": .string(root),
        ]
        object["policy"] = .string(policy)
        if let unit { object["unit"] = .string(unit) }
        object["checks"] = .array(
            results.map { result in
                var totals = JSONObject()
                for outcome in Outcome.allCases {
                    if let count = result.totals[outcome] {
                        totals[outcome.rawValue] = .integer(Int64(count))
                    }
                }
                return [
                    "id": .string(result.check.id),
                    "measure": .string(result.check.measure.id),
                    "totals": .object(totals),
                    "findings": .array(result.findings.map(\.json)),
                ]
            })
        return .object(object)
    }
}

extension Ledger {
    /// Runs the plan's checks over a replay.
    ///
    /// ```swift
    /// let board = try ledger.supervise(in: TimeFrame(asOf: Day(2025, 12, 31)))
    /// ```
    ///
    /// - Parameters:
    ///   - frame: What must have been true, and on record, by when; without a day, today's.
    ///   - unit: Only what this district unit answers for: `nanshan` or `district:nanshan`.
    ///   - checks: The checks to run.
    ///   - progress: Is told now and then how many entries of how many have been read.
    /// - Returns: What each check found.
    /// - Throws: ``LedgerError/Code/damaged`` or `log` if an entry cannot be read.
    /// - Complexity: O(entries) for the replay, O(obligations × log) for settling.
    public func supervise(
        in frame: TimeFrame, unit: String? = nil, checks: [PlanCheck] = PlanCheck.all,
        progress: ((UInt64, UInt64) -> Void)? = nil
    ) throws(LedgerError) -> SupervisionBoard {
        let head = head
        let size = head?.size ?? size
        let world = try supervisionCase(
            in: frame, below: size, for: checks, progress: progress)
        let unit = unit.map { $0.contains(":") ? $0 : "district:\($0)" }
        let results = checks.map { check in
            let findings = check.settle(world)
                .filter { finding in unit.map { finding.responsible.unit == $0 } ?? true }
                .sorted {
                    ($0.responsible.unit, $0.subject, $0.anchor)
                        < ($1.responsible.unit, $1.subject, $1.anchor)
                }
            return CheckResult(check: check, findings: findings)
        }
        return SupervisionBoard(
            asOf: world.asOf, horizon: world.horizon, knownAt: frame.knownAt, size: size,
            root: head?.root.base64 ?? "",
            policy: world.policy.policy.version, unit: unit, results: results)
    }

    /// Everything the checks look at, by one replay.
    public func supervisionCase(
        in frame: TimeFrame, below end: UInt64? = nil, for checks: [PlanCheck] = PlanCheck.all,
        progress: ((UInt64, UInt64) -> Void)? = nil
    ) throws(LedgerError) -> SupervisionCase {
        let asOf = frame.asOf ?? now.day
        let extra = Set(checks.flatMap(\.extraViews).map { ObjectIdentifier($0) })
        let runs = WingView.all.filter { !$0.isOnDemand || extra.contains($0.key) }
            .map { (key: $0.key, run: $0.run(self)) }
        try replay(
            runs.map(\.run.fold), in: TimeFrame(asOf: asOf, knownAt: frame.knownAt), below: end,
            progress: progress)
        let views = Dictionary(uniqueKeysWithValues: runs.map { ($0.key, $0.run.state()) })
        let asked = views.values.flatMap { ($0 as? any AskingView)?.asked ?? [] }
        let horizon = [asOf, frame.knownAt?.day, now.day].compactMap { $0 }.min() ?? asOf
        return SupervisionCase(
            asOf: asOf, horizon: horizon, views: views, amended: try amendedEvents(of: asked))
    }

    /// The events that amendments are about, as recorded; of an amended amendment, the bottom one.
    private func amendedEvents(of targets: [EventID]) throws(LedgerError) -> [EventID: Envelope] {
        var found: [EventID: Envelope] = [:]
        for target in Set(targets) {
            if let envelope = try amendedEvent(target) { found[target] = envelope }
        }
        return found
    }
}
