import CaseLedger
import FiveOnes

/// One view to rebuild: its fold, and the digest of what it holds afterwards.
struct ReplayFold {
    let name: String
    let version: Int
    let fold: AnyFold
    let digest: () -> String

    /// A view of a ledger.
    init<P: DigestibleProjection>(_ view: P.Type, of ledger: Ledger) {
        let fold = ledger.fold(view)
        self.fold = fold
        name = P.name
        version = P.version
        digest = { ViewDigest(fold.state).hex }
    }
}

/// The views that `fiveones replay` rebuilds: all of the plan's.
func replayFolds(for ledger: Ledger) -> [ReplayFold] {
    [
        ReplayFold(PolicyBook.self, of: ledger), ReplayFold(Registry.self, of: ledger),
        ReplayFold(Verifications.self, of: ledger), ReplayFold(Assignments.self, of: ledger),
        ReplayFold(Visits.self, of: ledger), ReplayFold(TicketBook.self, of: ledger),
        ReplayFold(FundBook.self, of: ledger), ReplayFold(BenefitBook.self, of: ledger),
    ]
}
