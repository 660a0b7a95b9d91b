public import CaseLedger

extension PolicyBook: DigestibleProjection {
    /// Feeds the policy's version, the exemptions and the acceptances.
    package func digest(into digest: inout ViewDigest) {
        digest.add(policy.version)
        for position in refused { digest.add(position) }
        for exemption in exemptions {
            digest.add(exemption.position)
            digest.add(exemption.rule)
            digest.add(exemption.subject)
            digest.add(exemption.days.lowerBound.number)
            digest.add(exemption.days.upperBound.number)
        }
        for (unit, fact) in accepted.sorted(by: { $0.key < $1.key }) {
            digest.add(unit)
            digest.add(fact.from.number)
            digest.add(fact.position)
        }
    }
}
