/// Something that walks over the numbered fields of a value: an encoder, a decoder, a JSON writer,
/// a schema printer.
///
/// A value lists its fields once (``FieldGroup/fields(_:)``), in ascending order of number, and
/// every visitor follows that list. A visitor that reads only leaves the value as it is; a decoder
/// assigns it.
public protocol FieldVisitor {
    /// Says what the field that comes next means to the ledger; most visitors do not care.
    mutating func mark(_ mark: FieldMark, _ kind: StaticString?)
    /// The identifier of a subject; text, unless the visitor asks whose it is.
    mutating func identifier<T: Identifier>(_ field: FieldKey, _ value: inout T) throws(CodecError)
    /// An unsigned integer (protobuf `uint64`).
    mutating func unsigned(_ field: FieldKey, _ value: inout UInt64) throws(CodecError)
    /// A signed integer (protobuf `sint64`).
    mutating func integer(_ field: FieldKey, _ value: inout Int64) throws(CodecError)
    /// A truth value (protobuf `bool`).
    mutating func flag(_ field: FieldKey, _ value: inout Bool) throws(CodecError)
    /// UTF-8 text (protobuf `string`).
    mutating func text(_ field: FieldKey, _ value: inout String) throws(CodecError)
    /// One word of a closed list (protobuf `string` that holds the raw value).
    mutating func code<T: FieldCode>(_ field: FieldKey, _ value: inout T) throws(CodecError)
    /// Raw bytes (protobuf `bytes`; base64 in JSON).
    mutating func bytes(_ field: FieldKey, _ value: inout [UInt8]) throws(CodecError)
    /// A civil day (protobuf `sint64`, days since 1970-01-01; ISO 8601 in JSON).
    mutating func day(_ field: FieldKey, _ value: inout Day) throws(CodecError)
    /// An instant (protobuf `sint64`, microseconds since 1970 in UTC; RFC 3339 in JSON).
    mutating func instant(_ field: FieldKey, _ value: inout Instant) throws(CodecError)
    /// A moment (protobuf message of precision and value; ISO 8601 in JSON).
    mutating func moment(_ field: FieldKey, _ value: inout Moment) throws(CodecError)
    /// Money (protobuf `sint64`, fen; an integer in JSON).
    mutating func money(_ field: FieldKey, _ value: inout Money) throws(CodecError)
    /// Personal data of a subject (protobuf message; see ``Personal``), under whose key it is
    /// sealed.
    ///
    /// `subject` is asked for only where something is sealed or opened.
    mutating func sealed(
        _ field: FieldKey, _ value: inout Personal, of subject: @autoclosure () -> Tag)
        throws(CodecError)
    /// The payload of another event type, encoded (protobuf `bytes`; its named fields in JSON).
    mutating func embedded(_ field: FieldKey, of type: EventType, _ value: inout [UInt8])
        throws(CodecError)
    /// A value that may be absent (protobuf `optional`).
    mutating func optional<T: FieldValue>(_ field: FieldKey, _ value: inout T?) throws(CodecError)
    /// Any number of values in order (protobuf `repeated`, not packed).
    mutating func list<T: FieldValue>(_ field: FieldKey, _ value: inout [T]) throws(CodecError)
    /// A value with numbered fields of its own (protobuf message).
    mutating func group<T: FieldGroup>(_ field: FieldKey, _ value: inout T) throws(CodecError)
}

/// What a field is called.
public struct FieldKey: Sendable {
    /// Its number on disk.
    public let number: Int
    /// Its name in JSON.
    public let name: StaticString

    @inlinable init(_ number: Int, _ name: StaticString) {
        self.number = number
        self.name = name
    }
}

extension FieldVisitor {
    /// Visits one field: its number on disk, its name in JSON, its value.
    ///
    /// Numbers and names on disk never change; a number is never used again.
    ///
    /// - Parameters:
    ///   - number: The number on disk.
    ///   - name: The name in JSON.
    ///   - value: The value.
    ///   - mark: What the field means to the ledger, if more than its type says.
    ///   - kind: The kind of subject that text identifies; an ``Identifier`` has its own.
    /// - Throws: ``CodecError`` if the visitor cannot read or write the value.
    @inlinable
    public mutating func field<T: FieldValue>(
        _ number: Int, _ name: StaticString, _ value: inout T, _ mark: FieldMark = [],
        of kind: StaticString? = nil
    ) throws(CodecError) {
        self.mark(mark, kind)
        try value.visit(FieldKey(number, name), &self)
    }

    /// Visits personal data of a subject: its number on disk, its name in JSON, its value.
    ///
    /// ```swift
    /// try visit.sealed(3, "name", &name, of: .member(member))
    /// ```
    ///
    /// - Throws: ``CodecError`` if the visitor cannot read or write it.
    @inlinable
    public mutating func sealed(
        _ number: Int, _ name: StaticString, _ value: inout Personal,
        of subject: @autoclosure () -> Tag
    ) throws(CodecError) { try sealed(FieldKey(number, name), &value, of: subject()) }

    /// Does not care.
    @inlinable public mutating func mark(_ mark: FieldMark, _ kind: StaticString?) {}

    /// Visits the identifier's text.
    @inlinable
    public mutating func identifier<T: Identifier>(_ field: FieldKey, _ value: inout T)
        throws(CodecError)
    {
        var text = value.rawValue
        try self.text(field, &text)
        value = T(rawValue: text)
    }
}

/// A value made of numbered fields.
public protocol FieldGroup: FieldValue {
    /// The value with every field blank.
    init()
    /// Visits every field once, in ascending order of number.
    mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError)
}

extension FieldGroup {
    /// The value with every field blank.
    @inlinable public static var blank: Self { Self() }

    @inlinable
    public mutating func visit<V: FieldVisitor>(_ field: FieldKey, _ visitor: inout V)
        throws(CodecError)
    {
        try visitor.group(field, &self)
    }
}

/// One word of a closed list, with a label in both languages.
///
/// The raw value is the word on disk and in JSON. A decoder refuses any other word.
public protocol FieldCode: FieldValue, RawRepresentable<String>, CaseIterable, Hashable, Codable {
    /// What people read.
    var label: Phrase { get }
}

extension FieldCode {
    @inlinable
    public mutating func visit<V: FieldVisitor>(_ field: FieldKey, _ visitor: inout V)
        throws(CodecError)
    {
        try visitor.code(field, &self)
    }
}

/// A stable identifier: text with a type of its own.
///
/// A field of such a type names what the event is about; see ``FieldMark``.
public protocol Identifier: FieldValue, RawRepresentable<String>, Hashable, Comparable, Codable,
    CustomStringConvertible, ExpressibleByStringLiteral
{
    /// The kind of subject, as in its tag on disk: `family`.
    static var kind: String { get }
    /// An identifier from its text.
    init(rawValue: String)
}

extension Identifier {
    /// All that is about this subject.
    public var tag: Tag { Tag(Self.kind, rawValue) }

    /// The identifier of nothing: empty text.
    @inlinable public static var blank: Self { Self(rawValue: "") }

    @inlinable
    public mutating func visit<V: FieldVisitor>(_ field: FieldKey, _ visitor: inout V)
        throws(CodecError)
    { try visitor.identifier(field, &self) }

    /// An identifier written out in code.
    @inlinable public init(stringLiteral value: String) { self.init(rawValue: value) }

    @inlinable public var description: String { rawValue }

    /// Order of the texts.
    @inlinable
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
