/// What a field means to the ledger beyond its value.
///
/// ```swift
/// try visit.field(1, "donation", &donation, .founds)
/// try visit.field(2, "fund", &fund)                   // about it, and required
/// try visit.field(3, "donor", &donor, .founds)
/// try visit.field(4, "area", &area)                   // about it, if there: it is optional
/// try visit.field(5, "amount", &amount, .positive)
/// try visit.field(6, "handledBy", &handledBy, .silent)
/// ```
///
/// An ``Identifier`` that is neither optional nor in a list must not be blank, and whatever
/// identifiers an event names it is about, unless they are silent. What it founds comes first among
/// its tags, then the others in the order of the fields.
@frozen
public struct FieldMark: OptionSet, Sendable {
    /// The marks as bits.
    public let rawValue: UInt8
    /// Marks from their bits.
    @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The event brings the subject into being.
    @inlinable public static var founds: FieldMark { FieldMark(rawValue: 1) }
    /// The event is not found by this subject.
    @inlinable public static var silent: FieldMark { FieldMark(rawValue: 2) }
    /// Text must not be empty.
    @inlinable public static var required: FieldMark { FieldMark(rawValue: 4) }
    /// Money must be positive, and not more than one event may move.
    @inlinable public static var positive: FieldMark { FieldMark(rawValue: 8) }
    /// Text is a whole tag, `fund:K-1`, of which the event is about.
    @inlinable public static var tag: FieldMark { FieldMark(rawValue: 16) }
}

/// A visitor that only looks, and only at some kinds of value.
@usableFromInline
protocol QuietVisitor: FieldVisitor {}

extension QuietVisitor {
    @inlinable mutating func unsigned(_ field: FieldKey, _ value: inout UInt64) {}
    @inlinable mutating func integer(_ field: FieldKey, _ value: inout Int64) {}
    @inlinable mutating func flag(_ field: FieldKey, _ value: inout Bool) {}
    @inlinable mutating func text(_ field: FieldKey, _ value: inout String) {}
    @inlinable
    mutating func code<T: FieldCode>(_ field: FieldKey, _ value: inout T) {}
    @inlinable mutating func bytes(_ field: FieldKey, _ value: inout [UInt8]) {}
    @inlinable mutating func day(_ field: FieldKey, _ value: inout Day) {}
    @inlinable mutating func instant(_ field: FieldKey, _ value: inout Instant) {}
    @inlinable mutating func moment(_ field: FieldKey, _ value: inout Moment) {}
    @inlinable mutating func money(_ field: FieldKey, _ value: inout Money) {}
    @inlinable
    mutating func sealed(
        _ field: FieldKey, _ value: inout Personal, of subject: @autoclosure () -> Tag
    ) throws(CodecError) {}
    @inlinable
    mutating func embedded(_ field: FieldKey, of type: EventType, _ value: inout [UInt8])
        throws(CodecError)
    {}
    @inlinable
    mutating func optional<T: FieldValue>(_ field: FieldKey, _ value: inout T?) throws(CodecError) {
        if value != nil { try value?.visit(field, &self) }
    }
    @inlinable
    mutating func list<T: FieldValue>(_ field: FieldKey, _ value: inout [T]) throws(CodecError) {
        for index in value.indices { try value[index].visit(field, &self) }
    }
    @inlinable
    mutating func group<T: FieldGroup>(_ field: FieldKey, _ value: inout T) throws(CodecError) {
        try value.fields(&self)
    }
}
