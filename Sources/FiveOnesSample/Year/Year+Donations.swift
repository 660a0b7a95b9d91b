import CaseLedger
import FiveOnes

extension Year {
    /// The “9·5” donation days: what every unit mobilizes about China Charity Day.
    mutating func collect() {
        for unit in World.units.indices {
            var random = world.random(.donation, unit, number)
            let fails = world.lapses.fourDonors.contains(
                LapsePlan.UnitYear(unit: unit, year: number))
            let count = fails ? 4 : random.number(5...8)
            let organizations = random.shuffled(Array(0..<Donor.perUnit)).prefix(count)
            for (place, number) in organizations.enumerated() {
                receive(from: world.donor(unit, number), unit, place, &random)
            }
            // The same organization again, and people: neither counts for the five.
            if random.chance(400) {
                receive(from: world.donor(unit, organizations[0]), unit, 20, &random)
            }
            for person in 0..<random.number(2...5) {
                receive(
                    from: Donor(
                        id: DonorID(rawValue: "DN-\(World.units[unit])-P\(number)-\(person + 1)"),
                        kind: .individual, creditCode: ""),
                    unit, 30 + person, &random)
            }
            // One more, whose transfer does not go through.
            if !fails, random.chance(250) { bounce(unit, &random) }
        }
    }

    @discardableResult
    private mutating func receive(
        from donor: Donor, _ unit: Int, _ place: Int, _ random: inout SampleRandom,
        isTransfer: Bool = false
    ) -> EarmarkID {
        let isBusiness = donor.kind != .individual
        let fund = world.funds[unit + 1]
        let on = day(number, 9, 5).adding(days: random.number(-4...5))
        let amount = isBusiness ? random.number(10...300) * 1000 : random.number(1...40) * 50
        let earmark = fund.earmark(random.pick(Fund.purposes))
        agenda.add(
            on.atWork(&random), by: fund.actor(.foundationStaff),
            DonationReceived {
                $0.donation = DonationID(
                    rawValue: "N-\(number)-\(World.units[unit])-\(padded(place + 1, 2))")
                $0.fund = fund.id
                $0.earmark = earmark
                $0.donor = donor.id
                $0.donorKind = donor.kind
                $0.creditCode = donor.creditCode
                $0.mobilizedBy = World.units[unit]
                $0.kind = isBusiness && !isTransfer && random.chance(150) ? .goods : .money
                $0.amount = Money(yuan: Int64(amount))
                $0.receipt = "粤捐\(number)\(padded(10_000 + unit * 100 + place, 6))"
            })
        return earmark
    }

    private mutating func bounce(_ unit: Int, _ random: inout SampleRandom) {
        let donor = world.donor(unit, Donor.perUnit)
        let earmark = receive(from: donor, unit, 50, &random, isTransfer: true)
        agenda.add(
            day(number, 9, 14).worked.at(11, 0), by: world.funds[unit + 1].actor(.foundationStaff),
            DonationReversed {
                $0.donation = DonationID(rawValue: "N-\(number)-\(World.units[unit])-51")
                $0.fund = world.funds[unit + 1].id
                $0.earmark = earmark
                $0.reason = "转账未成功"
            })
    }
}
