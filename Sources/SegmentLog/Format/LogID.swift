/// Sixteen random bytes, drawn when a log is created and written into each of its parts.
public struct LogID: Hashable, Sendable, CustomStringConvertible {
    var high: UInt64
    var low: UInt64

    /// A new identity, drawn at random.
    public static func random() -> LogID {
        LogID(high: .random(in: .min ... .max), low: .random(in: .min ... .max))
    }

    /// The 32 lower-case hexadecimal digits.
    public var description: String {
        String(high, width: 16, radix: 16) + String(low, width: 16, radix: 16)
    }
}

extension UnsafeRawBufferPointer {
    /// The identity of a log; traps outside the buffer.
    func logID(at offset: Int) -> LogID {
        unsafe LogID(
            high: integer(at: offset, as: UInt64.self).byteSwapped,
            low: integer(at: offset + 8, as: UInt64.self).byteSwapped)
    }
}
