import CaseLedger

extension Concern {
    /// What is to be read so that ``PlanRecord/around(_:on:)`` can answer, as far as the record says
    /// by now.
    func reads(_ record: some PlanRecord) -> Query {
        switch self {
        case .city, .area: []
        case .unit(let unit):
            unit.hasPrefix("station:")
                ? .station(StationID(rawValue: String(unit.dropFirst(8)))) : []
        case .station(let id): .station(id)
        case .family(let id), .familyBefore(let id): reads(record, ofFamily: id)
        case .member(let id):
            Query.member(id).adding(reads(record, ofFamily: record.registry.members[id]?.family))
        case .fund(let id): .fund(id)
        case .ticket(let id):
            Query.ticket(id)
                .adding(reads(record, ofFamily: record.tickets.tickets[id]?.family))
                .adding(record.tickets.tickets[id]?.station.map { .station($0) } ?? [])
        case .claim(let id):
            Query.grant(id).adding(reads(record, ofFamily: record.benefits.claims[id]?.said.family))
        case .aid(let id):
            Query.aid(id).adding(reads(record, ofFamily: record.funds.aid[id]?.said.family))
        case .payment(let id): Query.disbursement(id).adding(reads(record, ofPayment: id))
        case .item(let id): .benefitItem(id)
        case .either(let parts): .all(parts) { $0.reads(record) }
        }
    }

    /// A family, and whether its officers have left.
    private func reads(_ record: some PlanRecord, ofFamily id: FamilyID?) -> Query {
        guard let id else { return [] }
        return .family(id).adding(.all(record.assignments.officers(of: id), Query.departure))
    }

    private func reads(_ record: some PlanRecord, ofPayment id: DisbursementID) -> Query {
        guard let said = record.funds.payments[id]?.said else { return [] }
        return Query.fund(said.fund).adding(.member(said.payee))
            .adding(said.aid.map { .aid($0) } ?? [])
            .adding(reads(record, ofFamily: record.registry.members[said.payee]?.family))
    }
}
