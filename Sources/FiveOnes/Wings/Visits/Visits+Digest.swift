public import CaseLedger

extension Visits: DigestibleProjection {
    /// Feeds visits by family.
    package func digest(into digest: inout ViewDigest) {
        for (family, visits) in byFamily.sorted(by: { $0.key < $1.key }) {
            digest.add(family)
            for visit in visits {
                digest.add(visit.day.number)
                digest.add(visit.occasion.rawValue)
                digest.add(visit.mode.rawValue)
                digest.add(visit.visitor)
                for member in visit.met { digest.add(member) }
                digest.add(visit.gift?.fen ?? 0)
                digest.add(visit.position)
            }
        }
        for position in duplicates { digest.add(position) }
    }
}
