public import CaseLedger

extension Assignments: DigestibleProjection {
    /// Feeds stations and the officers of each family.
    package func digest(into digest: inout ViewDigest) {
        for (id, station) in stations.sorted(by: { $0.key < $1.key }) {
            digest.add(id)
            digest.add(station.area)
            digest.add(station.level.rawValue)
            digest.add(station.hotline)
        }
        for family in families {
            digest.add(family)
            for interval in intervals(of: family) {
                digest.add(interval.officer)
                digest.add(interval.station)
                digest.add(interval.from.number)
                digest.add(interval.through.map { Int64($0.number) } ?? .max)
                for position in interval.evidence { digest.add(position) }
            }
        }
    }
}
