import CaseLedger

/// Something that somebody owes about a subject, before anybody asks what became of it.
struct Obligation {
    /// What it is about.
    let subject: Tag
    /// Which of the subject's obligations it is; may be empty.
    var anchor = ""
    /// The day about which it turns: for exemptions, and for who answers.
    var day: Day
    /// Who answers for it.
    var responsible: Responsible
    /// From when on it can be met.
    var opens: Moment?
    /// By when it must be met.
    var due: Moment?
    /// Until when it can still be met late; ``due``, if `nil`.
    var closes: Moment?
    /// The events that found it.
    var basis: [UInt64] = []
}

/// What the record says of an obligation.
enum Settlement {
    /// It was met then, by these events.
    case met(at: Moment, by: [UInt64])
    /// Nothing on record meets it; these events show what there is all the same.
    case open(there: [UInt64])
    /// A rule, and how it was broken; kept, where there is nothing.
    case faults([Fault])
    /// Nobody can say, because a fact is missing.
    case unknown(missing: Phrase, there: [UInt64])
    /// Other findings decide.
    case judged(Outcome, settled: Moment?, by: [UInt64])
    /// It is not owed, for a reason that is on record.
    case notOwed(because: Phrase, by: [UInt64])

    /// One way in which a rule was broken.
    struct Fault {
        /// When.
        let days: ClosedRange<Day>
        /// What is wrong.
        let said: Phrase
        /// The events that show it.
        var evidence: [UInt64] = []
    }
}

/// An obligation with what the record says of it, and the words for each outcome.
struct Owed {
    let obligation: Obligation
    let settlement: Settlement
    /// What is said where an outcome asks for more than its standard words.
    let words: @Sendable (Outcome) -> Phrase?

    init(
        _ obligation: Obligation, _ settlement: Settlement,
        words: @escaping @Sendable (Outcome) -> Phrase? = { _ in nil }
    ) {
        self.obligation = obligation
        self.settlement = settlement
        self.words = words
    }
}

extension PlanCheck {
    /// What became of everything that the check speaks of: one finding for each, none dropped.
    func settle(_ world: SupervisionCase) -> [Finding] {
        owes(world).map { settle($0, world) }
    }

    /// The only place that knows the eight outcomes, and how far a run can see.
    private func settle(_ owed: Owed, _ world: SupervisionCase) -> Finding {
        let duty = owed.obligation
        var finding = Finding(
            id, .pending, subject: duty.subject, anchor: duty.anchor,
            responsible: duty.responsible, opens: duty.opens, due: duty.due, closes: duty.closes,
            evidence: duty.basis, reason: Phrase("", ""))
        var said: Phrase?
        switch owed.settlement {
        case .met(let at, let by):
            finding.cite(by)
            finding.settled = at
            finding.outcome = outcome(at, duty)
            if finding.outcome == .notDeterminable {
                finding.settled = nil
                said = Phrase("缺：完成的确切时间（\(at)）", "missing: when exactly it was done (\(at))")
            }
        case .open(let there):
            finding.cite(there)
            finding.outcome = world.unmet(duty)
        case .faults(let all):
            return settle(all, owed, &finding, world)
        case .unknown(let missing, let there):
            finding.cite(there)
            finding.outcome = .notDeterminable
            said = Phrase("缺：\(missing.chinese)", "missing: \(missing.english)")
        case .judged(let outcome, let settled, let by):
            finding.cite(by)
            finding.outcome = outcome
            finding.settled = outcome == .satisfied || outcome == .late ? settled : nil
        case .notOwed(let because, let by):
            finding.cite(by)
            finding.outcome = .notApplicable
            said = because
        }
        finding.reason = said ?? owed.words(finding.outcome) ?? finding.outcome.label
        return world.considering(advised(finding), on: duty.day)
    }

    /// Whether what was done then was done in time.
    private func outcome(_ at: Moment, _ duty: Obligation) -> Outcome {
        guard let due = duty.due else { return .satisfied }
        if at.last <= due.last { return .satisfied }
        return at.first > due.last ? .late : .notDeterminable
    }

    private func settle(
        _ all: [Settlement.Fault], _ owed: Owed, _ finding: inout Finding,
        _ world: SupervisionCase
    ) -> Finding {
        let (left, excused) = world.excusing(all, of: owed.obligation.subject, from: id)
        for fault in left { finding.cite(fault.evidence) }
        guard left.isEmpty else {
            finding.outcome = .violated
            finding.reason = Phrase(
                left.map(\.said.chinese).joined(separator: "；"),
                left.map(\.said.english).joined(separator: "; "))
            return advised(finding)
        }
        finding.outcome = .satisfied
        finding.settled = owed.obligation.due
        finding.reason = owed.words(.satisfied) ?? Outcome.satisfied.label
        return excused(finding)
    }

    /// The finding with what would settle it.
    private func advised(_ finding: Finding) -> Finding {
        var finding = finding
        switch finding.outcome {
        case .violated, .late, .pending, .notDeterminable: finding.advice = mend
        case .satisfied, .notYetDue, .exempt, .notApplicable: break
        }
        return finding
    }
}

extension SupervisionCase {
    /// The outcome of an obligation that nothing has met, as far as the run can see.
    fileprivate func unmet(_ duty: Obligation) -> Outcome {
        if let opens = duty.opens, opens.first > horizon.end { return .notYetDue }
        guard let end = duty.closes ?? duty.due else { return .violated }
        return end.last <= horizon.end ? .violated : .pending
    }
}
