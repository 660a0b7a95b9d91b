// Numbers and strings: where nearly all bytes of a document, and nearly all the time, are.

// MARK: - Numbers

extension JSONParser {
    /// 10⁰…10²², the powers of ten that a `Double` holds exactly.
    private static let exactPowersOfTen: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
        1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ]

    /// The digits of a number as one integer, for as long as they fit.
    private struct Digits {
        var value: UInt64 = 0
        /// How many digits there are, without leading zeros; up to 19 always fit 64 bits.
        var significant = 0
        var isExact: Bool { significant <= 19 }
    }

    /// Reads the number at `offset`: `[-] int [frac] [exp]`.
    mutating func number() throws(JSONError) -> JSONValue {
        let start = offset
        let isNegative = bytes[offset] == 0x2D
        if isNegative { offset += 1 }

        var digits = Digits()
        let firstDigit = offset
        try readDigits(into: &digits)
        if bytes[firstDigit] == 0x30, offset > firstDigit + 1 {
            throw JSONError(.invalidNumber, at: firstDigit)
        }

        var fractionDigits = 0
        var exponent = 0
        var isInteger = true
        if offset < end, bytes[offset] == 0x2E {
            isInteger = false
            offset += 1
            let point = offset
            try readDigits(into: &digits)
            fractionDigits = offset - point
        }
        if offset < end, bytes[offset] | 0x20 == 0x65 {
            isInteger = false
            offset += 1
            exponent = try readExponent()
        }

        if isInteger, digits.isExact {
            if !isNegative, digits.value <= UInt64(Int64.max) {
                return .integer(Int64(digits.value))
            }
            if isNegative, digits.value <= Int64.min.magnitude {
                return .integer(Int64(truncatingIfNeeded: 0 &- digits.value))
            }
        }

        // Clinger's fast path: both operands are exact, so one operation rounds correctly.
        let scale = exponent - fractionDigits
        if digits.isExact, digits.value <= 1 << 53, abs(scale) <= 22 {
            let magnitude = Double(digits.value)
            let power = Self.exactPowersOfTen[abs(scale)]
            let value = scale < 0 ? magnitude / power : magnitude * power
            return .number(isNegative ? -value : value)
        }
        let text = String(decoding: bytes[start..<offset], as: UTF8.self)
        guard let value = Double(text) else { throw JSONError(.invalidNumber, at: start) }
        guard value.isFinite else { throw JSONError(.numberOutOfRange, at: start) }
        return .number(value)
    }

    /// Passes one or more digits.
    private mutating func readDigits(into digits: inout Digits) throws(JSONError) {
        let first = offset
        while offset < end {
            let digit = bytes[offset] &- 0x30
            guard digit <= 9 else { break }
            if digit != 0 || digits.significant > 0 { digits.significant += 1 }
            digits.value = digits.value &* 10 &+ UInt64(digit)
            offset += 1
        }
        if offset == first {
            throw JSONError(offset < end ? .invalidNumber : .unexpectedEnd, at: offset)
        }
    }

    /// Passes an optional sign and digits.
    ///
    /// The value is capped, for only the slow path takes such exponents.
    private mutating func readExponent() throws(JSONError) -> Int {
        var isNegative = false
        if offset < end, bytes[offset] == 0x2B || bytes[offset] == 0x2D {
            isNegative = bytes[offset] == 0x2D
            offset += 1
        }
        var digits = Digits()
        try readDigits(into: &digits)
        let magnitude = digits.isExact ? Int(min(digits.value, 100_000)) : 100_000
        return isNegative ? -magnitude : magnitude
    }
}

// MARK: - Strings

extension JSONParser {
    /// Reads the string whose opening quote is at `offset`.
    mutating func string() throws(JSONError) -> String {
        offset += 1
        let start = offset
        let isASCII = try skipPlainText()
        if bytes[offset] == 0x22 {
            let content = UnsafeRawBufferPointer(rebasing: bytes[start..<offset])
            offset += 1
            if isASCII { return String(decoding: content, as: UTF8.self) }
            if let text = String(validating: content, as: UTF8.self) { return text }
            throw JSONError(.invalidUTF8, at: start + firstInvalidUTF8(content))
        }
        return try stringWithEscapes(from: start)
    }

    /// Reads the rest of a string that has an escape at `offset`; its content begins at `start`.
    private mutating func stringWithEscapes(from start: Int) throws(JSONError) -> String {
        var content: [UInt8] = []
        var run = start
        while true {
            // A run ends at an ASCII byte, so no well-formed sequence can cross its end.
            let plain = UnsafeRawBufferPointer(rebasing: bytes[run..<offset])
            let invalid = firstInvalidUTF8(plain)
            guard invalid == plain.count else {
                throw JSONError(.invalidUTF8, at: run + invalid)
            }
            content.append(contentsOf: plain)
            if bytes[offset] == 0x22 {
                offset += 1
                return String(decoding: content, as: UTF8.self)
            }
            try readEscape(into: &content)
            run = offset
            _ = try skipPlainText()
        }
    }

    /// Stops at the quote or backslash that follows, and says whether all bytes before it are ASCII.
    private mutating func skipPlainText() throws(JSONError) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highBits: UInt64 = ones &* 0x80
        var seen: UInt64 = 0
        while offset + 8 <= end {
            let word = UInt64(
                littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            let quote = word ^ (ones &* 0x22)
            let backslash = word ^ (ones &* 0x5C)
            // The lowest marked byte is exact; bytes above it may be marked by a borrow.
            let marked =
                (((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash)
                    | ((word &- ones &* 0x20) & ~word)) & highBits
            if marked != 0 {
                let plain = marked.trailingZeroBitCount >> 3
                seen |= word & ((1 << (UInt64(plain) * 8)) &- 1)
                offset += plain
                break
            }
            seen |= word
            offset += 8
        }
        while offset < end {
            let byte = bytes[offset]
            if byte == 0x22 || byte == 0x5C { return seen & highBits == 0 }
            guard byte >= 0x20 else { throw JSONError(.controlCharacter, at: offset) }
            seen |= UInt64(byte)
            offset += 1
        }
        throw JSONError(.unexpectedEnd, at: end)
    }

    /// Resolves the escape whose backslash is at `offset`.
    private mutating func readEscape(into content: inout [UInt8]) throws(JSONError) {
        let start = offset
        guard offset + 1 < end else { throw JSONError(.unexpectedEnd, at: end) }
        let letter = bytes[offset + 1]
        offset += 2
        switch letter {
        case 0x22, 0x5C, 0x2F: content.append(letter)
        case 0x62: content.append(0x08)
        case 0x66: content.append(0x0C)
        case 0x6E: content.append(0x0A)
        case 0x72: content.append(0x0D)
        case 0x74: content.append(0x09)
        case 0x75:
            var code = UInt32(try readHexadecimal())
            if code & 0xFC00 == 0xD800 {
                guard offset + 1 < end, bytes[offset] == 0x5C, bytes[offset + 1] == 0x75 else {
                    throw JSONError(.loneSurrogate, at: start)
                }
                offset += 2
                let low = UInt32(try readHexadecimal())
                guard low & 0xFC00 == 0xDC00 else { throw JSONError(.loneSurrogate, at: start) }
                code = 0x10000 + ((code & 0x3FF) << 10 | (low & 0x3FF))
            }
            guard let scalar = Unicode.Scalar(code) else {
                throw JSONError(.loneSurrogate, at: start)
            }
            content.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        default:
            throw JSONError(.invalidEscape, at: start)
        }
    }

    private mutating func readHexadecimal() throws(JSONError) -> UInt16 {
        var code: UInt16 = 0
        for _ in 0..<4 {
            guard offset < end else { throw JSONError(.unexpectedEnd, at: end) }
            let byte = bytes[offset]
            switch byte {
            case 0x30...0x39: code = code << 4 | UInt16(byte - 0x30)
            case 0x41...0x46, 0x61...0x66: code = code << 4 | UInt16(byte & 0x0F + 9)
            default: throw JSONError(.invalidEscape, at: offset)
            }
            offset += 1
        }
        return code
    }
}

/// The offset of the first sequence that is not well-formed UTF-8 (Unicode 15, table 3-7), or the count.
func firstInvalidUTF8(_ bytes: UnsafeRawBufferPointer) -> Int {
    var offset = 0
    while offset < bytes.count {
        let lead = bytes[offset]
        var second: ClosedRange<UInt8> = 0x80...0xBF
        let length: Int
        switch lead {
        case 0x00...0x7F:
            offset += 1
            continue
        case 0xC2...0xDF: length = 2
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: length = 3
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: length = 4
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: return offset
        }
        guard offset + length <= bytes.count, second.contains(bytes[offset + 1]) else {
            return offset
        }
        for place in 2..<max(length, 2) where bytes[offset + place] & 0xC0 != 0x80 {
            return offset
        }
        offset += length
    }
    return offset
}
