/// The place of an entry in a log: 0, 1, 2, … without gaps.
///
/// Ranges of positions count entries, so `(Position(3)..<Position(5)).count == 2`.
public struct Position: RawRepresentable, Hashable, Comparable, Sendable, Strideable {
    /// The number of entries before this one.
    public var rawValue: UInt64

    /// The position with this many entries before it.
    @inlinable
    public init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    /// The position with this many entries before it.
    @inlinable
    public init(_ rawValue: UInt64) {
        self.rawValue = rawValue
    }

    /// Whether the entry at `lhs` was appended before the one at `rhs`.
    @inlinable
    public static func < (lhs: Position, rhs: Position) -> Bool {
        lhs.rawValue < rhs.rawValue
    }

    /// The number of entries from this position up to `other`; the greatest `Int` if it is more than
    /// that, which only damaged files can state.
    @inlinable
    public func distance(to other: Position) -> Int {
        other >= self
            ? Int(clamping: other.rawValue - rawValue) : -Int(clamping: rawValue - other.rawValue)
    }

    /// The position `n` entries further on.
    @inlinable
    public func advanced(by n: Int) -> Position {
        Position(n >= 0 ? rawValue + UInt64(n) : rawValue - UInt64(n.magnitude))
    }
}

extension Position: ExpressibleByIntegerLiteral, CustomStringConvertible {
    /// The position with this many entries before it.
    @inlinable
    public init(integerLiteral value: UInt64) {
        self.init(rawValue: value)
    }

    /// The number alone.
    public var description: String { String(rawValue) }
}
