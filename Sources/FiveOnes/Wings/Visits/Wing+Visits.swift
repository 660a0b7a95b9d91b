import CaseLedger

extension Wing {
    /// Visits to families.
    static let visits = Wing(
        "visits",
        events: [.of(VisitMade.self), .of(VisitFailed.self)],
        views: [.of(Visits.self)],
        checks: [.fiveDateVisits, .fiveDateVisitsByUnit, .statutoryVisit],
        policy: [
            .visitWindowBefore, .visitWindowAfter, .springFestivalWindowBefore,
            .springFestivalWindowAfter, .allowSharedVisit, .statutoryVisitsPerYear,
            .visitsPerVisitorDay, .sacrificeFallback, .birthdayFallback,
        ])
}

extension SupervisionCase {
    /// Visits.
    var visits: Visits { self[Visits.self] }
    /// The visits owed on the five dates, which more than one check looks at.
    var fiveDateVisits: [Finding] { once("five dates") { VisitObligations(self).findings } }
}
