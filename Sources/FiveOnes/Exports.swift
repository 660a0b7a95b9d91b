// Whoever imports FiveOnes needs what its API speaks of: the ledger, and what goes in and out.
@_exported public import CaseExchange
@_exported public import CaseLedger
