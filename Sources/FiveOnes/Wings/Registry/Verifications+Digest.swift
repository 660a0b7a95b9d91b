public import CaseLedger

extension Verifications: DigestibleProjection {
    /// Feeds verifications by survivor.
    package func digest(into digest: inout ViewDigest) {
        for (member, verifications) in byMember.sorted(by: { $0.key < $1.key }) {
            digest.add(member)
            for verification in verifications {
                digest.add(verification.day.number)
                digest.add(verification.method.rawValue)
                digest.add(verification.isComplete ? 1 : 0)
                digest.add(verification.position)
            }
        }
    }
}
