import CaseLedger

extension Wing {
    /// The catalog of benefits, and claims to them.
    static let benefits = Wing(
        "benefits",
        events: [
            .of(BenefitItemAdded.self), .of(BenefitItemWithdrawn.self), .of(BenefitClaimed.self),
            .of(BenefitGranted.self), .of(BenefitRefused.self), .of(BenefitDelivered.self),
        ],
        views: [.of(BenefitBook.self)],
        past: [.view(BenefitBook.self)])
}

extension ViewHolder {
    /// Claims to benefits.
    var benefits: BenefitBook { self[BenefitBook.self] }
}
