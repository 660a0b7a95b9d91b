/// Money in integer fen (1/100 yuan).
///
/// There is no other currency and no floating point.
public struct Money: Hashable, Comparable, Codable, Sendable {
    /// The amount in fen.
    public var fen: Int64

    /// An amount in fen.
    @inlinable public init(fen: Int64) { self.fen = fen }

    /// An amount in whole yuan.
    @inlinable public init(yuan: Int64) { self.fen = yuan * 100 }

    /// No money.
    public static let zero = Money(fen: 0)

    /// The most that one event may move: ten trillion yuan.
    public static let ceiling = Money(fen: 1_000_000_000_000_000)

    /// Whether the left amount is the smaller.
    @inlinable public static func < (left: Money, right: Money) -> Bool { left.fen < right.fen }
    /// The sum; at the ends of the range it stays there, so that no record can stop a replay.
    @inlinable public static func + (left: Money, right: Money) -> Money {
        let (sum, overflow) = left.fen.addingReportingOverflow(right.fen)
        return Money(fen: overflow ? (right.fen > 0 ? .max : .min) : sum)
    }
    /// The difference; at the ends of the range it stays there.
    @inlinable public static func - (left: Money, right: Money) -> Money {
        let (difference, overflow) = left.fen.subtractingReportingOverflow(right.fen)
        return Money(fen: overflow ? (right.fen > 0 ? .min : .max) : difference)
    }
    /// Adds to an amount; see ``+(_:_:)``.
    @inlinable public static func += (left: inout Money, right: Money) { left = left + right }
    /// Takes from an amount; see ``-(_:_:)``.
    @inlinable public static func -= (left: inout Money, right: Money) { left = left - right }
}

extension Money: FieldValue {
    @inlinable public static var blank: Money { Money(fen: 0) }
    @inlinable
    public mutating func visit<V: FieldVisitor>(_ field: FieldKey, _ visitor: inout V)
        throws(CodecError)
    { try visitor.money(field, &self) }
}

extension Money: CustomStringConvertible {
    /// The amount in yuan, `¥1,234.56`.
    public var description: String {
        let magnitude = fen.magnitude
        var yuan = String(magnitude / 100)
        var index = yuan.endIndex
        while yuan.distance(from: yuan.startIndex, to: index) > 3 {
            index = yuan.index(index, offsetBy: -3)
            yuan.insert(",", at: index)
        }
        let cents = magnitude % 100
        return "\(fen < 0 ? "-" : "")¥\(yuan).\(cents < 10 ? "0" : "")\(cents)"
    }
}
