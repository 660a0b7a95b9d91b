import CaseLedger
import FiveOnes

/// A matter of aid with the times of all that becomes of it.
struct AidCase: Sendable {
    /// How it ends.
    enum End: Sendable {
        case confirmed
        case reversed
        case rejected
    }

    let id: AidID
    let family: Int
    let member: MemberID
    let purpose: AidPurpose
    let amount: Money
    let fund: Int
    let earmark: EarmarkID
    let applied: Day
    let approved: Day
    let paid: Day
    let end: End

    /// The payment's identifier.
    var disbursement: DisbursementID { DisbursementID(rawValue: "D\(id.rawValue.dropFirst())") }
}

extension World {
    /// The matters of aid of a family in a year.
    func aids(of family: Family, in year: Int) -> [AidCase] {
        var random = random(.aid, family.index, year)
        let count = random.weighted([35, 42, 23])
        let from = max(day(year, 1, 16), family.enrolled.adding(days: 15))
        let until = day(year, 11, 10)
        let payees = family.living(on: day(year, 12, 31))
        guard count > 0, from < until, !payees.isEmpty,
            family.isInCare(from: from, through: day(year, 12, 31))
        else { return [] }
        return (1...count).map { place in
            let applied = from.adding(days: random.below(until.days(since: from))).worked
            let approved = applied.adding(days: random.number(3...14)).worked
            let paid = approved.adding(days: random.number(2...9)).worked
            let purpose = random.pick(Fund.purposes)
            let fund = random.chance(300) ? 0 : stations[family.home(on: applied)].unit + 1
            return AidCase(
                id: AidID(rawValue: "A-\(year)-\(padded(family.number, 4))-\(place)"),
                family: family.index, member: random.pick(payees).id, purpose: purpose,
                amount: Money(yuan: Int64(random.number(6...50)) * 100), fund: fund,
                earmark: funds[fund].earmark(purpose), applied: applied, approved: approved,
                paid: paid,
                end: random.chance(80) ? .rejected : random.chance(15) ? .reversed : .confirmed)
        }
    }

    /// The earmark that a unit opens for the winter of a year, what comes into it, and the aid
    /// that is paid out of it.
    func winterRelief(of unit: Int, in year: Int) -> (
        earmark: EarmarkID, given: Money, aids: [AidCase]
    )? {
        var random = random(.seasonal, unit, year)
        let given = Money(yuan: Int64(random.number(8...20)) * 1000)
        let opening = day(year, 11, 1)
        let residents = families.filter {
            stations[$0.home(on: opening)].unit == unit
                && $0.isInCare(from: opening, through: day(year, 12, 31))
                && !$0.living(on: day(year, 12, 31)).isEmpty
        }
        guard !residents.isEmpty else { return nil }
        let fund = unit + 1
        let earmark = EarmarkID(rawValue: "E-\(World.units[unit])-\(year)-winter")
        let chosen = random.shuffled(residents).prefix(2)
        let isOverdrawn = lapses.overdrawn.contains(LapsePlan.UnitYear(unit: unit, year: year))
        var left = given
        var aids: [AidCase] = []
        for (place, family) in chosen.enumerated() {
            var amount = Money(fen: given.fen * 2 / 5)
            if isOverdrawn, place == chosen.count - 1 { amount = left + Money(yuan: 3000) }
            left -= amount
            let applied = day(year, 11, 12 + place * 3).worked
            let approved = applied.adding(days: 5).worked
            aids.append(
                AidCase(
                    id: AidID(rawValue: "A-\(year)-W-\(World.units[unit])-\(place + 1)"),
                    family: family.index, member: family.living(on: day(year, 12, 31))[0].id,
                    purpose: place == 0 ? .hardship : .consolation, amount: amount, fund: fund,
                    earmark: earmark, applied: applied, approved: approved,
                    paid: approved.adding(days: 4).worked, end: .confirmed))
        }
        return (earmark, given, aids)
    }
}
