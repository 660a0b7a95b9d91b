/// Money for people to read: `¥1,234.56`, and `-¥1,234.56` for what is owed.
///
/// The amount is in fen, of which a hundred make one yuan. Every `Int64` is written exactly.
func yuan(_ fen: Int64) -> String {
    let (whole, cents) = fen.magnitude.quotientAndRemainder(dividingBy: 100)
    return (fen < 0 ? "-¥" : "¥") + grouped(whole) + (cents < 10 ? ".0" : ".") + String(cents)
}

/// A count in groups of three digits: `1,234,567`.
func grouped(_ number: some BinaryInteger) -> String {
    let digits = String(number.magnitude)
    var result = number < 0 ? "-" : ""
    for (place, digit) in digits.enumerated() {
        if place > 0, (digits.count - place).isMultiple(of: 3) { result.append(",") }
        result.append(digit)
    }
    return result
}
