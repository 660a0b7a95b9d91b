public import CaseLedger

extension BenefitBook: DigestibleProjection {
    /// Feeds items and claims by identifier.
    package func digest(into digest: inout ViewDigest) {
        for (id, item) in items.sorted(by: { $0.key < $1.key }) {
            digest.add(id)
            digest.add(item.from.number)
            digest.add(item.through.map { Int64($0.number) } ?? .max)
        }
        for (id, claim) in claims.sorted(by: { $0.key < $1.key }) {
            digest.add(id)
            digest.add(claim.position)
            digest.add(claim.granted)
            digest.add(claim.refused)
            digest.add(claim.delivered)
        }
        for position in duplicates { digest.add(position) }
    }
}
