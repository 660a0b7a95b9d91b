import CaseLedger

extension Wing {
    /// Service stations, their staff, and who answers for which family.
    static let stations = Wing(
        "stations",
        events: [
            .of(StationRegistered.self), .of(StaffAppointed.self), .of(StaffLeft.self),
            .of(OfficerAssigned.self), .of(AssignmentEnded.self),
        ],
        views: [.of(Assignments.self)],
        past: [.view(Assignments.self)],
        checks: [.officerContinuity],
        policy: [.officerGapTolerance, .caseloadCap])
}

extension ViewHolder {
    /// Stations and officers.
    var assignments: Assignments { self[Assignments.self] }
}

extension SupervisionCase {
    /// The officers of a family, by first day; worked out for all families at the first question.
    func intervals(of family: FamilyID) -> [Assignments.Interval] {
        once("officers") {
            let assignments = assignments
            return Dictionary(
                uniqueKeysWithValues: assignments.families.map {
                    ($0, assignments.intervals(of: $0))
                })
        }[family] ?? []
    }

    /// The officer of a family on a day; the latest assigned, where there are two.
    func officer(of family: FamilyID, on day: Day) -> Assignments.Interval? {
        intervals(of: family).last { $0.contains(day) }
    }

    /// Who answers for a family on a day: its district unit and its officer.
    func responsible(for family: FamilyID, on day: Day) -> Responsible {
        Responsible(
            unit: registry.responsibleUnit(for: family, on: day) ?? "",
            person: officer(of: family, on: day)?.officer.rawValue)
    }
}
