extension String {
    /// A number in at least so many digits, with zeros in front.
    @inlinable
    package init(_ number: some BinaryInteger, width: Int, radix: Int = 10) {
        let digits = String(number, radix: radix)
        self = String(repeating: "0", count: Swift.max(0, width - digits.utf8.count)) + digits
    }

    /// Two lower-case hexadecimal digits for each byte.
    @inlinable
    package init(hex bytes: some Sequence<UInt8>) {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in bytes { text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
        self.init(decoding: text, as: UTF8.self)
    }
}

extension [UInt8] {
    /// The bytes that hexadecimal digits of either case stand for, or nil.
    package init?(hex text: String) {
        let digits = text.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
        guard digits.count == text.utf8.count, digits.count.isMultiple(of: 2) else { return nil }
        self = stride(from: 0, to: digits.count, by: 2).map {
            UInt8(digits[$0] << 4 | digits[$0 + 1])
        }
    }
}

extension UInt64 {
    /// The number that ASCII digits without superfluous zeros stand for, or nil.
    package init?(decimal digits: some Collection<UInt8>) {
        guard let first = digits.first, digits.count <= 20,
            digits.count == 1 || first != UInt8(ascii: "0"),
            digits.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") })
        else { return nil }
        self.init(String(decoding: digits, as: UTF8.self))
    }
}
