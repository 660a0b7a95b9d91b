import CaseLedger

/// How much of a period a survivor was in care, and whether what is owed once in it is owed to them.
///
/// It is, to who is in care on its last day and was for at least half of it.
struct CareShare {
    /// The last day of the period on which the survivor was in care, as far as a run can see.
    let last: Day
    /// Why nothing is owed; `nil` if it is.
    let reason: Phrase?
    /// The events that say so.
    let evidence: [UInt64]

    /// `nil` for who was in care on no day of it that a run can see.
    init?(
        of days: ClosedRange<Day>, _ member: Registry.Member, _ world: SupervisionCase,
        inForce: Day
    ) {
        guard let care = world.registry.care(of: member) else { return nil }
        let first = max(days.lowerBound, care.first)
        let through = min(days.upperBound, care.end?.day ?? days.upperBound)
        guard first <= min(through, world.horizon) else { return nil }
        last = min(through, world.horizon)
        let half = (days.lowerBound.days(until: days.upperBound) + 1) / 2
        if let end = care.end, end.day <= days.upperBound {
            reason = Phrase(
                "在 \(end.day) 去世或关闭档案", "died, or the file was closed, on \(end.day)")
            evidence = [end.position]
        } else if first.days(until: days.upperBound) < half {
            reason = Phrase("在册不足该期间的一半", "in care for less than half of the period")
            evidence = [member.enrolled.position]
        } else if max(days.lowerBound, inForce).days(until: days.upperBound) < half {
            reason = Phrase(
                "方案施行不足该期间的一半", "the plan was in force for less than half of the period")
            evidence = []
        } else {
            reason = nil
            evidence = []
        }
    }
}

extension Day {
    /// How many days there are from this one to another, both counted.
    fileprivate func days(until last: Day) -> Int { last.days(since: self) + 1 }
}

extension SupervisionCase {
    /// The years of which something is on record, from the first enrollment on.
    var recordedYears: ClosedRange<Int> {
        let first = once("firstEnrollment") {
            registry.members.values.map(\.enrolled.from).min() ?? horizon
        }
        return min(first.year, horizon.year)...horizon.year
    }
}
