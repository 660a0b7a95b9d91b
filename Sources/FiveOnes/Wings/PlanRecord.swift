import CaseLedger

/// What the rules of authority have to know: live, of the subjects of one event; in supervision, of
/// all.
protocol PlanRecord: ViewHolder, Sendable {
    /// The officer of a family on a day.
    func officer(of family: FamilyID, on day: Day) -> Assignments.Interval?
}

extension Past: PlanRecord {
    func officer(of family: FamilyID, on day: Day) -> Assignments.Interval? {
        assignments.officer(of: family, on: day)
    }
}

/// The hierarchy of the plan's units and areas, in one place: a station over the families of its
/// area and of its officers, a district over its streets, a fund's unit over the fund, the city's
/// bodies over all.
extension PlanRecord {
    /// The units and subjects around something on a day, the nearest first; `nil` if what it names
    /// is not on record, so that other rules must speak.
    func around(_ concern: Concern, on day: Day) -> [Tag]? {
        switch concern {
        case .city: Self.city
        case .area(let area): around(area)
        case .unit(let unit): around(unit: unit)
        case .station(let station):
            assignments.stations[station].flatMap { around(station: $0) }
        case .family(let family): around(family, on: day)
        case .familyBefore(let family): around(family, on: day.adding(days: -1))
        case .member(let id):
            registry.members[id].flatMap { around($0.family, on: day) }.map { $0 + [.member(id)] }
        case .fund(let fund): around(fund)
        case .ticket(let id): around(tickets.tickets[id], on: day)
        case .claim(let id):
            benefits.claims[id].flatMap { claim in
                joined([claim.at.earliest, day].map { around(claim.said.family, on: $0) })
            }
        case .aid(let id):
            funds.aid[id].flatMap { aid in
                joined([aid.applied.at.earliest, day].map { around(aid.said.family, on: $0) })
            }
        case .payment(let id):
            joined([
                funds.payments[id].flatMap { around($0.said.fund) },
                funds.payments[id].flatMap { registry.members[$0.said.payee] }
                    .flatMap { around($0.family, on: day) },
            ])
        case .item(let id): benefits.items[id].flatMap { around($0.said.area) }
        case .either(let parts): joined(parts.map { around($0, on: day) })
        }
    }

    private func joined(_ parts: [[Tag]?]) -> [Tag]? {
        let known = parts.compactMap { $0 }
        guard known.count > 1 else { return known.first }
        var seen: Set<Tag> = []
        return known.flatMap { $0 }.filter { seen.insert($0).inserted }
    }

    /// The five bodies of the city.
    private static var city: [Tag] { cityUnits + [.area("shenzhen")] }

    private func around(_ area: AreaID) -> [Tag]? {
        if area == "shenzhen" { return Self.city }
        guard let district = Areas.shenzhen.districtUnit(of: area) else { return nil }
        let path = Areas.shenzhen.path(of: area)
        let stations = path.flatMap { assignments.stationsByArea[$0] ?? [] }
        return stations.map { .unit("station:\($0)") }
            + [.unit(Responsibility.unitID(ofDistrict: district))] + cityUnits
            + path.map { .area($0) }
    }

    private func around(_ family: FamilyID, on day: Day) -> [Tag]? {
        guard let record = registry.families[family], let around = around(record.area(on: day))
        else { return nil }
        let officer = officer(of: family, on: day).map { Tag.unit("station:\($0.station)") }
        return [officer].compactMap { $0 } + around.filter { $0 != officer } + [.family(family)]
    }

    private func around(station: Assignments.Station) -> [Tag] {
        let own = Tag.unit("station:\(station.id)")
        return [own] + (around(station.area) ?? cityUnits).filter { $0 != own }
            + [.station(station.id)]
    }

    private func around(_ fund: FundID) -> [Tag]? {
        funds.funds[fund].map { record in
            let own = Tag.unit(record.unit)
            return [own] + cityUnits.filter { $0 != own } + [.fund(fund)]
        }
    }

    private func around(_ ticket: TicketBook.Ticket?, on day: Day) -> [Tag]? {
        guard let ticket else { return nil }
        let around = joined([
            ticket.station.flatMap { self.around(.station($0), on: day) },
            ticket.family.flatMap { self.around($0, on: day) },
            ticket.family.flatMap { self.around($0, on: ticket.opened.at.earliest) },
        ])
        return around.map { $0 + [.ticket(ticket.id)] }
    }

    /// The units around a unit, itself first: of the city's bodies only the one that leads.
    func around(unit: String) -> [Tag] {
        let (own, lead) = (Tag.unit(unit), Tag.unit("city:double-support"))
        var around: [Tag] = []
        if unit.hasPrefix("station:"),
            let station = assignments.stations[StationID(rawValue: String(unit.dropFirst(8)))]
        {
            around = self.around(station: station)
        } else if let area = Responsibility.unit(unit)?.area, !unit.hasPrefix("city:") {
            around = [.area(area)]
        }
        return [own] + around.filter { $0 != own && !cityUnits.contains($0) }
            + (own == lead ? [] : [lead])
    }

    /// What a decision about these things asks of who takes it.
    ///
    /// Where it is about one thing on several days, who reaches it on any of them may take it. Who
    /// had left by the last of them, or by the day of recording, may not.
    func need(
        _ roles: Set<Role>, _ concerns: [Concern], on days: [Day], for actor: Actor,
        recorded: Day? = nil
    ) -> Standing.Need {
        var need = Standing.Need(
            roles: roles,
            within: concerns.compactMap { concern in
                joined(days.map { around(concern, on: $0) })
            }, keepers: around(unit: actor.unit).filter { $0.kind == "unit" })
        let left = [days.last, recorded].compactMap { $0 }.first { hasLeft(actor, on: $0) }
        if let day = left {
            need.refusal = RuleViolation(
                "I2",
                Phrase(
                    "此账号在 \(day) 前已离开 \(actor.unit)。",
                    "The account had left \(actor.unit) by \(day)."),
                advice: Phrase("由在岗人员办理。", "Let somebody who works there record it."))
        }
        return need
    }

    /// Refuses a unit that does not reach a family on a day; none, if the family is not on record.
    func requireScope(_ actor: Actor, over family: FamilyID, on day: Day) throws(RuleViolation) {
        let need = need([], [.family(family)], on: [day], for: actor)
        if let refusal = need.refusal { throw refusal }
        let request = Standing.Request(actor: actor, need: need, day: day, observed: 0)
        if let around = need.within.first, !around.contains(.unit(actor.unit)) {
            throw request.outOfReach(around)
        }
    }

    /// Whether an actor of a station had left it before a day, and not come back.
    func hasLeft(_ actor: Actor, on day: Day) -> Bool {
        guard actor.unit.hasPrefix("station:") else { return false }
        return assignments.hasLeft(
            StaffID(rawValue: actor.id), StationID(rawValue: String(actor.unit.dropFirst(8))),
            before: day)
    }
}

/// The five bodies of the city, which stand around everything.
private let cityUnits: [Tag] = ResponsibleBody.allCases.compactMap { body in
    body.unitID.map { .unit($0) }
}
