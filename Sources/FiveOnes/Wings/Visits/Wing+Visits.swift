import CaseLedger

extension Wing {
    /// Visits to families.
    static let visits = Wing(
        "visits",
        events: [.of(VisitMade.self), .of(VisitFailed.self)],
        views: [.of(Visits.self)],
        past: [.founding(VisitMade.self)],
        checks: [.fiveDateVisits, .fiveDateVisitsByUnit, .statutoryVisit],
        policy: [
            .visitWindowBefore, .visitWindowAfter, .springFestivalWindowBefore,
            .springFestivalWindowAfter, .allowSharedVisit, .statutoryVisitsPerYear,
            .visitsPerVisitorDay, .sacrificeFallback, .birthdayFallback,
        ])
}

extension ViewHolder {
    /// Visits.
    var visits: Visits { self[Visits.self] }
}
