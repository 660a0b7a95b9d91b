public import CaseLedger

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
