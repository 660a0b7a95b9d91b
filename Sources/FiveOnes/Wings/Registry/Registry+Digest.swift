public import CaseLedger

extension Registry: DigestibleProjection {
    /// Feeds families, survivors and martyrs by identifier.
    package func digest(into digest: inout ViewDigest) {
        for (id, family) in families.sorted(by: { $0.key < $1.key }) {
            digest.add(id)
            for martyr in family.martyrs { digest.add(martyr) }
            for residence in family.residences {
                digest.add(residence.value)
                digest.add(residence.from.number)
                digest.add(residence.position)
            }
            digest.add(family.closed?.position)
            for member in family.members { digest.add(member) }
        }
        for (id, member) in members.sorted(by: { $0.key < $1.key }) {
            digest.add(id)
            digest.add(member.family)
            digest.add(member.name.isBlank ? 0 : 1)
            digest.add(member.relation)
            digest.add(member.birthday)
            digest.add(member.calendar.rawValue)
            digest.add(member.receivesPension ? 1 : 0)
            digest.add(member.enrolled.position)
            digest.add(member.died?.position)
        }
        for (id, martyr) in martyrs.sorted(by: { $0.key < $1.key }) {
            digest.add(id)
            digest.add(martyr.name.isBlank ? 0 : 1)
            digest.add(martyr.sacrificed)
            digest.add(martyr.position)
        }
        for position in duplicates { digest.add(position) }
    }
}
