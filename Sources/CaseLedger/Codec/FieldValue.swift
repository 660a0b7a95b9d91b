/// A value that can be a field of a payload.
public protocol FieldValue: Sendable {
    /// The value of a field that was not written.
    static var blank: Self { get }
    /// Calls the one method of `visitor` that is right for this kind of value.
    mutating func visit<V: FieldVisitor>(_ field: FieldKey, _ visitor: inout V) throws(CodecError)
}

extension String: FieldValue {
    @inlinable public static var blank: String { "" }
    @inlinable
    public mutating func visit<V: FieldVisitor>(_ field: FieldKey, _ visitor: inout V)
        throws(CodecError)
    { try visitor.text(field, &self) }
}

extension Int64: FieldValue {
    @inlinable public static var blank: Int64 { 0 }
    @inlinable
    public mutating func visit<V: FieldVisitor>(_ field: FieldKey, _ visitor: inout V)
        throws(CodecError)
    { try visitor.integer(field, &self) }
}

extension UInt64: FieldValue {
    @inlinable public static var blank: UInt64 { 0 }
    @inlinable
    public mutating func visit<V: FieldVisitor>(_ field: FieldKey, _ visitor: inout V)
        throws(CodecError)
    { try visitor.unsigned(field, &self) }
}

extension Bool: FieldValue {
    @inlinable public static var blank: Bool { false }
    @inlinable
    public mutating func visit<V: FieldVisitor>(_ field: FieldKey, _ visitor: inout V)
        throws(CodecError)
    { try visitor.flag(field, &self) }
}

extension Day: FieldValue {
    /// 1970-01-01.
    @inlinable public static var blank: Day { Day(number: 0) }
    @inlinable
    public mutating func visit<V: FieldVisitor>(_ field: FieldKey, _ visitor: inout V)
        throws(CodecError)
    { try visitor.day(field, &self) }
}

extension Instant: FieldValue {
    /// 1970-01-01T00:00:00Z.
    @inlinable public static var blank: Instant { Instant(microseconds: 0) }
    @inlinable
    public mutating func visit<V: FieldVisitor>(_ field: FieldKey, _ visitor: inout V)
        throws(CodecError)
    { try visitor.instant(field, &self) }
}

extension Moment: FieldValue {
    /// 1970-01-01.
    @inlinable public static var blank: Moment { Moment(precision: .day, value: 0) }
    @inlinable
    public mutating func visit<V: FieldVisitor>(_ field: FieldKey, _ visitor: inout V)
        throws(CodecError)
    { try visitor.moment(field, &self) }
}

extension Optional: FieldValue where Wrapped: FieldValue {
    @inlinable public static var blank: Wrapped? { nil }
    @inlinable
    public mutating func visit<V: FieldVisitor>(_ field: FieldKey, _ visitor: inout V)
        throws(CodecError)
    { try visitor.optional(field, &self) }
}

extension Array: FieldValue where Element: FieldValue {
    @inlinable public static var blank: [Element] { [] }
    @inlinable
    public mutating func visit<V: FieldVisitor>(_ field: FieldKey, _ visitor: inout V)
        throws(CodecError)
    { try visitor.list(field, &self) }
}
