/// Standard padded base64 (RFC 4648, section 4), of which each byte string has exactly one form.
package enum Base64 {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, digit) in alphabet.enumerated() { values[Int(digit)] = UInt8(value) }
        return values
    }()

    /// The text of these bytes.
    package static func encode(_ bytes: some Collection<UInt8>) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var group: UInt32 = 0
        var taken = 0
        func flush(_ text: inout [UInt8]) {
            let padded = group << UInt32(8 * (3 - taken))
            for index in 0..<4 {
                let digit = alphabet[Int(padded >> UInt32(18 - 6 * index)) & 63]
                text.append(index <= taken ? digit : UInt8(ascii: "="))
            }
            group = 0
            taken = 0
        }
        for byte in bytes {
            group = group << 8 | UInt32(byte)
            taken += 1
            if taken == 3 { flush(&text) }
        }
        if taken > 0 { flush(&text) }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes that this text is the one form of, or nil.
    ///
    /// Missing or superfluous padding, stray bits behind the last byte and any other character
    /// are refused.
    package static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        let text = Array(text)
        guard text.count.isMultiple(of: 4) else { return nil }
        guard !text.isEmpty else { return [] }
        let padding = text.suffix(2).reversed().prefix { $0 == UInt8(ascii: "=") }.count
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3)
        for start in stride(from: 0, to: text.count, by: 4) {
            let missing = start + 4 == text.count ? padding : 0
            var group: UInt32 = 0
            for index in 0..<4 {
                let value = index < 4 - missing ? values[Int(text[start + index])] : 0
                guard value < 64 else { return nil }
                group = group << 6 | UInt32(value)
            }
            guard group & ((1 << UInt32(8 * missing)) - 1) == 0 else { return nil }
            for index in 0..<3 - missing {
                bytes.append(UInt8(truncatingIfNeeded: group >> UInt32(16 - 8 * index)))
            }
        }
        return bytes
    }
}

extension Hash {
    /// The hash that 44 characters of base64 stand for, or nil.
    init?(base64 text: some Collection<UInt8>) {
        guard text.count == 44, let bytes = Base64.decode(text) else { return nil }
        self.init(bytes)
    }
}
