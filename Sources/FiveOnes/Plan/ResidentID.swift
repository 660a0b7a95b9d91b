public import CaseLedger

/// The resident identity number of GB 11643.
///
/// Only what the number proves by itself is checked: its form, its check character and the birth
/// date. Its first six digits name the area of first registration, often long abolished (a
/// Shenzhen elder has 宝安县's), and are taken as they are. The birth date is the document's; the
/// real birthday may be another one.
///
/// ```swift
/// try ResidentID.check("11010519491231002X").birth  // 1949-12-31
/// ```
public enum ResidentID {
    /// What a number says once it has passed the check.
    public struct Reading: Hashable, Sendable {
        /// Whether a check character confirms the number; the form of 15 digits has none.
        public let isVerified: Bool
        /// The birth date by the document.
        public let birth: Day
        /// Whether the document says male, by the parity of the last sequence digit.
        public let isMale: Bool
    }

    /// Checks a number of 18 characters, or of 15 digits as issued until 1999.
    ///
    /// A small `x` counts as the check character `X`. Numbers of 15 digits carry years from 1900 to
    /// 1999 and no check character, so they are read but not verified.
    ///
    /// - Parameters:
    ///   - text: The number, without spaces.
    ///   - today: A birth after this day is refused; without it the future is not looked at.
    /// - Returns: What the number says.
    /// - Throws: ``CodeError``, which never contains the number.
    public static func check(
        _ text: some StringProtocol, asOf today: Day? = nil
    ) throws(CodeError) -> Reading {
        let bytes = Array(text.utf8)
        switch bytes.count {
        case 15:
            let digits = try digits(bytes[...])
            return try reading(
                year: 1900 + number(digits[6..<8]), digits[8..<12], sequence: digits[14],
                isVerified: false, today)
        case 18:
            let digits = try digits(bytes[..<17])
            guard let check = value(ofCheck: bytes[17]) else { throw .character }
            let sum = zip(weights, digits).reduce(0) { $0 + $1.0 * $1.1 }
            guard (sum + check) % 11 == 1 else { throw .checkDigit }
            return try reading(
                year: number(digits[6..<10]), digits[10..<14], sequence: digits[16],
                isVerified: true, today)
        default: throw .length
        }
    }

    /// Powers of two modulo 11 (ISO 7064, MOD 11-2), for the first seventeen digits.
    private static let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

    private static func digits(_ bytes: ArraySlice<UInt8>) throws(CodeError) -> [Int] {
        guard bytes.allSatisfy({ (0x30...0x39).contains($0) }) else { throw .character }
        return bytes.map { Int($0) - 0x30 }
    }

    private static func value(ofCheck byte: UInt8) -> Int? {
        switch byte {
        case 0x30...0x39: Int(byte) - 0x30
        case 0x58, 0x78: 10
        default: nil
        }
    }

    private static func number(_ digits: ArraySlice<Int>) -> Int {
        digits.reduce(0) { $0 * 10 + $1 }
    }

    private static func reading(
        year: Int, _ monthAndDay: ArraySlice<Int>, sequence: Int, isVerified: Bool, _ today: Day?
    ) throws(CodeError) -> Reading {
        let monthAndDay = number(monthAndDay)
        guard year >= 1850, let birth = Day(year, monthAndDay / 100, monthAndDay % 100) else {
            throw .birthDate
        }
        if let today, birth > today { throw .birthDate }
        return Reading(isVerified: isVerified, birth: birth, isMale: !sequence.isMultiple(of: 2))
    }
}

/// Why an official number cannot be what it claims to be.
///
/// It names the rule that failed and never the number.
public enum CodeError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The number has the wrong length.
    case length
    /// A character stands where it may not.
    case character
    /// The check character does not follow from the others.
    case checkDigit
    /// The birth date that the number holds does not exist or lies outside living memory.
    case birthDate

    /// What failed and what to do, without the number.
    public var description: String {
        switch self {
        case .length: "The number has the wrong length; compare it with the document."
        case .character: "A character of the number is not allowed; compare it with the document."
        case .checkDigit: "The check digit does not fit; compare the number with the document."
        case .birthDate:
            "The birth date in the number cannot be right; compare it with the document."
        }
    }
}

/// The unified social credit code of GB 32100.
///
/// ```swift
/// try CreditCode.check("91110000600037341L")  // .enterprise
/// ```
public enum CreditCode {
    /// What kind of body a code was given to, by its first two characters.
    public enum Kind: String, Sendable, CaseIterable {
        /// An enterprise or a farmers' cooperative, registered for commerce.
        case enterprise
        /// An association, a private service body or a foundation, registered with civil affairs.
        case socialOrganization
        /// Any other body: an office, an institution, an individual business.
        case other
    }

    /// Checks a code of 18 characters and tells what kind of body bears it.
    ///
    /// Small letters are refused: the standard has none.
    ///
    /// - Throws: ``CodeError``, which never contains the code.
    public static func check(_ text: some StringProtocol) throws(CodeError) -> Kind {
        let bytes = Array(text.utf8)
        guard bytes.count == 18 else { throw .length }
        var values: [Int] = []
        for byte in bytes {
            guard let value = alphabet.firstIndex(of: byte) else { throw .character }
            values.append(value)
        }
        guard values[2..<8].allSatisfy({ $0 < 10 }) else { throw .character }
        var weight = 1
        var sum = 0
        for value in values.dropLast() {
            sum += value * weight
            weight = weight * 3 % 31
        }
        guard (sum + values[17]) % 31 == 0 else { throw .checkDigit }
        switch (bytes[0], bytes[1]) {
        case (0x39, 0x31), (0x39, 0x33): return .enterprise
        case (0x35, 0x31), (0x35, 0x32), (0x35, 0x33): return .socialOrganization
        default: return .other
        }
    }

    /// The 31 characters in the order of their values: no I, O, S, V, Z.
    private static let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY".utf8)
}
