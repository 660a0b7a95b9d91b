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

extension TicketBook: DigestibleProjection {
    /// Feeds tickets by identifier.
    package func digest(into digest: inout ViewDigest) {
        for (id, ticket) in tickets.sorted(by: { $0.key < $1.key }) {
            digest.add(id)
            digest.add(ticket.category.rawValue)
            digest.add(ticket.channel)
            digest.add(ticket.owner)
            digest.add(ticket.department)
            digest.add(ticket.deadline?.microseconds ?? 0)
            let marks = [
                [ticket.opened], ticket.responded, ticket.steps, ticket.resolved, ticket.feedback,
                ticket.closed, ticket.reopened, ticket.extensions.map(\.at),
            ]
            for list in marks {
                digest.add(list.count)
                for mark in list {
                    digest.add(mark.at)
                    digest.add(mark.position)
                    digest.add(mark.actor)
                }
            }
        }
        for position in duplicates { digest.add(position) }
    }
}

extension FundBook: DigestibleProjection {
    /// Feeds funds, postings and matters of aid by identifier.
    package func digest(into digest: inout ViewDigest) {
        for (id, fund) in funds.sorted(by: { $0.key < $1.key }) {
            digest.add(id)
            digest.add(fund.name)
            for custodian in fund.custodians {
                digest.add(custodian.value)
                digest.add(custodian.from.number)
            }
        }
        for (id, earmark) in earmarks.sorted(by: { $0.key < $1.key }) {
            digest.add(id)
            for posting in earmark.postings {
                digest.add(posting.amount.fen)
                digest.add(posting.form.rawValue)
                digest.add(posting.at)
                digest.add(posting.position)
            }
        }
        for (id, matter) in aid.sorted(by: { $0.key < $1.key }) {
            digest.add(id)
            digest.add(matter.applied.position)
            for approval in matter.approvals { digest.add(approval.at.position) }
            for rejection in matter.rejections { digest.add(rejection.position) }
            for payment in matter.payments { digest.add(payment) }
        }
        for (id, payment) in payments.sorted(by: { $0.key < $1.key }) {
            digest.add(id)
            digest.add(payment.confirmed)
            digest.add(payment.reversed)
        }
        for position in duplicates { digest.add(position) }
    }
}

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
