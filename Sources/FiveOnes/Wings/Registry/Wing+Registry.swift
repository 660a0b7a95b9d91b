import CaseLedger

extension Wing {
    /// Families, survivors and martyrs, and how the file is kept true.
    static let registry = Wing(
        "registry",
        events: [
            .of(MartyrRecorded.self), .of(FamilyEnrolled.self), .of(FamilyMoved.self),
            .of(FamilyClosed.self), .of(MemberEnrolled.self), .of(MemberDied.self),
            .of(VerificationRoundOpened.self), .of(MemberVerified.self),
        ],
        views: [.of(Registry.self), .of(Verifications.self), .of(FamilyFile.self, onDemand: true)],
        past: [.view(Registry.self), .founding(VerificationRoundOpened.self)],
        checks: [.periodicVerification],
        policy: [.verificationPeriod, .verificationMaxRecordedLate, .statutoryConfirmationsPerYear])
}

extension ViewHolder {
    /// Families, survivors, martyrs.
    var registry: Registry { self[Registry.self] }
    /// Verifications.
    var verifications: Verifications { self[Verifications.self] }
}
