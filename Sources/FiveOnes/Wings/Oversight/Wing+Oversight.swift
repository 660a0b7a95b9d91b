import CaseLedger

extension Wing {
    /// What watches over the plan itself: its policy, who may do what, and who reads what.
    static let oversight = Wing(
        "oversight",
        events: [.of(PlanAccepted.self), .of(PolicyChanged.self), .of(ObligationExempted.self)],
        views: [.of(PolicyBook.self), .of(Authority.self), .of(Acts.self, onDemand: true)],
        past: [.view(PolicyBook.self), .view(Authority.self)],
        checks: [.authority, .access],
        policy: [
            .planEffectiveDay, .backDatingLimit, .lateWeight, .glassHours, .glassReviewLimit,
            .bulkReads,
        ])
}

extension ViewHolder {
    /// The policy, exemptions and acceptances.
    var policy: PolicyBook { self[PolicyBook.self] }
    /// Grants of roles, and uses of break-glass access.
    var authority: Authority { self[Authority.self] }
}

extension SupervisionCase {
    /// Who did what; `nil` where no check asks for it.
    var acts: Acts? { folded(Acts.self) }

    /// The first day of the plan, as the policy says on the day of supervision.
    var planStart: Day { policy.policy.day(.planEffectiveDay, on: asOf) }

    /// The years from the plan's first to the one of supervision.
    var years: ClosedRange<Int> { min(planStart.year, horizon.year)...horizon.year }

    /// The faults that no exemption covers, and the finding as the exemptions of the others make it.
    func excusing(_ faults: [Settlement.Fault], of subject: Tag, from rule: String)
        -> (left: [Settlement.Fault], excused: (Finding) -> Finding)
    {
        var exemptions: [PolicyBook.Exemption] = []
        let left = faults.filter { fault in
            let found = policy.exemptions(from: rule, of: subject, covering: fault.days)
            exemptions += found ?? []
            return found == nil
        }
        return (left, { exemptions.isEmpty ? $0 : $0.exempt(by: exemptions) })
    }

    /// The finding, or its exempt form where an exemption covers the day it turns about; what was
    /// done late stays late, with the exemption.
    func considering(_ finding: Finding, on day: Day) -> Finding {
        guard finding.outcome != .satisfied, finding.outcome != .notApplicable,
            let exemption = policy.exemption(
                from: finding.check, of: finding.subject, on: day)
        else { return finding }
        guard finding.outcome == .late else { return finding.exempt(by: [exemption]) }
        var late = finding
        late.cite([exemption.position])
        late.reason = Phrase(
            "\(finding.reason.chinese)（已豁免：\(exemption.reason)）",
            "\(finding.reason.english) (exempt: \(exemption.reason))")
        return late
    }
}

extension Finding {
    /// The finding as exempt, with the exemptions that make it so.
    func exempt(by exemptions: [PolicyBook.Exemption]) -> Finding {
        var exempt = self
        exempt.outcome = .exempt
        exempt.settled = nil
        exempt.advice = nil
        var reasons: [String] = []
        for exemption in exemptions {
            exempt.cite([exemption.position])
            if !reasons.contains(exemption.reason) { reasons.append(exemption.reason) }
        }
        exempt.reason = Phrase(
            "已豁免：\(reasons.joined(separator: "；"))",
            "exempt: \(reasons.joined(separator: "; "))")
        return exempt
    }
}
