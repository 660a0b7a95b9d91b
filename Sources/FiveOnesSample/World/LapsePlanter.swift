import CaseLedger
import FiveOnes

/// Decides what goes wrong in the last year, each thing with another family or unit.
struct LapsePlanter {
    private(set) var world: World
    private(set) var planted: [Lapse] = []
    private var random: SampleRandom
    private var usedFamilies: Set<Int> = []
    private var usedUnits: Set<Int> = []
    private let year: Int

    init(_ world: World) {
        self.world = world
        random = world.random(.lapse)
        year = world.years.upperBound
    }

    /// Plants a kind of lapse so many times, or once or twice, as far as there is room.
    mutating func plant(_ kind: LapseKind, times: Int?) {
        // Every kind draws its own numbers, so that asking for one more kind moves no other.
        random = world.random(.lapse, LapseKind.allCases.firstIndex(of: kind) ?? 0)
        let drawn = random.number(1...2)
        for place in 0..<(times ?? drawn) {
            switch kind {
            case .missedVisit: plantVisit(isLate: false)
            case .lateVisit: plantVisit(isLate: true)
            case .overdrawnEarmark: plantOverdraft()
            case .officerGap: plantGap()
            case .ticketWithoutFeedback: plantTicket(.withoutFeedback)
            case .lateTicket: plantTicket(.late)
            case .fourDonors: plantFourDonors()
            case .missedVerification: plantVerification()
            case .wrongCustodian: plantPayment(.wrongCustodian)
            case .unapprovedPayment:
                plantPayment(place.isMultiple(of: 2) ? .beforeApproval : .otherAmount)
            }
        }
    }

    /// The first suitable answer among the families of a quiet year, looked for from anywhere.
    private mutating func find<T>(_ suits: (Family, inout SampleRandom) -> T?) -> (Family, T)? {
        let start = random.below(world.families.count)
        for step in world.families.indices {
            let family = world.families[(start + step) % world.families.count]
            guard !usedFamilies.contains(family.index), isQuiet(family),
                let found = suits(family, &random)
            else { continue }
            usedFamilies.insert(family.index)
            return (family, found)
        }
        return nil
    }

    /// Whether a family was there before the year and nothing changes for it in the year.
    private func isQuiet(_ family: Family) -> Bool {
        family.enrolled.year < year && family.closed == nil
            && family.homes.allSatisfy { $0.from.year < year }
            && family.assignments.allSatisfy {
                $0.from.year < year && ($0.through?.year ?? 0) < year
            }
            && family.members.allSatisfy { ($0.died?.year ?? 0) < year }
    }

    /// Notes a lapse by which a check finds its subject, and others what they find.
    private mutating func record(
        _ kind: LapseKind, _ subject: Tag, _ happened: Phrase, _ check: String,
        anchor: String = "", _ outcome: ExpectedFinding.Outcome = .violated,
        others: [ExpectedFinding] = []
    ) {
        let own = ExpectedFinding(
            check: check, subject: subject.text, anchor: anchor, outcome: outcome)
        planted.append(
            Lapse(kind: kind, subject: subject, happened: happened, expected: [own] + others))
    }
}

extension LapsePlanter {
    private mutating func plantVisit(isLate: Bool) {
        let (current, year) = (self.world, self.year)
        let found = find { family, random -> (Obligation, Day)? in
            guard !family.living(on: current.end).isEmpty else { return nil }
            let span = day(year, 1, 1)...current.end.adding(days: -15)
            let owed = current.obligations(of: family, in: span)
            guard !owed.isEmpty else { return nil }
            let obligation = random.pick(owed)
            return (obligation, obligation.anchor.adding(days: random.number(1...10)))
        }
        guard let (family, (obligation, made)) = found else { return }
        let key = obligation.key
        world.lapses.visits[key] = isLate ? .late(on: made) : .missed
        let unit = World.units[current.stations[family.home(on: obligation.anchor)].unit]
        let anchor = current.name(of: obligation)
        let outcome: ExpectedFinding.Outcome = isLate ? .late : .violated
        let due = obligation.anchor
        record(
            isLate ? .lateVisit : .missedVisit, .family(family.id),
            isLate
                ? Phrase(
                    "\(anchor)（\(due)）的走访迟至 \(made)",
                    "the visit for \(anchor) (\(due)) was made on \(made)")
                : Phrase("\(anchor)（\(due)）未走访", "nobody came for \(anchor) (\(due))"),
            "C15.1", anchor: anchor, outcome,
            others: [
                ExpectedFinding(
                    check: "C15.2", subject: "area:\(unit)",
                    anchor: "\(key.occasion.rawValue)/\(obligation.year)", outcome: outcome)
            ])
    }

    private mutating func plantOverdraft() {
        let (current, year) = (self.world, self.year)
        let units = random.shuffled(Array(World.units.indices)).filter {
            current.winterRelief(of: $0, in: year) != nil
        }
        let place = units.first {
            !current.lapses.overdrawn.contains(LapsePlan.UnitYear(unit: $0, year: year))
        }
        guard let unit = place, let relief = current.winterRelief(of: unit, in: year) else {
            return
        }
        world.lapses.overdrawn.insert(LapsePlan.UnitYear(unit: unit, year: year))
        record(
            .overdrawnEarmark, .earmark(relief.earmark),
            Phrase("最后一笔拨付超出专款余额 3000 元", "the last payment exceeded what was left by 3,000 yuan"),
            "C6.2")
    }

    private mutating func plantGap() {
        let year = self.year
        let found = find { family, random -> (Day, Int)? in
            family.assignments.isEmpty
                ? nil
                : (day(year, random.number(3...10), random.number(1...28)), random.number(2...12))
        }
        guard let (family, (through, days)) = found,
            let officer = family.assignments.last?.officer
        else { return }
        let index = family.index
        let last = family.assignments.count - 1
        world.families[index].assignments[last].through = through
        world.families[index].assignments[last].reason = "借调"
        world.families[index].assignments.append(
            Assignment(officer: officer, from: through.adding(days: days + 1)))
        record(
            .officerGap, .family(family.id),
            Phrase(
                "自 \(through.adding(days: 1)) 起 \(days) 天无专责人员",
                "nobody answered for the family for \(days) days from \(through.adding(days: 1))"),
            "C4.1")
    }

    private mutating func plantTicket(_ lapse: LapsePlan.TicketLapse) {
        let (current, year) = (self.world, self.year)
        let found = find { family, random -> TicketCase? in
            let tickets = current.tickets(of: family, in: year).filter {
                !$0.isReopened && !$0.hasDeadline && $0.opened.day <= day(year, 11, 25)
            }
            return tickets.isEmpty ? nil : random.pick(tickets)
        }
        guard let (_, ticket) = found else { return }
        world.lapses.tickets[ticket.id] = lapse
        record(
            lapse == .late ? .lateTicket : .ticketWithoutFeedback, .ticket(ticket.id),
            lapse == .late
                ? Phrase("超过 \(ticket.limit) 的时限才办结", "resolved after its limit, \(ticket.limit)")
                : Phrase("未经效果回访即关闭", "closed without asking whether it helped"),
            lapse == .late ? "C12.4" : "C12.5", lapse == .late ? .late : .violated)
    }

    private mutating func plantFourDonors() {
        let open = World.units.indices.filter { !usedUnits.contains($0) }
        guard !open.isEmpty else { return }
        let unit = random.pick(open)
        usedUnits.insert(unit)
        world.lapses.fourDonors.insert(LapsePlan.UnitYear(unit: unit, year: year))
        record(
            .fourDonors, .area(World.units[unit]),
            Phrase("\(year) 年只发动 4 家单位捐赠", "mobilized four organizations in \(year)"),
            "C7.1", anchor: "\(year)")
    }

    private mutating func plantVerification() {
        let year = self.year
        let found = find { family, random -> (Member, Int)? in
            let living = family.living(on: day(year, 12, 31))
            return living.isEmpty ? nil : (random.pick(living), random.number(1...4))
        }
        guard let (_, (member, quarter)) = found else { return }
        world.lapses.verifications.insert(
            LapsePlan.Quarter(member: member.id, year: year, quarter: quarter))
        record(
            .missedVerification, .member(member.id),
            Phrase("\(year) 年第 \(quarter) 季度未核查", "not verified in quarter \(quarter) of \(year)"),
            "C9.1", anchor: "\(year)-Q\(quarter)")
    }

    private mutating func plantPayment(_ lapse: LapsePlan.PaymentLapse) {
        let (current, year) = (self.world, self.year)
        let found = find { family, random -> AidCase? in
            let paid = current.aids(of: family, in: year).filter { $0.end == .confirmed }
            return paid.isEmpty ? nil : random.pick(paid)
        }
        guard let (_, aid) = found else { return }
        world.lapses.payments[aid.id] = lapse
        let happened =
            switch lapse {
            case .wrongCustodian:
                Phrase("由非专管人提请拨付", "proposed by somebody who does not keep the fund")
            case .beforeApproval: Phrase("先拨付、后批准", "paid before it was approved")
            case .otherAmount: Phrase("拨付额比批准额多 500 元", "paid 500 yuan more than approved")
            }
        let kind: LapseKind = lapse == .wrongCustodian ? .wrongCustodian : .unapprovedPayment
        record(
            kind, .disbursement(aid.disbursement), happened,
            lapse == .wrongCustodian ? "C6.1" : "C6.3")
    }
}
