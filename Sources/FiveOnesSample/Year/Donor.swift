import CaseLedger
import FiveOnes

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
