import CaseLedger

extension Wing {
    /// Funds, what is given to them, and what they pay for.
    static let funds = Wing(
        "funds",
        events: [
            .of(FundEstablished.self), .of(CustodianAppointed.self), .of(EarmarkOpened.self),
            .of(DonationReceived.self), .of(DonationReversed.self), .of(DonorNamed.self),
            .of(AidApplied.self),
            .of(AidApproved.self), .of(AidRejected.self), .of(DisbursementPaid.self),
            .of(DisbursementConfirmed.self), .of(DisbursementReversed.self),
        ],
        views: [.of(FundBook.self), .of(EarmarkAccount.self, onDemand: true)],
        past: [.view(FundBook.self)],
        checks: [.soleCustodian, .earmarkOnly, .perMatterDisbursement, .mobilization],
        policy: [.organizationsPerDistrictYear, .receiptConfirmation])
}

extension ViewHolder {
    /// Funds.
    var funds: FundBook { self[FundBook.self] }
}
