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

/// Who gives.
struct Donor: Sendable {
    let id: DonorID
    let kind: DonorKind
    let creditCode: String

    /// How many organizations a unit knows.
    static let perUnit = 12
}

extension World {
    /// An organization that a unit knows, by number.
    func donor(_ unit: Int, _ number: Int) -> Donor {
        var random = random(.donors, unit, number)
        let isEnterprise = random.chance(700)
        return Donor(
            id: DonorID(rawValue: "DN-\(World.units[unit])-\(padded(number + 1, 2))"),
            kind: isEnterprise ? .enterprise : .socialOrganization,
            creditCode: CreditCodes.code(of: 1 + unit * 100 + number, isEnterprise: isEnterprise))
    }
}

/// Credit codes that no organization bears.
///
/// They pass the check of GB 32100. The organization code inside, of GB 11714, has a wrong check
/// character on purpose, so that none of them can be somebody's.
enum CreditCodes {
    private static let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY".utf8)

    static func code(of number: Int, isEnterprise: Bool) -> String {
        var digits = Array((isEnterprise ? "91440300" : "51440300").utf8)
        digits += Array("MA\(padded(number * 7919 % 1_000_000, 6))".utf8)
        let weights = [3, 7, 9, 10, 5, 8, 4, 2]
        var inner = 0
        for (byte, weight) in zip(digits[8...], weights) {
            inner += weight * Int(byte <= 0x39 ? byte - 0x30 : byte - 0x41 + 10)
        }
        // Any digit but the right one, which is 10 for X and 11 for 0.
        let right = 11 - inner % 11
        digits.append(right == 8 ? 0x37 : 0x38)
        var sum = 0
        var weight = 1
        for byte in digits {
            sum += (alphabet.firstIndex(of: byte) ?? 0) * weight
            weight = weight * 3 % 31
        }
        digits.append(alphabet[(31 - sum % 31) % 31])
        return String(decoding: digits, as: UTF8.self)
    }
}
