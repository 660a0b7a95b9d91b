/// A value that can be a field of a payload.
public protocol FieldValue: Sendable {
    /// The value of a field that was not written.
    static var blank: Self { get }
    /// Calls the one method of `visitor` that is right for this kind of value.
    mutating func visit<V: FieldVisitor>(
        _ number: Int, _ name: StaticString, _ visitor: inout V) throws(CodecError)
}

extension String: FieldValue {
    /// Empty text.
    @inlinable public static var blank: String { "" }
    /// Visits this value as text.
    @inlinable
    public mutating func visit<V: FieldVisitor>(
        _ number: Int, _ name: StaticString, _ visitor: inout V
    ) throws(CodecError) { try visitor.text(number, name, &self) }
}

extension Int64: FieldValue {
    /// Zero.
    @inlinable public static var blank: Int64 { 0 }
    /// Visits this value as a signed integer.
    @inlinable
    public mutating func visit<V: FieldVisitor>(
        _ number: Int, _ name: StaticString, _ visitor: inout V
    ) throws(CodecError) { try visitor.integer(number, name, &self) }
}

extension UInt64: FieldValue {
    /// Zero.
    @inlinable public static var blank: UInt64 { 0 }
    /// Visits this value as an unsigned integer.
    @inlinable
    public mutating func visit<V: FieldVisitor>(
        _ number: Int, _ name: StaticString, _ visitor: inout V
    ) throws(CodecError) { try visitor.unsigned(number, name, &self) }
}

extension Bool: FieldValue {
    /// False.
    @inlinable public static var blank: Bool { false }
    /// Visits this value as a truth value.
    @inlinable
    public mutating func visit<V: FieldVisitor>(
        _ number: Int, _ name: StaticString, _ visitor: inout V
    ) throws(CodecError) { try visitor.flag(number, name, &self) }
}

extension Day: FieldValue {
    /// 1970-01-01.
    @inlinable public static var blank: Day { Day(number: 0) }
    /// Visits this value as a civil day.
    @inlinable
    public mutating func visit<V: FieldVisitor>(
        _ number: Int, _ name: StaticString, _ visitor: inout V
    ) throws(CodecError) { try visitor.day(number, name, &self) }
}

extension Instant: FieldValue {
    /// 1970-01-01T00:00:00Z.
    @inlinable public static var blank: Instant { Instant(microseconds: 0) }
    /// Visits this value as an instant.
    @inlinable
    public mutating func visit<V: FieldVisitor>(
        _ number: Int, _ name: StaticString, _ visitor: inout V
    ) throws(CodecError) { try visitor.instant(number, name, &self) }
}

extension Moment: FieldValue {
    /// 1970-01-01.
    @inlinable public static var blank: Moment { Moment(precision: .day, value: 0) }
    /// Visits this value as a moment.
    @inlinable
    public mutating func visit<V: FieldVisitor>(
        _ number: Int, _ name: StaticString, _ visitor: inout V
    ) throws(CodecError) { try visitor.moment(number, name, &self) }
}

extension Optional: FieldValue where Wrapped: FieldValue {
    /// Absence.
    @inlinable public static var blank: Wrapped? { nil }
    /// Visits this value as one that may be absent.
    @inlinable
    public mutating func visit<V: FieldVisitor>(
        _ number: Int, _ name: StaticString, _ visitor: inout V
    ) throws(CodecError) { try visitor.optional(number, name, &self) }
}

extension Array: FieldValue where Element: FieldValue {
    /// No values.
    @inlinable public static var blank: [Element] { [] }
    /// Visits this value as a list.
    @inlinable
    public mutating func visit<V: FieldVisitor>(
        _ number: Int, _ name: StaticString, _ visitor: inout V
    ) throws(CodecError) { try visitor.list(number, name, &self) }
}
